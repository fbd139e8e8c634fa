import assert from "node:assert/strict";
import type { SessionHooks } from "../../src/session/hooks.ts";
import { SessionBench } from "./support/session_bench.ts";

/** Hooks that keep what they are told. */
function book() {
  const told: [name: string, payload: Record<string, unknown>][] = [];
  const hooks: SessionHooks = {
    onSessionStart: (start) => void told.push(["start", { ...start }]),
    onTurnEnd: (end) => void told.push(["turn", { ...end }]),
    onSessionEnd: (end) => void told.push(["end", { ...end }]),
  };
  return { told, hooks, names: () => told.map(([name]) => name) };
}

const nothing = { input: 0, output: 0, total: 0, calls: 0 };

Deno.test("hooks hear of a session, its turns and its end, once and in order", async () => {
  const { told, hooks } = book();
  using bench = new SessionBench({ hooks });
  const session = bench.create({ source: "desktop", title: "Tides" });
  assert.deepEqual(told, [], "a hook is called behind what happens");
  session.submit({ text: "hello", truncateBefore: undefined }, undefined, "queue");
  await bench.time.pass();
  const usage = { input: 3, output: 4, total: 7 };
  bench.provider.turn.push({ type: "usage", usage });
  bench.provider.turn.end();
  await bench.time.pass();
  bench.registry.close(session.id, "tui_close");
  bench.registry.close(session.id, "tui_close");
  await bench.time.pass();
  const { id: sessionId, storedId } = session;
  const subject = { sessionId, storedId, source: "desktop", model: "model-a" };
  assert.deepEqual(told, [
    ["start", { ...subject, resumed: false, cwd: "/srv" }],
    ["turn", { ...subject, status: "complete", started: true, usage: { ...usage, calls: 1 } }],
    ["end", {
      ...subject,
      reason: "tui_close",
      interrupted: false,
      usage: { ...usage, calls: 1 },
    }],
  ]);
});

Deno.test("onTurnEnd says of each turn how it ended, and what it alone has spent", async () => {
  const { told, hooks } = book();
  using bench = new SessionBench({ hooks });
  const session = bench.create();
  const turn = async (act: () => void) => {
    session.submit({ text: "hello", truncateBefore: undefined }, undefined, "queue");
    await bench.time.pass();
    act();
    await bench.time.pass();
  };
  await turn(() => {
    bench.provider.turn.push({ type: "usage", usage: { input: 1, output: 1, total: 2 } });
    bench.provider.turn.end();
  });
  await turn(() => bench.provider.turn.fail(new Error("broke")));
  await turn(() => session.runner.interrupt());
  session.submit({ text: "stopped on its way", truncateBefore: undefined }, undefined, "queue");
  session.runner.interrupt();
  await bench.time.pass();
  const turns = told.filter(([name]) => name === "turn").map(([, { status, started, usage }]) => {
    return [status, started, (usage as { total: number }).total];
  });
  assert.deepEqual(turns, [
    ["complete", true, 2],
    ["error", true, 0],
    ["interrupted", true, 0],
    ["interrupted", false, 0],
  ]);
});

Deno.test("a session that ends in mid-turn has its turn's end told before its own", async () => {
  const { told, hooks } = book();
  using bench = new SessionBench({ hooks });
  const session = bench.create();
  session.submit({ text: "hello", truncateBefore: undefined }, undefined, "queue");
  await bench.time.pass();
  bench.registry.close(session.id, "ws_disconnect");
  await bench.time.pass();
  assert.deepEqual(
    told.slice(1).map(([name, { status, reason, interrupted, usage }]) => {
      return { name, status, reason, interrupted, usage };
    }),
    [
      {
        name: "turn",
        status: "interrupted",
        reason: undefined,
        interrupted: undefined,
        usage: nothing,
      },
      {
        name: "end",
        status: undefined,
        reason: "ws_disconnect",
        interrupted: true,
        usage: nothing,
      },
    ],
  );
});

Deno.test("a hook that throws or rejects is logged, and everything goes on", async () => {
  const broken = {
    onSessionStart() {
      throw new Error("start broke");
    },
    onTurnEnd: () => Promise.reject(new Error("turn broke")),
    onSessionEnd() {
      throw new Error("end broke");
    },
  };
  using bench = new SessionBench({ hooks: broken });
  const session = bench.create();
  session.submit({ text: "hello", truncateBefore: undefined }, undefined, "queue");
  await bench.time.pass();
  bench.provider.turn.end();
  await bench.time.pass();
  assert.equal(session.status, "idle");
  assert.equal(bench.registry.close(session.id, "tui_close"), true);
  await bench.time.pass();
  assert.equal(bench.provider.agent.closes, 1);
  assert.deepEqual(bench.ended, [[session, "tui_close"]]);
  assert.deepEqual(bench.log.at("error").map(({ message, fields }) => [message, fields.session]), [
    ["the hook onSessionStart failed", session.id],
    ["the hook onTurnEnd failed", session.id],
    ["the hook onSessionEnd failed", session.id],
  ]);
  assert.match(String(bench.log.at("error")[1]?.fields.error), /turn broke/);
  assert.equal(bench.pending.size, 0);
});

Deno.test("a hook may close the session it hears of", async () => {
  const { hooks, names } = book();
  let close = (_id: string) => {};
  const { onTurnEnd } = hooks;
  hooks.onTurnEnd = (end) => {
    onTurnEnd?.(end);
    close(end.sessionId);
  };
  using bench = new SessionBench({ hooks });
  close = (id) => void bench.registry.close(id, "tui_close");
  const session = bench.create();
  session.submit({ text: "hello", truncateBefore: undefined }, undefined, "queue");
  await bench.time.pass();
  bench.provider.turn.end();
  await bench.time.pass();
  assert.equal(session.closed, true);
  assert.deepEqual(names(), ["start", "turn", "end"]);
  assert.deepEqual(bench.log.at("error"), []);
});

Deno.test("hooks are methods: they have their object", async () => {
  class Counter implements SessionHooks {
    starts = 0;
    onSessionStart(): void {
      this.starts++;
    }
  }
  const hooks = new Counter();
  using bench = new SessionBench({ hooks });
  bench.create();
  await bench.time.pass();
  assert.equal(hooks.starts, 1);
});
