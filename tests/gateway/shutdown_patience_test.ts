/** What a shutdown waits for behind the last session, and for how long. */
import assert from "node:assert/strict";
import { Stage } from "../support/stage.ts";

const tooLate = "agents or hooks did not come to an end in time";

Deno.test("shutdown() waits for agents that take a moment to close, those closed before too", async () => {
  await using stage = new Stage();
  const closing = Promise.withResolvers<void>();
  stage.provider.script.onClose = () => closing.promise;
  const early = await stage.open();
  await stage.open();
  early.client.result("session.close", { session_id: early.id });
  let down = false;
  const shutdown = stage.gateway.shutdown().then(() => down = true);
  await stage.time.pass(4_000);
  assert.equal(down, false);
  assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
  closing.resolve();
  await stage.time.pass();
  assert.equal(down, true);
  await shutdown;
  assert.equal(stage.time.timers, 0);
  assert.deepEqual(stage.log.at("warn", "error"), []);
});

Deno.test("shutdown() gives up on an agent that never closes, and says so", async () => {
  await using stage = new Stage();
  stage.provider.script.onClose = () => new Promise(() => {});
  const { client } = await stage.open();
  let down = false;
  const shutdown = stage.gateway.shutdown().then(() => down = true);
  await stage.time.pass(4_999);
  assert.equal(down, false);
  assert.deepEqual(
    client.socket.closes.map(({ code }) => code),
    [1001],
    "its window is not held up",
  );
  await stage.time.pass(1);
  assert.equal(down, true);
  await shutdown;
  assert.deepEqual(stage.log.fieldsOf(tooLate), { left: 1 });
});

Deno.test("shutdown() waits no longer than its signal lets it", async () => {
  await using stage = new Stage();
  stage.provider.script.onClose = () => new Promise(() => {});
  await stage.open();
  const patience = new AbortController();
  const shutdown = stage.gateway.shutdown({ signal: patience.signal });
  await stage.time.pass(100);
  patience.abort();
  await shutdown;
  assert.deepEqual(stage.log.fieldsOf(tooLate), { left: 1 });
  assert.equal(stage.time.timers, 0);
});

Deno.test("shutdown() waits for hooks, so that an embedder can save what it hears last", async () => {
  const saved: string[] = [];
  const disk = Promise.withResolvers<void>();
  await using stage = new Stage({
    hooks: {
      async onSessionEnd({ reason }) {
        await disk.promise;
        saved.push(reason);
      },
    },
  });
  await stage.open();
  const shutdown = stage.gateway.shutdown();
  await stage.time.pass(1_000);
  assert.deepEqual(saved, []);
  disk.resolve();
  await stage.time.pass();
  await shutdown;
  assert.deepEqual(saved, ["tui_shutdown"]);
});

Deno.test("an agent whose build does not end keeps no shutdown up, and is closed when it comes", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  await stage.open();
  const shutdown = stage.gateway.shutdown();
  await stage.time.pass();
  await shutdown;
  const [build] = stage.provider.builds;
  assert.equal(build?.signal.aborted, true);
  build?.finish();
  await stage.time.pass();
  assert.equal(build?.agent.closes, 1);
});
