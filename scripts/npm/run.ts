/**
 * Runs the tools that a build needs.
 *
 * @module
 */

/** Runs this Deno. */
export function deno(args: readonly string[], folder: string): Promise<void> {
  return run(Deno.execPath(), args, folder);
}

/**
 * Runs a program in a folder, its output shown where it fails.
 *
 * @throws {Error} when it ends with another code than 0
 */
export async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = new Deno.Command(command, { args: [...args], cwd, stdin: "null" });
  const { code, stdout, stderr } = await child.output();
  if (code === 0) return;
  const decoder = new TextDecoder();
  const said = [stdout, stderr].map((bytes) => decoder.decode(bytes).trim()).join("\n").trim();
  throw new Error(`Running "${command} ${args.join(" ")}": it ended with ${code}\n${said}`);
}
