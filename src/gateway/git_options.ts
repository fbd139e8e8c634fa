/**
 * What a gateway can be told about git and folders.
 *
 * @module
 */
import type { Spawn } from "../agent/spawn.ts";
import { checkCheckpoints, type CheckpointOptions } from "./checkpoint_options.ts";
import type { ProjectFile } from "./project_desk.ts";
import { fault, isFunction, isObject, shown } from "./option_fault.ts";

/** How git is run. */
export interface GitOptions {
  /** Starts it: `git` has to be found by its name. */
  spawn: Spawn;
  /** Where projects are kept. Default: as long as the gateway lives. */
  projects?: ProjectFile;
  /** How checkpoints of folders are kept, for `rollback.*`. Default: there are none. */
  checkpoints?: CheckpointOptions;
}

/**
 * Checks them.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveGitOptions(given: GitOptions | undefined): GitOptions | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given)) {
    throw fault("git", `must be an object, it is ${shown(given)}; leave it out for none`);
  }
  if (!isFunction(given.spawn)) {
    throw fault("git.spawn", `must be a function, it is ${shown(given.spawn)}`);
  }
  checkCheckpoints(given.checkpoints);
  return given;
}
