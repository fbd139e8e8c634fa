import assert from "node:assert/strict";
import type { HistoryMessage } from "../../src/agent/agent.ts";
import { Compressor } from "../../src/session/compressor.ts";
import { Ledger } from "../../src/session/ledger.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { raise } from "../support/raise.ts";
import { SessionBench } from "./support/session_bench.ts";

const user = (text: string): HistoryMessage => ({ role: "user", text });
const assistant = (text: string): HistoryMessage => ({ role: "assistant", text });
const tool = (text: string): HistoryMessage => ({ role: "tool", text, name: "ls", context: "" });

/** A session with these messages, and what its agent is given to summarize. */
async function compress(messages: HistoryMessage[]) {
  using bench = new SessionBench({
    script: {
      summarize: ({ history }) => Promise.resolve(history.map(({ text }) => text).join(" ")),
    },
  });
  const session = bench.create({ messages });
  const ledger = new Ledger(new MemoryStore(), raise);
  const compressor = new Compressor({ ledger, clock: bench.time.clock, logger: bench.log });
  const running = compressor.run(session, "");
  await bench.time.pass();
  assert.equal((await running).kind, "compressed");
  const [summary, ...rest] = session.history.messages.map(({ text }) => text);
  return { summary: summary?.split("\n\n")[1], rest };
}

Deno.test("Compressor keeps the last exchange, tools included", async () => {
  const talk = [user("a"), assistant("b"), user("c"), tool("d"), assistant("e")];
  assert.deepEqual(await compress(talk), { summary: "a b", rest: ["c", "d", "e"] });
});

Deno.test("Compressor summarizes all where the last exchange is nearly all", async () => {
  const one = [user("a"), tool("b"), tool("c"), assistant("d")];
  assert.deepEqual(await compress(one), { summary: "a b c d", rest: [] });
  const greeted = [assistant("hi"), ...one];
  assert.deepEqual(await compress(greeted), { summary: "hi a b c d", rest: [] });
  const mute = [assistant("a"), assistant("b"), assistant("c"), assistant("d")];
  assert.deepEqual(await compress(mute), { summary: "a b c d", rest: [] });
});

Deno.test("Compressor leaves a history alone that has changed meanwhile", async () => {
  const held = Promise.withResolvers<string>();
  using bench = new SessionBench({ script: { summarize: () => held.promise } });
  const messages = [user("a"), assistant("b"), user("c"), assistant("d")];
  const session = bench.create({ messages });
  const ledger = new Ledger(new MemoryStore(), raise);
  const compressor = new Compressor({ ledger, clock: bench.time.clock, logger: bench.log });
  const { storedId } = session;
  const running = compressor.run(session, "");
  await bench.time.pass();
  session.history.append([user("e")]);
  held.resolve("in short");
  assert.deepEqual(await running, {
    kind: "failed",
    message: "the conversation has changed meanwhile",
  });
  assert.equal(session.history.messages.length, 5);
  assert.equal(session.storedId, storedId);
});

Deno.test("Compressor says why there is no agent, and where a session closed before there was one", async () => {
  const messages = [user("a"), assistant("b"), user("c"), assistant("d")];
  for (const end of ["fail", "close"] as const) {
    using bench = new SessionBench({ script: { builds: "hold" } });
    const session = bench.create({ messages });
    const ledger = new Ledger(new MemoryStore(), raise);
    const compressor = new Compressor({ ledger, clock: bench.time.clock, logger: bench.log });
    const running = compressor.run(session, "");
    await bench.time.pass();
    if (end === "fail") bench.provider.builds[0]?.fail(new Error("no key"));
    else {
      bench.registry.close(session.id, "tui_close");
      compressor.stop(session);
    }
    await bench.time.pass();
    assert.deepEqual(
      await running,
      end === "close" ? { kind: "failed", message: "the session was closed" } : {
        kind: "no_agent",
        message: "agent init failed: unexpected failure; see the gateway's log",
      },
    );
  }
});
