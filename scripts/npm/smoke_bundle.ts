/**
 * @module
 */
import { tokenize } from "../layers/tokens.ts";
import { type House, succeed } from "./smoke_house.ts";

/** What a page may be asked to load for its client, gzipped. */
const GOAL_BYTES = 15 * 1_024;

/**
 * Bundles a page's use of the client and looks at what comes out.
 *
 * @returns how large it is, and whether that is as hoped
 * @throws {Error} when there is anything of Node or Deno in it
 */
export async function bundleClient(house: House): Promise<string> {
  const page = 'import { connect } from "tidegate/client";\nglobalThis.connect = connect;\n';
  await Deno.writeTextFile(`${house.folder}/page.mjs`, page);
  const flags = ["--quiet", "--platform", "browser", "--minify", "--output", "page.js"];
  await succeed(house, [Deno.execPath(), "bundle", ...flags, "page.mjs"]);
  const text = await Deno.readTextFile(`${house.folder}/page.js`);
  const foreign = tokenize(text).find(({ kind, text }) =>
    (kind === "string" && /^node:/.test(text)) || (kind === "word" && text === "Deno")
  );
  if (foreign) throw new Error(`Reading the bundle: it has "${foreign.text}" in it`);
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(packed).arrayBuffer();
  const verdict = byteLength <= GOAL_BYTES ? "ok" : "MISS";
  const kib = (bytes: number) => `${(bytes / 1_024).toFixed(1)} KiB`;
  return `${kib(text.length)}, gzipped ${kib(byteLength)}, goal 15 KiB: ${verdict}`;
}
