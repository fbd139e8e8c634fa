/** The documents that list what the code has, against the code. */
import assert from "node:assert/strict";
import { methodTable } from "../src/gateway/handlers/table.ts";
import { events } from "../src/protocol/events.ts";
import { version } from "../src/protocol/version.ts";

const compatibility = await Deno.readTextFile("docs/COMPATIBILITY.md");

Deno.test("COMPATIBILITY lists every method with its lane, and no other", () => {
  const listed = new Map<string, string>();
  const [, section = ""] = /^## Methods$(.*?)^## Events$/ms.exec(compatibility) ?? [];
  for (const [, names, lane] of section.matchAll(/^\| (`[^|]*) \| (\w+) +\|.*\|$/gm)) {
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

Deno.test("every block of the guide to the library is an example that is run", async () => {
  const guide = await Deno.readTextFile("docs/LIBRARY.md");
  const opened = [...guide.matchAll(/^```(.+)$/gm)].map(([, language]) => language);
  assert.deepEqual(new Set(opened), new Set(["ts"]));
  // With its examples: `deno test --doc` runs what is marked so, where it is told the file.
  assert.match(await Deno.readTextFile("scripts/test.ts"), /"--doc"[^;]*"docs\/LIBRARY\.md"/);
});

Deno.test("deno.json exports nothing whose types are inferred: docs/decisions/0014 says why", async () => {
  const { exports, imports } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.deepEqual(Object.keys(exports), [".", "./deno", "./node"]);
  // Examples import the entries by the names they have for whoever installs them.
  for (const [name, path] of Object.entries(exports)) {
    assert.equal(imports[name.replace(".", "tidegate")], path);
  }
});
