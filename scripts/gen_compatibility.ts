/**
 * Writes docs/COMPATIBILITY.md: every method and every event of tui_gateway, what there is of it, and
 * which conformance cases show so. `--check` writes nothing and fails when the document is stale. Either
 * way it fails where a row claims more than the tests show.
 *
 * deno run --allow-read=. --allow-write=docs --allow-env --allow-run=deno scripts/gen_compatibility.ts [--check]
 *
 * @module
 */
import { events } from "../src/protocol/events.ts";
import { methods } from "../src/protocol/methods.ts";
import { eventStandings, ownEvents } from "./compatibility/events.ts";
import { readEvidence } from "./compatibility/evidence.ts";
import { methodStandings, ownMethods } from "./compatibility/methods.ts";
import { referenceEvents, referenceMethods } from "./compatibility/reference.ts";
import { renderCompatibility } from "./compatibility/render.ts";
import { makeRows } from "./compatibility/rows.ts";
import { formatted } from "./formatted.ts";
import { say } from "./report.ts";

const TEMPLATE = new URL("./compatibility/template.md", import.meta.url);
const TARGET = new URL("../docs/COMPATIBILITY.md", import.meta.url);
const ROOT = new URL("../", import.meta.url);

/** The document there should be, and every claim of a row that does not hold. */
export async function renderAll(): Promise<{ text: string; faults: string[] }> {
  const shared = { evidence: await readEvidence(), testText };
  const ofMethods = makeRows({
    ...shared,
    subject: "method",
    reference: referenceMethods,
    standings: methodStandings,
    own: ownMethods,
    built: new Set(Object.keys(methods)),
  });
  const ofEvents = makeRows({
    ...shared,
    subject: "event",
    reference: referenceEvents,
    standings: eventStandings,
    own: ownEvents,
    built: new Set(Object.values(events).map(({ type }) => type)),
  });
  const lanes = new Map(Object.entries(methods).map(([name, { lane }]) => [name, lane]));
  const text = renderCompatibility(await Deno.readTextFile(TEMPLATE), {
    methods: ofMethods,
    events: ofEvents,
    laneOf: (name) => lanes.get(name),
  });
  return { text: await formatted(text, "md"), faults: [...ofMethods.faults, ...ofEvents.faults] };
}

function testText(path: string): string | undefined {
  if (!/^tests\/.+_test\.ts$/.test(path)) return undefined;
  try {
    return Deno.readTextFileSync(new URL(path, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const { text, faults } = await renderAll();
  for (const fault of faults) say(`compatibility: ${fault}`);
  const isFresh = await Deno.readTextFile(TARGET).catch(() => "") === text;
  if (!args.includes("--check")) await Deno.writeTextFile(TARGET, text);
  else if (!isFresh) say("docs/COMPATIBILITY.md is stale; run `deno task compatibility`");
  const isStale = args.includes("--check") && !isFresh;
  if (faults.length > 0 || isStale) return 1;
  say("compatibility: ok");
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
