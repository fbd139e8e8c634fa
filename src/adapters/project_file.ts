/**
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import type { ProjectFile } from "../gateway/project_desk.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { replaceFile } from "./replace_file.ts";

/**
 * Keeps projects in a file (0600), whose folder is made with it (0700). It is replaced as a whole, so a crash
 * leaves the old one or the new one. Where Deno was given no permission for it, they last as long as this does.
 *
 * @param place where; asked each time, and `undefined` where the environment names none
 */
export function projectFile(place: () => string | undefined): ProjectFile {
  // What may not be written.
  let held: string | undefined;
  return {
    async read() {
      const path = place();
      if (path === undefined || held !== undefined) return held;
      try {
        return await readFile(path, "utf8");
      } catch (error) {
        if ((error as { code?: unknown }).code === "ENOENT" || isForbidden(error)) return undefined;
        throw error;
      }
    },
    async version() {
      const path = place();
      if (path === undefined || held !== undefined) return "";
      try {
        const { ino, size, mtimeMs } = await stat(path);
        return `${ino} ${size} ${mtimeMs}`;
      } catch (error) {
        // Reading it says why.
        return String((error as { code?: unknown }).code);
      }
    },
    write: (text) =>
      new Promise((resolve) => {
        const path = place();
        if (path === undefined) {
          throw new Error("no folder for the state; set HOME or XDG_STATE_HOME");
        }
        try {
          resolve(replaceFile(path, { text }));
        } catch (error) {
          if (!isForbidden(error)) throw error;
          // A scoped permission is a choice.
          held = text;
          resolve();
        }
      }),
  };
}
