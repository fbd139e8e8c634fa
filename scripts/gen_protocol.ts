/**
 * Writes docs/PROTOCOL.md and docs/openrpc.json from the contracts. `--check` writes nothing and fails when
 * one of them is stale.
 *
 * deno run --allow-read=. --allow-write=docs --allow-run=deno scripts/gen_protocol.ts [--check]
 *
 * @module
 */
import { methods } from "../src/protocol/methods.ts";
import { openRpcDocument } from "../src/protocol/openrpc.ts";
import { formatted } from "./formatted.ts";
import { record } from "./protocol/record.ts";
import { renderProtocol } from "./protocol/render.ts";
import { say } from "./report.ts";

const TEMPLATE = new URL("./protocol/template.md", import.meta.url);
const DOCS = new URL("../docs/", import.meta.url);

/** The files there should be in docs, by name, as texts. */
export async function renderAll(): Promise<Map<string, string>> {
  const document = openRpcDocument(Object.values(methods));
  const recording = await record();
  const template = await Deno.readTextFile(TEMPLATE);
  const text = renderProtocol(template, { document, recording });
  return new Map([
    ["PROTOCOL.md", await formatted(text, "md")],
    ["openrpc.json", await formatted(JSON.stringify(document), "json")],
  ]);
}

async function main(args: readonly string[]): Promise<number> {
  const stale: string[] = [];
  for (const [name, fresh] of await renderAll()) {
    const target = new URL(name, DOCS);
    if (!args.includes("--check")) await Deno.writeTextFile(target, fresh);
    else if (await Deno.readTextFile(target).catch(() => "") !== fresh) stale.push(`docs/${name}`);
  }
  if (stale.length === 0) say("protocol documents: ok");
  else say(`protocol documents: ${stale.join(" and ")} stale; run \`deno task protocol\``);
  return stale.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
