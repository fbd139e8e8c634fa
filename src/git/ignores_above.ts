/**
 * What a repository leaves out of one of its folders, when that folder is looked at by itself.
 *
 * @module
 */
import { IGNORE_FILE_BYTES } from "../workspace/ignore_rules.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";

/**
 * Rules of the `.gitignore` files above a folder, up to the top of its repository, and of that repository's
 * `info/exclude`, as they are to be written for the folder. Empty where it is in none.
 */
export async function ignoresAbove(folder: string, access: WorkspaceAccess): Promise<string> {
  const above: string[] = [];
  for (let at = folder; at !== access.home;) {
    above.unshift(at);
    if (await access.kindOf(access.absolute(at, ".git")) !== "missing") {
      const own = await rulesIn(access.absolute(at, ".git/info/exclude"), access);
      const rules = [rewritten(own, access.inside(at, folder) ?? "")];
      for (const each of above) {
        const way = access.inside(each, folder);
        // Its own file git reads by itself.
        if (way === undefined) continue;
        rules.push(rewritten(await rulesIn(access.absolute(each, ".gitignore"), access), way));
      }
      return rules.filter((text) => text !== "").join("\n");
    }
    const next = access.absolute(at, "..");
    if (next === at) break;
    at = next;
  }
  return "";
}

async function rulesIn(path: string, access: WorkspaceAccess): Promise<string> {
  const read = await access.read(path, IGNORE_FILE_BYTES);
  return read.kind === "read" ? new TextDecoder().decode(read.bytes) : "";
}

/** @param way from the folder of the rules to the one they are for; empty: they are the same */
function rewritten(rules: string, way: string): string {
  const steps = way === "" ? [] : way.split("/");
  return rules.split(/\r?\n/).flatMap((line) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const [sign, rule] = line.startsWith("!") ? ["!", line.slice(1)] : ["", line];
    const isAnchored = rule.slice(0, -1).includes("/");
    if (steps.length === 0 || !isAnchored || rule.startsWith("**/")) return [line];
    const names = rule.replace(/^\//, "").split("/");
    const leadsHere = steps.every((step, i) => names[i] === step || names[i] === "*");
    const rest = names.slice(steps.length).join("/");
    return leadsHere && rest !== "" ? [`${sign}/${rest}`] : [];
  }).join("\n");
}
