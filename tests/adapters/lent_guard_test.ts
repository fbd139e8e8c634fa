import assert from "node:assert/strict";
import { LentGuard } from "../../src/adapters/lent_guard.ts";
import type { FromWorker } from "../../src/agent/isolation/messages.ts";

function lent() {
  const said: FromWorker[] = [];
  return { said, guard: new LentGuard("0123456789abcdef", (message) => said.push(message)) };
}

Deno.test("LentGuard says to the gateway what is started, and what has ended", () => {
  const { said, guard } = lent();
  guard.add(7, "c7");
  guard.remove(7);
  assert.deepEqual(said, [
    { type: "guard", what: "add", pid: 7, cookie: "c7" },
    { type: "guard", what: "remove", pid: 7 },
  ]);
});

Deno.test("LentGuard.ready() asks once, and again after a refusal", async () => {
  const { said, guard } = lent();
  const both = [guard.ready(), guard.ready()];
  assert.deepEqual(said, [{ type: "guard", what: "ready", request: 1 }]);
  const fault = { kind: "internal", stack: "no sh here" } as const;
  guard.answered({ type: "guarded", request: 1, outcome: { fault } });
  for (const one of both) await assert.rejects(one);
  const again = guard.ready();
  guard.answered({ type: "guarded", request: 2, outcome: { gone: true } });
  await again;
  await guard.ready();
  assert.equal(said.length, 2);
});

Deno.test("LentGuard.kill() answers whether everything is gone", async () => {
  const { said, guard } = lent();
  const kills = [guard.kill(7), guard.kill(8)];
  assert.deepEqual(said.at(-1), { type: "guard", what: "kill", request: 2, pid: 8 });
  guard.answered({ type: "guarded", request: 2, outcome: { gone: false } });
  guard.answered({ type: "guarded", request: 1, outcome: { gone: true } });
  assert.deepEqual(await Promise.all(kills), [true, false]);
});
