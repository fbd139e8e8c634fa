import assert from "node:assert/strict";
import { RpcError } from "../../src/rpc/rpc_error.ts";
import { SessionBench } from "./support/session_bench.ts";

Deno.test("create() gives a live id of 8 hex digits and a stored id with the time in it", () => {
  using bench = new SessionBench();
  const { registry } = bench;
  const session = bench.create();
  assert.match(session.id, /^[0-9a-f]{8}$/);
  assert.match(session.storedId, /^20260101_123015_[0-9a-f]{6}$/);
  assert.equal(registry.get(session.id), session);
  assert.equal(registry.find(session.id), session);
  assert.equal(registry.size, 1);
});

Deno.test("create() never gives the same live id twice", () => {
  using bench = new SessionBench();
  const real = crypto.getRandomValues;
  let calls = 0;
  // The same four bytes three times, then others.
  const dice = (bytes: Uint8Array) => bytes.fill(bytes.length === 4 && calls++ >= 3 ? 7 : 1);
  crypto.getRandomValues = dice as typeof real;
  try {
    assert.equal(bench.create().id, "01010101");
    assert.equal(bench.create().id, "07070707");
  } finally {
    crypto.getRandomValues = real;
  }
});

Deno.test("all() keeps the order of insertion", () => {
  using bench = new SessionBench();
  const sessions = [bench.create(), bench.create(), bench.create()];
  assert.deepEqual(bench.registry.all(), sessions);
});

Deno.test("get() of an unknown or closed id is 4001", () => {
  using bench = new SessionBench();
  const { id } = bench.create();
  bench.registry.close(id, "tui_close");
  for (const unknown of ["", "00000000", "__proto__", id]) {
    assert.throws(
      () => bench.registry.get(unknown),
      (error) => {
        return error instanceof RpcError && error.code === 4001 &&
          error.message === "session not found";
      },
    );
    assert.equal(bench.registry.find(unknown), undefined);
  }
});

Deno.test("conformance 058: create() over the limit is 4090 with the text that clients know", () => {
  using bench = new SessionBench({ maxSessions: 1 });
  const { id } = bench.create();
  assert.throws(() => bench.create(), {
    code: 4090,
    message: "Hermes is at the active session limit (1/1). " +
      "Try again when another session finishes.",
  });
  assert.equal(bench.registry.size, 1);
  bench.registry.close(id, "tui_close");
  bench.create();
});

Deno.test("conformance 200: close() works once, tells once, and closes once", async () => {
  using bench = new SessionBench();
  const session = bench.create();
  await session.agents.build();
  assert.equal(bench.registry.close(session.id, "ws_disconnect"), true);
  assert.equal(bench.registry.close(session.id, "tui_close"), false);
  assert.equal(bench.registry.close("00000000", "tui_close"), false);
  assert.deepEqual(bench.ended, [[session, "ws_disconnect"]]);
  assert.equal(bench.provider.agent.closes, 1);
});

Deno.test("close() ends a session whatever its agent does about it", async () => {
  const closes = [
    () => {
      throw new Error("close threw");
    },
    () => Promise.reject(new Error("close rejected")),
    () => new Promise<void>(() => {}),
  ];
  for (const onClose of closes) {
    using bench = new SessionBench({ script: { onClose } });
    const session = bench.create();
    await session.agents.build();
    assert.equal(bench.registry.close(session.id, "tui_close"), true);
    assert.equal(session.watched, false);
    assert.equal(bench.ended.length, 1);
    await bench.time.pass();
  }
});

Deno.test("closeAll() closes every session with the reason given", () => {
  using bench = new SessionBench();
  bench.create();
  bench.create();
  bench.registry.closeAll("tui_shutdown");
  assert.deepEqual(bench.ended.map(([, reason]) => reason), ["tui_shutdown", "tui_shutdown"]);
  assert.equal(bench.registry.size, 0);
});

Deno.test("isTitleTaken() looks at other conversations, live or not", () => {
  using bench = new SessionBench();
  const [one, two] = [bench.create({ title: "Tides" }), bench.create()];
  assert.equal(bench.registry.isTitleTaken("Tides", two), true);
  assert.equal(bench.registry.isTitleTaken("Tides", one), false);
  bench.registry.close(one.id, "tui_close");
  assert.equal(bench.registry.isTitleTaken("Tides", two), true);
  assert.equal(bench.registry.isTitleTaken("Ebb", two), false);
});
