import assert from "node:assert/strict";
import fc from "fast-check";
import type { HistoryMessage } from "../../../src/agent/agent.ts";
import { HistoryFeed } from "../../../src/agent/isolation/history_feed.ts";
import { HostedAgent } from "../../../src/agent/isolation/hosted_agent.ts";
import type { ToWorker } from "../../../src/agent/isolation/messages.ts";
import { GlobalTime } from "../../support/global_time.ts";

type Rows = Extract<ToWorker, { type: "rows" }>;

function feeding(time: GlobalTime) {
  const agent = new HostedAgent();
  const posts: Rows[] = [];
  const post = (message: ToWorker) => {
    const copy = structuredClone(message) as Rows;
    posts.push(copy);
    agent.takeRows(copy);
  };
  return { agent, posts, feed: new HistoryFeed(1, { post, clock: time.clock }) };
}

const row = (text: string): HistoryMessage => ({ role: "user", text });

Deno.test("HistoryFeed.sync() sends a long conversation in small messages with pauses between", async () => {
  using time = new GlobalTime();
  const { agent, posts, feed } = feeding(time);
  const history = [
    row("a"),
    row("x".repeat(200_000)),
    ...Array(100).fill("y".repeat(10_000)).map(row),
  ];
  const done = feed.sync(history, () => "used");
  await time.pass();
  assert.equal(posts.length, 1);
  await time.pass(3);
  assert.equal(posts.length, 2);
  await time.pass(1_000);
  assert.equal(await done, "used");
  assert.deepEqual(agent.history, history);
  for (const { more, rows } of posts) {
    const chars = more.length + rows.reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(chars <= 65_536 + 64, `${chars}`);
  }
});

Deno.test("HistoryFeed.sync() calls wait for each other", async () => {
  using time = new GlobalTime();
  const { agent, feed } = feeding(time);
  const seen: number[] = [];
  const look = () => seen.push(agent.history.length);
  const long = Array.from({ length: 50 }, () => row("x".repeat(10_000)));
  const both = Promise.all([feed.sync(long, look), feed.sync([row("b")], look)]);
  await time.pass(1_000);
  await both;
  assert.deepEqual(seen, [50, 1]);
});

Deno.test("HistoryFeed.sync() makes the copy the same, whatever happened to the conversation", async () => {
  using time = new GlobalTime();
  const step = fc.record({
    cut: fc.nat(10),
    more: fc.array(fc.constantFrom("", "a", "b".repeat(70_000), "c".repeat(140_000)), {
      maxLength: 4,
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const { agent, feed } = feeding(time);
      let history: HistoryMessage[] = [];
      for (const { cut, more } of steps) {
        history = [...history.slice(0, cut), ...more.map(row)];
        const done = feed.sync(history, () => {});
        await time.pass(100);
        await done;
        assert.deepEqual(agent.history, history);
      }
    }),
    { seed: 4, numRuns: 60 },
  );
});
