/**
 * Holds every exported symbol of every entry to having a documentation: `deno doc --lint` of what
 * deno.json exports.
 *
 * @module
 */
import { say } from "./report.ts";

/** The files that `exports` of deno.json names. */
export function entriesOf(denoJson: string): string[] {
  const { exports } = JSON.parse(denoJson) as { exports: Record<string, string> };
  return Object.values(exports);
}

/**
 * What `deno doc` said, without its complaints about types of other people's packages: it looks for
 * the parts of @types/node as if they were packages (seen with 2.9.6), and goes on without them.
 */
export function withoutForeignTypes(said: string): string {
  const lines = said.split("\n");
  const isNoise = (line: string) => /^\S*Warning\S* Failed resolving types\./.test(line);
  return lines.filter((line, i) => !isNoise(line) && !isNoise(lines[i - 1] ?? "")).join("\n");
}

if (import.meta.main) {
  const entries = entriesOf(await Deno.readTextFile("deno.json"));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...entries],
    stdin: "null",
    stdout: "null",
  }).output();
  const said = withoutForeignTypes(new TextDecoder().decode(stderr)).trim();
  if (said !== "") say(said);
  if (code === 0) say(`documentation: ok, of ${entries.join(", ")}`);
  Deno.exitCode = code;
}
