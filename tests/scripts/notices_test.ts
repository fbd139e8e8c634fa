import assert from "node:assert/strict";
import { mustRun, run } from "../../scripts/compile/run.ts";
import { noticesOf } from "../../scripts/notices.ts";

// What is built is built by a Deno that tells where its packages are.
const IS_OLD = Deno.version.deno.startsWith("2.4.");

Deno.test({
  name: "notices.ts writes what a program imports and what that imports, each with its licence",
  ignore: IS_OLD,
  fn: writesAll,
});

async function writesAll(): Promise<void> {
  const deno = Deno.execPath();
  const { stdout } = await mustRun("Collecting the licences", [
    ...[deno, "run", "--no-prompt", "--allow-read", `--allow-run=${deno}`],
    ...["scripts/notices.ts", "src/agent/mcp/mcp_session.ts"],
  ]);
  assert.match(stdout, /^@modelcontextprotocol\/sdk \d+\.\d+\.\d+ \(MIT\)$/m);
  // Only the one above asks for it.
  assert.match(stdout, /^pkce-challenge \d+\.\d+\.\d+ \(MIT\)$/m);
  assert.doesNotMatch(stdout, /^commander /m);
  assert.match(stdout, /Permission is hereby granted/);
}

Deno.test("notices.ts fails for a program that is not there", async () => {
  const deno = Deno.execPath();
  const { code, said } = await run([
    ...[deno, "run", "--no-prompt", "--allow-read", `--allow-run=${deno}`],
    ...["scripts/notices.ts", "src/nothing.ts"],
  ]);
  assert.equal(code, 1);
  assert.match(said, /Reading the imports of src\/nothing\.ts: /);
});

Deno.test("noticesOf() says a licence once for all packages that came with it", () => {
  const text = "Do as you like.";
  const notices = noticesOf([
    { name: "ebb 1.0.0", licence: "MIT", text },
    { name: "flow 2.0.0", licence: "ISC", text: "Be kind." },
    { name: "gull 3.0.0", licence: "MIT", text },
  ]);
  assert.equal(notices.split(text).length, 2);
  assert.match(notices, /ebb 1\.0\.0 \(MIT\)\ngull 3\.0\.0 \(MIT\)\n\nDo as you like\./);
  assert.match(notices, /flow 2\.0\.0 \(ISC\)\n\nBe kind\./);
});
