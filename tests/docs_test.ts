/** The documents that list what the code has, against the code. */
import assert from "node:assert/strict";
import { methodTable } from "../src/gateway/handlers/table.ts";
import { events } from "../src/protocol/events.ts";
import { version } from "../src/protocol/version.ts";

const compatibility = await Deno.readTextFile("docs/COMPATIBILITY.md");

Deno.test("COMPATIBILITY lists every method with its lane, and no other", () => {
  const listed = new Map<string, string>();
  for (const [, names, lane] of compatibility.matchAll(/^\| (`[^|]*) \| (\w+) +\|.*\|$/gm)) {
    for (const [, name] of (names as string).matchAll(/`([^`]+)`/g)) {
      listed.set(name as string, lane as string);
    }
  }
  const built = [...methodTable()].map(([name, { contract }]) => [name, contract.lane] as const);
  assert.deepEqual([...listed].sort(), built.sort());
});

Deno.test("COMPATIBILITY names every event", () => {
  for (const { type } of Object.values(events)) {
    assert.ok(compatibility.includes(`\`${type}`), `${type} is not in docs/COMPATIBILITY.md`);
  }
});

Deno.test("the version is the same wherever it stands", async () => {
  const { version: declared } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.equal(version, declared);
  assert.match(await Deno.readTextFile("CHANGELOG.md"), new RegExp(`^## \\[${declared}\\]`, "m"));
});
