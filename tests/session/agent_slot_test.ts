import { agentContext } from "../agent/support/turn.ts";
import assert from "node:assert/strict";
import { type Agent, AgentError } from "../../src/agent/agent.ts";
import { Pending } from "../../src/lib/pending.ts";
import { AgentSlot, type AgentSlotOptions } from "../../src/session/agent_slot.ts";
import { type FakeClock, fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";

const never = new AbortController().signal;

interface Bench {
  slot: AgentSlot;
  provider: ScriptedProvider;
  time: FakeClock;
  log: LogBook;
  /** Times `onReady` was called. */
  ready: () => number;
}

function bench(options: Partial<AgentSlotOptions> = {}, builds: "now" | "hold" = "now"): Bench {
  const provider = new ScriptedProvider({ builds });
  const time = fakeClock();
  const log = new LogBook();
  let ready = 0;
  const slot = new AgentSlot({
    create(signal) {
      const context = agentContext({ cwd: "", clock: time.clock, logger: log });
      return provider.create(context, signal);
    },
    onReady: () => void ready++,
    onBuild() {},
    closings: new Pending(),
    clock: time.clock,
    logger: log,
    waitMs: 30_000,
    ...options,
  });
  return { slot, provider, time, log, ready: () => ready };
}

Deno.test("conformance 070: build() makes one agent however often it is asked", async () => {
  const { slot, provider, ready } = bench();
  assert.equal(slot.state, "unbuilt");
  const [one, two] = [slot.build(), slot.build()];
  assert.equal(slot.state, "building");
  assert.equal(slot.current, undefined);
  assert.deepEqual(await one, { kind: "ready", agent: provider.agent });
  assert.deepEqual(await two, await one);
  assert.deepEqual(await slot.build(), await one);
  assert.deepEqual(await slot.get(never), await one);
  assert.equal(slot.state, "ready");
  assert.equal(slot.current, provider.agent);
  assert.deepEqual([provider.builds.length, ready()], [1, 1]);
});

Deno.test("get() gives up after its time, and the build goes on", async () => {
  const { slot, provider, time } = bench({}, "hold");
  const first = slot.get(never);
  time.tick(29_999);
  time.tick(1);
  assert.deepEqual(await first, { kind: "failed", message: "agent initialization timed out" });
  assert.equal(slot.state, "building");
  const second = slot.get(never);
  provider.builds[0]?.finish();
  assert.equal((await second).kind, "ready");
  assert.equal(provider.builds.length, 1);
  assert.equal(time.timers, 0);
});

Deno.test("get() waits no longer than its signal lets it", async () => {
  const { slot, time } = bench({}, "hold");
  const abort = new AbortController();
  const outcome = slot.get(abort.signal);
  abort.abort();
  assert.equal((await outcome).kind, "failed");
  assert.equal((await slot.get(abort.signal)).kind, "failed");
  assert.equal(time.timers, 0);
  slot.close();
});

Deno.test("an agent that could not be built is tried again, rejection or exception", async () => {
  for (const synchronous of [false, true]) {
    let tries = 0;
    const fail = () => {
      tries++;
      const error = new AgentError("no such model");
      if (synchronous) throw error;
      return Promise.reject(error);
    };
    const { slot, log } = bench({ create: fail });
    const failed = { kind: "failed", message: "agent init failed: no such model" };
    assert.deepEqual(await slot.build(), failed);
    assert.equal(slot.state, "broken");
    assert.deepEqual(await slot.get(never), failed);
    assert.equal(tries, 2, synchronous ? "exception" : "rejection");
    assert.equal(log.at("error").length, 2);
  }
});

Deno.test("build() does not take just anything for an agent", async () => {
  for (const made of [undefined, null, {}, { prompt: 5 }]) {
    const { slot } = bench({ create: () => Promise.resolve(made as unknown as Agent) });
    const outcome = await slot.build();
    assert.ok(outcome.kind === "failed" && /no agent/.test(outcome.message), JSON.stringify(made));
    assert.equal(slot.state, "broken");
  }
});

Deno.test("an onReady that throws does not cost the agent", async () => {
  const { slot, log } = bench({
    onReady() {
      throw new Error("listener broke");
    },
  });
  assert.equal((await slot.build()).kind, "ready");
  assert.equal(log.at("error").length, 1);
});

Deno.test("discard() closes the agent, and the next is built on demand", async () => {
  const { slot, provider, ready } = bench();
  await slot.build();
  const [first] = provider.builds;
  slot.discard();
  assert.deepEqual([slot.state, slot.current], ["unbuilt", undefined]);
  assert.equal(first?.agent.closes, 1);
  await slot.get(never);
  assert.equal(provider.builds.length, 2);
  assert.equal(slot.current, provider.agent);
  assert.equal(ready(), 2);
  slot.close();
  assert.deepEqual([first?.agent.closes, provider.agent.closes], [1, 1]);
});

Deno.test("discard() in the middle of a build leaves no agent behind", async () => {
  const { slot, provider } = bench({}, "hold");
  const first = slot.build();
  slot.discard();
  const second = slot.build();
  assert.equal(provider.builds.length, 2);
  const [old, young] = provider.builds;
  assert.equal(old?.signal.aborted, true);
  old?.finish();
  assert.equal((await first).kind, "failed");
  assert.equal(slot.current, undefined);
  young?.finish();
  await second;
  assert.equal(slot.current, young?.agent);
  assert.deepEqual([old?.agent.closes, young?.agent.closes], [1, 0]);
});

Deno.test("conformance 069, 208, 209: close() closes an agent that arrives late", async () => {
  const { slot, provider, ready } = bench({}, "hold");
  const outcome = slot.build();
  slot.close();
  assert.equal(provider.builds[0]?.signal.aborted, true);
  provider.builds[0]?.finish();
  assert.deepEqual(await outcome, { kind: "failed", message: "session is closed" });
  assert.equal(provider.agent.closes, 1);
  assert.deepEqual([slot.state, slot.current, ready()], ["closed", undefined, 0]);
});

Deno.test("close() makes no noise about a build that then fails", async () => {
  const { slot, provider, log } = bench({}, "hold");
  const outcome = slot.build();
  slot.close();
  provider.builds[0]?.fail(new DOMException("aborted", "AbortError"));
  assert.equal((await outcome).kind, "failed");
  assert.deepEqual(log.entries, []);
});

Deno.test("close() is idempotent and final", async () => {
  const { slot, provider } = bench();
  await slot.build();
  slot.close();
  slot.close();
  slot.discard();
  assert.equal(slot.state, "closed");
  assert.equal(provider.agent.closes, 1);
  assert.deepEqual(await slot.build(), { kind: "failed", message: "session is closed" });
  assert.deepEqual(await slot.get(never), { kind: "failed", message: "session is closed" });
  assert.equal(provider.builds.length, 1);
});

Deno.test("close() survives an agent whose close throws, rejects, or never ends", async () => {
  const closes: (() => void | Promise<void>)[] = [
    () => {
      throw new Error("close threw");
    },
    () => Promise.reject(new Error("close rejected")),
    () => new Promise(() => {}),
  ];
  for (const onClose of closes) {
    const { slot, provider, log } = bench();
    provider.script.onClose = onClose;
    await slot.build();
    slot.close();
    assert.equal(slot.state, "closed");
    // Two microtasks: the rejection, and its report.
    await Promise.resolve().then(() => {});
    const heard = log.at("error").map(({ message }) => message);
    const expected = onClose === closes[2] ? [] : ["closing an agent failed"];
    assert.deepEqual(heard, expected);
  }
});

Deno.test("build() keeps what an exception says on this side, unless it is meant for the user", async () => {
  const create = () => Promise.reject(new Error("spawn failed: --key sk-12345"));
  const { slot, log } = bench({ create });
  const outcome = await slot.build();
  assert.ok(outcome.kind === "failed");
  assert.equal(
    outcome.message,
    "agent init failed: unexpected failure; see the gateway's log",
  );
  assert.match(JSON.stringify(log.at("error")), /sk-12345/);
});
