/** The client's names of methods and events are made from the names in the code: they must be those on the wire. */
import assert from "node:assert/strict";
import type { EventName, GatewayEvent, MethodName, Params } from "../../src/client/contracts.ts";
import { methodTable } from "../../src/gateway/handlers/table.ts";
import { events } from "../../src/protocol/events.ts";

const dotted = (name: string) => name.replace(/[A-Z]/g, (letter) => `.${letter.toLowerCase()}`);

Deno.test("every method of the gateway has its types in the client, under the name on the wire", async () => {
  const source = await Deno.readTextFile("src/client/contracts.ts");
  // What the type `Irregular` says: names with an underscore in them.
  const pairs = [...source.matchAll(/^ {2}(\w+): "([a-z._]+)";$/gm)];
  const irregular = new Map(pairs.map(([, key, name]) => [key, name]));
  const files = [...source.matchAll(/from "\.\.\/protocol\/(\w+_methods)\.ts"/g)];
  const named = new Set<string>();
  for (const [, file] of files) {
    const module: Record<string, unknown> = await import(`../../src/protocol/${file}.ts`);
    for (const [key, value] of Object.entries(module)) {
      const isContract = typeof value === "object" && value !== null && "lane" in value;
      if (!isContract) continue;
      const { name } = value as { name?: unknown };
      assert.equal(irregular.get(key) ?? dotted(key), name);
      named.add(String(name));
    }
  }
  assert.deepEqual([...methodTable().keys()].filter((name) => !named.has(name)), []);
});

Deno.test("every event has its type in the client, under the name on the wire", () => {
  // The one whose name has an underscore in it.
  const { subagentSpawnRequested, ...regular } = events;
  for (const [key, { type }] of Object.entries(regular)) assert.equal(dotted(key), type);
  const name: EventName = "subagent.spawn_requested";
  assert.equal(subagentSpawnRequested.type, name);
});

// What must not pass the compiler, where it would.
export function typed(event: GatewayEvent): string {
  const method: MethodName = "session.title";
  const name: EventName = "terminal.read.request";
  const params: Params<"session.create"> = { cols: 80 };
  // @ts-expect-error there is no such method
  const wrong: MethodName = "session.titel";
  // @ts-expect-error the text is missing
  const bare: Params<"prompt.submit"> = { session_id: "a1" };
  if (event.type === "message.delta") return event.payload.text;
  return [method, name, wrong, params.cols, bare.session_id].join();
}
