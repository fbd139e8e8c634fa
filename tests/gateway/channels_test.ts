import assert from "node:assert/strict";
import type { ChannelPlace } from "../../src/gateway/acceptor.ts";
import { type ChannelLimits, Channels } from "../../src/gateway/channels.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";
import { MemorySocket } from "../support/memory_socket.ts";

const EMPTY = { channels: 0, publishers: 0, subscribers: 0 };

/** Channels in which a frame has 100 bytes at most, and a socket holds 10. */
function channelBench(limits?: ChannelLimits) {
  const time = fakeClock();
  const logger = new LogBook();
  const channels = new Channels({
    clock: time.clock,
    logger,
    maxFrameBytes: 100,
    highWaterBytes: 10,
    ...limits === undefined ? {} : { limits },
  });
  let joined = 0;
  const join = (side: ChannelPlace["side"], channel = "tides") => {
    const socket = new MemorySocket();
    const peer = { label: `127.0.0.1:${++joined}`, transport: "websocket" } as const;
    return { socket, member: channels.join({ channel, side }, { socket, peer }) };
  };
  return { channels, time, logger, join };
}

Deno.test("Channels give each text to every subscriber of the channel, as it is, once", () => {
  const { join } = channelBench();
  const [first, second] = [join("subscriber"), join("subscriber")];
  const other = join("subscriber", "winds");
  const { member, socket } = join("publisher");
  const texts = ['{"jsonrpc" : "2.0"}', "", "no JSON 日本 𝄞", " \n"];
  for (const text of texts) member.receive(text);
  assert.deepEqual(first.socket.frames, texts);
  assert.deepEqual(second.socket.frames, texts);
  assert.deepEqual([other.socket.frames, socket.frames], [[], []]);
});

Deno.test("Channels have several publishers, whose texts stay in the order they came in", () => {
  const { join } = channelBench();
  const { socket } = join("subscriber");
  const [a, b] = [join("publisher"), join("publisher")];
  a.member.receive("a1");
  b.member.receive("b1");
  a.member.receive("a2");
  assert.deepEqual(socket.frames, ["a1", "b1", "a2"]);
});

Deno.test("Channels do not listen to subscribers", () => {
  const { join } = channelBench();
  const [speaking, hearing] = [join("subscriber"), join("subscriber")];
  speaking.member.receive("I say something");
  assert.deepEqual([speaking.socket.frames, hearing.socket.frames], [[], []]);
  assert.deepEqual(speaking.socket.closes, []);
});

Deno.test("Channels keep nothing for those who come later", () => {
  const { join } = channelBench();
  const { member } = join("publisher");
  member.receive("early");
  const { socket } = join("subscriber");
  member.receive("late");
  assert.deepEqual(socket.frames, ["late"]);
});

Deno.test("Channels close whoever sends a frame over the limit, on either side", () => {
  const { join } = channelBench();
  const { socket } = join("subscriber");
  for (const side of ["publisher", "subscriber"] as const) {
    const { member, socket: own } = join(side);
    member.receive("é".repeat(50));
    assert.deepEqual(own.closes, []);
    member.receive("é".repeat(50) + "x");
    member.receive("not heard");
    assert.deepEqual(own.closes, [{ code: 1009, reason: "a frame is too large" }]);
  }
  assert.deepEqual(socket.frames, ["é".repeat(50)]);
});

Deno.test("Channels drop a subscriber that does not read once it is over its bound, and it alone", () => {
  const { channels, join, time } = channelBench();
  const [slow, quick] = [join("subscriber"), join("subscriber")];
  slow.socket.reading = false;
  const { member } = join("publisher");
  const texts = Array.from({ length: 10_000 }, (_, i) => `frame ${i}`);
  for (const text of texts) member.receive(text);
  assert.deepEqual(quick.socket.frames, texts);
  const reason = "frames of the channel were not read";
  assert.deepEqual(slow.socket.closes, [{ code: 1008, reason }]);
  assert.ok(slow.socket.frames.length < 5);
  assert.deepEqual(channels.counts, { channels: 1, publishers: 1, subscribers: 1 });
  assert.equal(time.timers, 0);
});

Deno.test("Channels go on with a subscriber that comes back within its bound, in order", () => {
  const { join, time } = channelBench();
  const { socket } = join("subscriber");
  const { member } = join("publisher");
  socket.reading = false;
  const texts = ["x".repeat(100), "a", "b", "c".repeat(90)];
  for (const text of texts) member.receive(text);
  assert.equal(socket.frames.length, 1);
  socket.reading = true;
  socket.drain();
  time.tick(1_000);
  assert.deepEqual(socket.frames, texts);
  assert.deepEqual(socket.closes, []);
});

Deno.test("Channels forget a subscriber that is gone, or whose socket fails, in the middle of a text", () => {
  const { channels, join, logger } = channelBench();
  const [gone, broken, well] = [join("subscriber"), join("subscriber"), join("subscriber")];
  gone.socket.gone = true;
  broken.socket.fault = new Error("no more memory");
  const { member } = join("publisher");
  member.receive("a");
  member.receive("b");
  assert.deepEqual(well.socket.frames, ["a", "b"]);
  assert.equal(channels.counts.subscribers, 1);
  const [fault, ...more] = logger.at("error");
  assert.match(String(fault?.fields.error), /no more memory/);
  assert.equal(more.length, 0);
});

