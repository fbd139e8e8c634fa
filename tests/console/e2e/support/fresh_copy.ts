/** The project as somebody has it who has just cloned it. */

/** What is built, fetched, or of no use to who starts it. */
const LEFT_OUT = new Set([".git", "node_modules", "npm", "dist", "coverage"]);

/** Copies everything else of the project into a folder. */
export async function freshCopy(to: string, from = "."): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (LEFT_OUT.has(name)) continue;
    if (isDirectory) await freshCopy(`${to}/${name}`, `${from}/${name}`);
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
