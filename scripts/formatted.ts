/**
 * What is generated, laid out as `deno fmt` wants it.
 *
 * @module
 */

/**
 * Formats a text: tables and long lines are for `deno fmt` to lay out.
 *
 * @throws {Error} when it cannot be formatted
 */
export async function formatted(text: string, ext: "md" | "json"): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", ext, "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, stdout } = await child.output();
  if (code !== 0) throw new Error(`Formatting docs: deno fmt ended with ${code}`);
  return new TextDecoder().decode(stdout);
}
