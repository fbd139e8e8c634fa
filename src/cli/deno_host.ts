/**
 * @module
 */
import { basename, dirname, sep } from "node:path";
import { readableFrom } from "../adapters/stdio_streams.ts";
import type { Host } from "./host.ts";

/** What the commands take from Deno. */
export const denoHost: Host = {
  about: `deno ${Deno.version.deno}, ${Deno.build.target}`,
  ...Deno.build.standalone ? { self: [otherwise(Deno.execPath())] } : {},
  mayAll: (what) => Deno.permissions.querySync({ name: what }).state === "granted",
  mayListen: ({ host, port }) => {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    return Deno.permissions.querySync({ name: "net", host: address }).state === "granted";
  },
  writeOutput: (bytes) => Deno.stdout.write(bytes),
  writeErrors: (bytes) => Deno.stderr.write(bytes),
  streams(clock) {
    // On a terminal every end is meant: asking again would make a person press Ctrl-D twice.
    const endsNeeded = Deno.stdin.isTerminal() ? 1 : 2;
    return {
      readable: readableFrom((buffer) => Deno.stdin.read(buffer), { clock, endsNeeded }),
      write: (bytes) => Deno.stdout.write(bytes),
    };
  },
  async serve(options) {
    const { serve } = await import("../adapters/deno.ts");
    return await serve(options);
  },
};

// Where it is told to start a program of its own path, node:child_process takes that for Node's and puts
// `run -A` before the arguments, also in a compiled binary (seen with 2.4.2).
function otherwise(path: string): string {
  return `${dirname(path)}${sep}.${sep}${basename(path)}`;
}
