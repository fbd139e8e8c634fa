/**
 * What a gateway can be told about checkpoints of folders.
 *
 * @module
 */
import type { CheckpointFiles } from "../git/checkpoint_files.ts";
import { checkPort, fault, isObject, shown } from "./option_fault.ts";

/** How checkpoints are kept. */
export interface CheckpointOptions {
  /** Where they are kept, and how folders are looked at. */
  files: CheckpointFiles;
  /** Whether they are made where the setting `checkpoints` says nothing. Default `false`. */
  enabled?: boolean;
}

const methods = [
  ...["root", "realFolder", "prepare", "borrowIndex", "keepIndex", "dropIndex", "forgetIndex"],
  ...["setAside", "look", "holdsRepository", "staysInside", "tidy"],
];

/**
 * Checks them.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function checkCheckpoints(given: CheckpointOptions | undefined): void {
  if (given === undefined) return;
  if (!isObject(given)) {
    const remedy = "leave it out for none";
    throw fault("git.checkpoints", `must be an object, it is ${shown(given)}; ${remedy}`);
  }
  checkPort("git.checkpoints.files", given.files, methods, "leave git.checkpoints out for none");
}
