/**
 * Where a program is that a command names.
 *
 * @module
 */
import { statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isForbidden } from "../../lib/is_forbidden.ts";
import { mayAccess } from "./file_rights.ts";

/** Where it was looked, and what there was. `hidden`: this run may not look. */
export type ProgramLookup =
  | { kind: "found"; path: string }
  | { kind: "no_file" | "not_on_path" | "hidden" }
  | { kind: "not_executable"; path: string };

/** What {@linkcode lookUpProgram} looks at. */
export interface ProgramPlace {
  /** `process.platform`. */
  os: string;
  /** The variable `PATH`. */
  path: string | undefined;
  /** The variable `PATHEXT`, of Windows. */
  extensions?: string | undefined;
}

const USUAL_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

/** Looks for a program as the system does when it starts one: a path as it is, a mere name on the `PATH`. */
export function lookUpProgram(command: string, place: ProgramPlace): ProgramLookup {
  const { os, path = "", extensions = USUAL_EXTENSIONS } = place;
  const endings = os === "win32" ? ["", ...extensions.split(";")] : [""];
  const isPath = /[/\\]/.test(command);
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const stems = isPath ? [command] : folders.map((folder) => join(folder, command));
  let second: ProgramLookup = { kind: isPath ? "no_file" : "not_on_path" };
  for (const file of stems.flatMap((stem) => endings.map((ending) => stem + ending))) {
    const kind = kindOf(file);
    if (kind === "found") return { kind, path: file };
    if (kind === "not_executable" && second.kind !== kind) second = { kind, path: file };
    if (kind === "hidden" && second.kind !== "not_executable") second = { kind };
  }
  return second;
}

function kindOf(file: string): "found" | "no_file" | "not_executable" | "hidden" {
  try {
    if (!statSync(file).isFile()) return "no_file";
    return mayAccess(file, "x") ? "found" : "not_executable";
  } catch (error) {
    return isForbidden(error) ? "hidden" : "no_file";
  }
}
