import assert from "node:assert/strict";
import { hintFor } from "../../src/commands/cli_words.ts";

const own = { allowed: ["doctor", "help"] };

Deno.test("hintFor() lets through what comes to an end by itself", () => {
  for (const argv of [["doctor"], ["doctor", "--json"], ["help"], ["--version"], ["-V"], ["-h"]]) {
    assert.equal(hintFor(argv, own), undefined, String(argv));
  }
});

Deno.test("hintFor() says what to do instead of what clients know from elsewhere", () => {
  const known = [["setup"], ["gateway", "start"], ["sessions", "browse"], ["config", "edit"]];
  for (const argv of known) {
    const hint = hintFor(argv, own) ?? assert.fail(String(argv));
    assert.ok(hint.startsWith(`${argv[0]}`), hint);
    assert.doesNotMatch(hint, /what can be run from here/);
  }
});

Deno.test("hintFor() names what there is for everything else", () => {
  for (const argv of [[], [""], ["serve"], ["config", "show"], ["constructor"], ["--port", "1"]]) {
    assert.match(hintFor(argv, own) ?? "", /what can be run from here: doctor, help, --help/);
  }
  assert.ok((hintFor(["x".repeat(10_000)], own) ?? "").length < 300);
});
