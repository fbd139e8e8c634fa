/**
 * @module
 */
import { lstatSync } from "node:fs";
import { win32 } from "node:path";
import { isForbidden } from "../lib/is_forbidden.ts";

/**
 * What is to be started for a command. On Windows a mere name is looked for in the working directory before
 * the `PATH`, by the runtime or the system: a `git.exe` in somebody's folder would be run. There it is looked
 * up here, on the `PATH` alone, with the endings the runtime tries.
 *
 * @param os `process.platform`
 * @param variables those of the process that is to be
 * @throws {Error} of code ENOENT where it is not there, and where this run may not look
 */
export function programPath(
  command: string,
  os: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  if (os !== "win32" || command === "" || /[/\\:]/.test(command)) return command;
  const path = Object.entries(variables).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
  const names = [`${command}.com`, `${command}.exe`];
  if (/.\../.test(command)) names.unshift(command);
  // One that is no whole path would lead to the working directory again.
  const folders = path.split(";").map((folder) => folder.replaceAll('"', ""))
    .filter((folder) => win32.isAbsolute(folder));
  let why: unknown = Object.assign(new Error("it is not on the PATH"), { code: "ENOENT" });
  for (const file of folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))) {
    try {
      // Not behind a link: those of the Windows store lead to what nobody can look at.
      if (!lstatSync(file).isDirectory()) return file;
    } catch (error) {
      if (isForbidden(error)) why = error;
    }
  }
  throw why;
}
