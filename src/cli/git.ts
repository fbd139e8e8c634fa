/**
 * @module
 */
import process from "node:process";
import { checkpointFiles } from "../adapters/checkpoint_files.ts";
import { readVariable } from "../adapters/environment.ts";
import { projectFile } from "../adapters/project_file.ts";
import { userPath } from "../adapters/user_path.ts";
import type { Spawn } from "../agent/spawn.ts";
import type { GatewayOptions } from "../gateway/options.ts";

/**
 * Git as a child of the command. Projects in `projects.json` of the usual state folder, checkpoints in
 * `checkpoints` there.
 *
 * @param enabled whether checkpoints are made where the configuration says nothing
 */
export function gitOptions(
  spawn: Spawn | undefined,
  { enabled }: { enabled: boolean },
): Pick<GatewayOptions, "git"> {
  if (spawn === undefined) return {};
  const checkpoints = { files: checkpointFiles(() => place("checkpoints")), enabled };
  return { git: { spawn, projects: projectFile(() => place("projects.json")), checkpoints } };
}

function place(name: string): string | undefined {
  return userPath("state", name, { os: process.platform, get: readVariable });
}
