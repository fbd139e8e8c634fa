/** Sessions by the thousand leave nothing behind. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { ManySessions } from "./support/many_sessions.ts";

const MODULE = fileURLToPath(new URL("./support/many_sessions.ts", import.meta.url));

Deno.test("10,000 sessions, created, prompted and dropped, leave the heap as it was", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--v8-flags=--expose-gc", MODULE],
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const said: ManySessions = JSON.parse(new TextDecoder().decode(stdout));
  const { before, after, timers, left, reasons, turns } = said;
  assert.ok(after <= before * 1.1, `the heap grew from ${before} to ${after} bytes`);
  assert.deepEqual(left, { sessions: 0, connections: 0 });
  // News of the list of sessions may still wait, once.
  const more = timers[1] - timers[0];
  assert.ok(Math.abs(more) <= 1, `${more} timers of sessions that have ended`);
  assert.equal(timers[2], 0, "timers after the shutdown");
  assert.deepEqual(reasons, { ws_orphan_reap: 12_000 });
  assert.deepEqual(turns, { complete: 12_000 });
});
