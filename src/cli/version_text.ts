/**
 * @module
 */
import { version } from "../protocol/version.ts";

/**
 * What `--version` says: `tidegate 0.1.0 (abc1234, deno 2.9.6)`; without a commit, the runtime alone.
 *
 * @param build.commit what the binary was made from
 * @param build.about the host's `about`: its runtime comes first
 */
export function versionText(
  { commit, about }: { commit: string | undefined; about: string },
): string {
  const [runtime = ""] = about.split(",");
  const facts = commit === undefined ? runtime : `${commit}, ${runtime}`;
  return `tidegate ${version} (${facts})`;
}