Deno.test("Channels exist as long as anybody is in them", () => {
  const { channels, join } = channelBench();
  const [pub, sub, other] = [join("publisher"), join("subscriber"), join("subscriber", "winds")];
  assert.deepEqual(channels.counts, { channels: 2, publishers: 1, subscribers: 2 });
  pub.member.end("client_disconnect");
  pub.member.end("again");
  pub.member.receive("from beyond");
  sub.member.end("client_disconnect");
  assert.deepEqual(channels.counts, { channels: 1, publishers: 0, subscribers: 1 });
  other.member.end("client_disconnect");
  assert.deepEqual(channels.counts, EMPTY);
  assert.deepEqual(sub.socket.frames, []);
});

Deno.test("Channels have room for so many, and for so many on each side of one", () => {
  const { channels, join } = channelBench({ channels: 2, members: 1 });
  const room = (channel: string, side: ChannelPlace["side"]) => channels.hasRoom({ channel, side });
  const { member } = join("publisher");
  assert.deepEqual([room("tides", "publisher"), room("tides", "subscriber")], [false, true]);
  join("subscriber", "winds");
  assert.equal(room("clouds", "subscriber"), false);
  const { socket } = join("publisher", "clouds");
  const reason = "no room for one more; try again later";
  assert.deepEqual(socket.closes, [{ code: 1013, reason }]);
  assert.deepEqual(join("publisher").socket.closes, [{ code: 1013, reason }]);
  assert.deepEqual(channels.counts, { channels: 2, publishers: 1, subscribers: 1 });
  member.end("client_disconnect");
  assert.equal(room("clouds", "subscriber"), true);
});

Deno.test("Channels take 256 channels of 64 on each side unless they are told otherwise", () => {
  const { channels, join } = channelBench();
  for (let i = 0; i < 63; i++) join("subscriber");
  assert.equal(channels.hasRoom({ channel: "tides", side: "subscriber" }), true);
  join("subscriber");
  assert.equal(channels.hasRoom({ channel: "tides", side: "subscriber" }), false);
  for (let i = 1; i < 256; i++) join("publisher", `c${i}`);
  assert.equal(channels.hasRoom({ channel: "one more", side: "publisher" }), false);
  assert.equal(channels.hasRoom({ channel: "c1", side: "publisher" }), true);
});

Deno.test("Channels.drained() closes publishers, and waits until subscribers have read", async () => {
  const { channels, join, time } = channelBench();
  const [pub, sub] = [join("publisher"), join("subscriber")];
  sub.socket.reading = false;
  for (const text of ["x".repeat(20), "last"]) pub.member.receive(text);
  let isDrained = false;
  const drained = channels.drained().then(() => isDrained = true);
  const goingAway = { code: 1001, reason: "gateway shuts down" };
  assert.deepEqual([pub.socket.closes, sub.socket.closes], [[goingAway], []]);
  const late = join("subscriber");
  assert.deepEqual(late.socket.closes, [goingAway]);
  await Promise.resolve();
  assert.equal(isDrained, false);
  sub.socket.reading = true;
  sub.socket.drain();
  time.tick(1_000);
  await drained;
  assert.equal(sub.socket.frames.at(-1), "last");
});

Deno.test("Channels.close() closes everybody, also who never reads, and nobody gets in after it", async () => {
  const { channels, join, time } = channelBench();
  const members = [join("publisher"), join("subscriber"), join("subscriber", "winds")];
  const stalled = members[1];
  if (stalled !== undefined) stalled.socket.reading = false;
  members[0]?.member.receive("x".repeat(20));
  members[0]?.member.receive("waits");
  const drained = channels.drained();
  channels.close();
  channels.close();
  await drained;
  members.push(join("publisher"));
  for (const { socket } of members) {
    assert.deepEqual(socket.closes, [{ code: 1001, reason: "gateway shuts down" }]);
  }
  assert.deepEqual([channels.counts, time.timers], [EMPTY, 0]);
});

Deno.test("Channels tell the log who comes and goes, and nothing of what is said", () => {
  const { join, logger } = channelBench();
  const [sub, pub] = [join("subscriber"), join("publisher")];
  pub.member.receive("confidential");
  pub.member.end("client_disconnect");
  sub.member.end("client_disconnect");
  const said = logger.entries.map(({ level, message, fields }) => [level, message, fields.channel]);
  assert.deepEqual(said, [
    ["info", "channel subscriber accepted", "tides"],
    ["info", "channel publisher accepted", "tides"],
    ["info", "channel publisher closed", "tides"],
    ["info", "channel subscriber closed", "tides"],
  ]);
  assert.deepEqual(logger.fieldsOf("channel publisher closed").received, 1);
  assert.deepEqual(logger.fieldsOf("channel subscriber closed").sent, 1);
  assert.ok(!JSON.stringify(logger.entries).includes("confidential"));
});
