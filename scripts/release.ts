/**
 * `deno task release`: looks whether this can be released, builds it, and prints what would be
 * published. Publishes nothing.
 *
 * @module
 */
import { GATES, passGates } from "./gates.ts";
import { fileExists, runDeno } from "./ok.ts";
import type { Found } from "./release/checks.ts";
import type { PlannedFile } from "./release/plan.ts";
import { prepareRelease } from "./release/run.ts";
import { say } from "./report.ts";

async function find(): Promise<Found> {
  const [branch, changes, tags] = await Promise.all([
    git("branch", "--show-current"),
    git("status", "--porcelain"),
    git("tag"),
  ]);
  return {
    branch: branch.trim(),
    changes,
    tags: tags.split("\n"),
    denoJson: await Deno.readTextFile("deno.json"),
    versionSource: await Deno.readTextFile("src/protocol/version.ts"),
    changelog: await Deno.readTextFile("CHANGELOG.md"),
  };
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) throw new Error(`Asking git ${args.join(" ")}: ${text(stderr).trim()}`);
  return text(stdout);
}

async function tryPublishing(): Promise<string | undefined> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run"],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code === 0) return `${said}\n${told}`;
  say(told ?? "");
  return undefined;
}

function filesIn(folder: string): PlannedFile[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      return isDirectory ? filesIn(path) : [{ path, bytes: Deno.statSync(path).size }];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  Deno.chdir(root);
  Deno.exitCode = await prepareRelease({
    find,
    today: () => new Date().toISOString().slice(0, 10),
    async passGates() {
      const tools = { runDeno, fileExists, now: () => performance.now(), say };
      return await passGates(GATES, tools) === 0;
    },
    runDeno,
    tryPublishing,
    filesIn,
    root: root.href,
    say,
  });
}
