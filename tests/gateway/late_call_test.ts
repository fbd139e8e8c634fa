/** Calls that take longer than the connection they came on. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { CallContext, Services } from "../../src/gateway/call_context.ts";
import { Connection } from "../../src/gateway/connection.ts";
import { resolveOptions } from "../../src/gateway/options.ts";
import { contract, implement } from "../../src/rpc/method.ts";
import type { Session } from "../../src/session/session.ts";
import { ReaperBench } from "../session/support/reaper_bench.ts";
import { MemoryViewer } from "../session/support/session_bench.ts";
import { Notices } from "../../src/gateway/notices.ts";
import { Settings } from "../../src/gateway/settings.ts";
import { MemorySocket } from "../support/memory_socket.ts";

/** A connection with one method, that thinks for a second and then watches what `open` answers. */
function slowConnection(bench: ReaperBench, open: () => Session): Connection {
  const { clock } = bench.time;
  const options = resolveOptions({ provider: bench.provider, clock, logger: bench.log });
  const declared = contract({
    name: "slow",
    summary: "",
    lane: "background",
    params: z.object({}),
    result: z.object({}),
  });
  const slow = implement(declared, async (_params, { caller }: CallContext) => {
    await new Promise<void>((resolve) => clock.after(1_000, resolve));
    caller.watch(open());
    return {};
  });
  const { registry, reaper } = bench;
  const connection = new Connection({
    socket: new MemorySocket(),
    peer: { label: "late", transport: "websocket" },
    // What of them a greeting and a call that watches touch.
    services: {
      ...{ options, registry, reaper, settings: new Settings(), isDraining: () => false },
      notices: new Notices({ clock, send() {} }),
    } as unknown as Services,
    methods: new Map([["slow", slow]]),
    onEnd() {},
  });
  connection.open();
  return connection;
}

async function outlive(bench: ReaperBench, open: () => Session): Promise<void> {
  const connection = slowConnection(bench, open);
  connection.receive('{"id":1,"method":"slow"}');
  await bench.time.pass(500);
  connection.end("gone");
  await bench.time.pass(500);
}

Deno.test("a session opened by a call whose connection has ended gets its grace, and ends", async () => {
  using bench = new ReaperBench();
  await outlive(bench, () => bench.create());
  assert.equal(bench.registry.size, 1);
  assert.equal(bench.reaper.waiting, 1);
  await bench.time.pass(20_000);
  assert.deepEqual(bench.reasons, ["ws_orphan_reap"]);
  assert.equal(bench.time.timers, 0);
});

Deno.test("one that should end with its connection ends at once, also without a grace", async () => {
  using bench = new ReaperBench({ graceMs: 0 });
  await outlive(bench, () => bench.create({ closeOnDisconnect: true }));
  assert.deepEqual(bench.reasons, ["ws_disconnect"]);
  assert.equal(bench.time.timers, 0);
});

Deno.test("one that others watch goes on without the caller", async () => {
  using bench = new ReaperBench();
  const session = bench.create({ closeOnDisconnect: true });
  new MemoryViewer(session);
  await outlive(bench, () => session);
  await bench.time.pass(60_000);
  assert.deepEqual(bench.reasons, []);
  assert.equal(session.audience.size, 1);
});

Deno.test("a session that was closed while a call thought has no viewer any more", async () => {
  using bench = new ReaperBench();
  const session = bench.create();
  const connection = slowConnection(bench, () => session);
  connection.receive('{"id":1,"method":"slow"}');
  bench.registry.close(session.id, "tui_close");
  await bench.time.pass(1_000);
  assert.equal(session.watched, false);
  connection.end("gone");
  assert.equal(bench.log.fieldsOf("ws closed").detached_sessions, 0);
});
