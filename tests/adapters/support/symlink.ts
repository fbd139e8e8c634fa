/** Makes a symbolic link: Deno itself would want to read and write everywhere for that. */
import { shell } from "./process_audit.ts";

export async function symlink(target: string, path: string): Promise<void> {
  await shell(`ln -s -- '${target}' '${path}'`);
}
