import assert from "node:assert/strict";
import { Feed } from "../../src/gateway/feed.ts";
import { events } from "../../src/protocol/events.ts";
import { Outbox } from "../../src/transport/outbox.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { SessionBench } from "../session/support/session_bench.ts";
import { Stage } from "../support/stage.ts";

class FeedBench extends SessionBench {
  readonly socket = new MemorySocket();
  readonly outbox: Outbox;
  readonly session = this.create();

  get to() {
    const seat = { id: "w1", role: "controller", transport: "websocket", since: 0 } as const;
    return { outbox: this.outbox, seat };
  }

  constructor(maxEvents = 512) {
    super({ environment: { journal: { maxEvents, maxChars: 1_000_000 } } });
    this.outbox = new Outbox(this.socket, {
      clock: this.time.clock,
      highWaterBytes: 1,
      queueLimitChars: 1_000_000,
      onGone() {},
      onOverflow() {},
    });
  }

  say(...names: string[]): void {
    for (const name of names) this.session.emit(events.toolGenerating, { name });
  }

  /** Names that arrived, and gaps. */
  get heard(): string[] {
    return this.socket.parsed().map(({ params: { type, payload } }) => {
      return type === "session.gap" ? `gap ${payload.from}-${payload.to}` : payload.name;
    });
  }

  override [Symbol.dispose](): void {
    this.outbox.close();
    super[Symbol.dispose]();
  }
}

Deno.test("a feed starts behind everything that was said, held pieces included", () => {
  using bench = new FeedBench();
  bench.say("before");
  bench.session.emit(events.messageDelta, { text: "a" });
  bench.session.emit(events.messageDelta, { text: "b" });
  const feed = new Feed(bench.session, bench.to);
  bench.time.tick(1_000);
  assert.deepEqual(bench.heard, []);
  assert.equal(feed.end, 2);
  bench.say("after");
  assert.deepEqual(bench.heard, ["after"]);
});

Deno.test("take() gives each event once, in order, up to the limit", () => {
  using bench = new FeedBench();
  bench.socket.reading = false;
  bench.outbox.send("fills the socket");
  const feed = new Feed(bench.session, bench.to);
  bench.say("one", "two", "three");
  const name = (frame?: string) => frame && JSON.parse(frame).params.payload.name;
  assert.equal(name(feed.take(1)), "one");
  assert.equal(feed.take(1), undefined);
  assert.equal(name(feed.take(3)), "two");
  assert.equal(name(feed.take(99)), "three");
  assert.equal(feed.take(99), undefined);
});

Deno.test("ready says whether a frame would leave at once", () => {
  using bench = new FeedBench();
  const feed = new Feed(bench.session, bench.to);
  assert.equal(feed.ready, true);
  bench.socket.reading = false;
  bench.say("fills the socket");
  assert.equal(feed.ready, false);
  bench.socket.drain();
  bench.time.tick(200);
  assert.equal(feed.ready, true);
});

Deno.test("a viewer that stalls goes on where it stopped", () => {
  using bench = new FeedBench();
  new Feed(bench.session, bench.to);
  bench.socket.reading = false;
  bench.say("one", "two", "three");
  assert.deepEqual(bench.heard, ["one"]);
  bench.socket.reading = true;
  bench.socket.drain();
  bench.time.tick(200);
  assert.deepEqual(bench.heard, ["one", "two", "three"]);
});

Deno.test("a viewer that stalls too long is told which events it missed", () => {
  using bench = new FeedBench(4);
  new Feed(bench.session, bench.to);
  bench.say("1", "2");
  bench.socket.reading = false;
  bench.say("3", "4", "5", "6", "7", "8", "9");
  bench.socket.reading = true;
  bench.socket.drain();
  bench.time.tick(200);
  assert.deepEqual(bench.heard, ["1", "2", "3", "gap 4-5", "6", "7", "8", "9"]);
  const gap = bench.socket.parsed()[3].params;
  assert.deepEqual(gap, {
    type: "session.gap",
    session_id: bench.session.id,
    payload: { from: 4, to: 5 },
  });
});

Deno.test("a viewer that falls behind again while it catches up is told again", () => {
  using bench = new FeedBench(2);
  const feed = new Feed(bench.session, bench.to);
  bench.socket.reading = false;
  bench.say("1", "2", "3", "4");
  const types = () => {
    const frame = feed.take(feed.end);
    const { type, payload } = JSON.parse(frame ?? "null")?.params ?? {};
    return type === "session.gap" ? `gap ${payload.from}-${payload.to}` : payload?.name;
  };
  assert.equal(types(), "gap 2-2");
  bench.say("5");
  assert.equal(types(), "gap 3-3");
  assert.deepEqual([types(), types(), types()], ["4", "5", undefined]);
});

Deno.test("close() takes the feed out of its session and its outbox", () => {
  using bench = new FeedBench();
  const feed = new Feed(bench.session, bench.to);
  bench.socket.reading = false;
  bench.say("one", "two");
  feed.close();
  feed.close();
  bench.say("three");
  bench.socket.drain();
  bench.time.tick(200);
  assert.deepEqual(bench.heard, ["one"]);
  assert.equal(bench.session.watched, false);
});

Deno.test("a viewer that stalls keeps a session that has ended as its newest words, and a gap", async () => {
  await using stage = new Stage({ highWaterBytes: 10 });
  const { client, id } = await stage.open();
  const slow = await stage.join(id);
  slow.socket.reading = false;
  client.submit(id, "hello");
  await stage.time.pass(100);
  for (let i = 0; i < 10; i++) {
    const args = { q: "x".repeat(20_000) };
    stage.provider.turn.push({ type: "tool_complete", id: `${i}`, name: "t", args, result: "" });
    await stage.time.pass(100);
  }
  client.result("session.close", { session_id: id });
  const last = client.events().at(-1)?.seq;
  slow.take();
  slow.socket.reading = true;
  slow.socket.drain();
  await stage.time.pass(1_000);
  const events = slow.events();
  const [gap] = events;
  assert.equal(gap?.type, "session.gap");
  const seqs = events.slice(1).map(({ seq }) => seq as number);
  assert.equal(seqs.at(-1), last);
  assert.deepEqual(seqs, Array.from(seqs, (_, i) => gap?.payload.to + 1 + i));
  assert.ok(seqs.length >= 4 && seqs.length <= 6, `${seqs.length} frames of 20 kB in 64 KiB`);
});

Deno.test("show() hands a frame out behind its event alone, and the newest in the place of others", () => {
  using bench = new FeedBench();
  const feed = new Feed(bench.session, bench.to);
  const frame = (name: string) => JSON.stringify({ params: { type: "shown", payload: { name } } });
  bench.say("a");
  feed.show(frame("behind a"), 1);
  bench.say("b");
  assert.deepEqual(bench.heard, ["a", "behind a", "b"]);
  feed.show(frame("too late"), 1);
  bench.socket.reading = false;
  bench.say("c", "d");
  feed.show(frame("older"), 4);
  feed.show(frame("newer"), 4);
  bench.say("e");
  feed.show(frame("behind e"), 5);
  bench.socket.reading = true;
  bench.socket.drain();
  bench.time.tick(1_000);
  assert.deepEqual(bench.heard, ["a", "behind a", "b", "c", "d", "e", "behind e"]);
});
