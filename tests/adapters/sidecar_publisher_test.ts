import assert from "node:assert/strict";
import type { WebSocketConstructor } from "../../src/adapters/own_web_socket.ts";
import { SidecarPublisher } from "../../src/adapters/sidecar_publisher.ts";
import { sidecarTarget } from "../../src/adapters/sidecar_target.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";
import { ScriptedWebSocket } from "./support/scripted_web_socket.ts";

const URL_WITH_SECRET = "ws://127.0.0.1:9119/api/pub?token=s3cret&channel=tides";
const LOST = "the sidecar at ws://127.0.0.1:9119 is lost; events go to stdout alone: ";

async function publisherBench({ load }: { load?: () => Promise<WebSocketConstructor> } = {}) {
  const time = fakeClock();
  const logger = new LogBook();
  const socket = new ScriptedWebSocket();
  const asked: [string, string[]][] = [];
  const publisher = new SidecarPublisher({
    target: sidecarTarget(URL_WITH_SECRET, {}),
    load: load ?? (() => Promise.resolve(makes(socket, (...how) => asked.push(how)))),
    clock: time.clock,
    logger,
  });
  await settle();
  const warnings = () => logger.entries.map(({ level, message }) => `${level} ${message}`);
  return { publisher, socket, time, asked, warnings };
}

/** A class of which there is one object. */
function makes(
  socket: ScriptedWebSocket,
  heard: (url: string, protocols: string[]) => void = () => {},
): WebSocketConstructor {
  return class {
    constructor(url: string, protocols: string[]) {
      heard(url, protocols);
      return socket;
    }
  } as WebSocketConstructor;
}

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

Deno.test("SidecarPublisher sends what waited for the connection, then each frame at once", async () => {
  const { publisher, socket, asked, time, warnings } = await publisherBench();
  assert.deepEqual(asked, [[URL_WITH_SECRET, []]]);
  assert.equal(publisher.send("a"), true);
  assert.equal(publisher.send("b"), true);
  assert.equal(publisher.bufferedAmount, 2);
  assert.deepEqual(socket.frames, []);
  socket.opens();
  assert.equal(publisher.send("c"), true);
  assert.deepEqual(socket.frames, ["a", "b", "c"]);
  assert.equal(publisher.bufferedAmount, 0);
  assert.deepEqual([warnings(), time.timers], [[], 0]);
});

Deno.test("SidecarPublisher lets 256 frames wait, and counts those it drops, saying so once", async () => {
  const { publisher, socket, warnings } = await publisherBench();
  const frames = Array.from({ length: 300 }, (_, i) => `frame ${i}`);
  const taken = frames.map((frame) => publisher.send(frame));
  assert.deepEqual(taken.slice(255, 257), [true, false]);
  assert.equal(publisher.dropped, 44);
  socket.opens();
  assert.deepEqual(socket.frames, frames.slice(0, 256));
  assert.equal(publisher.send("later"), true);
  assert.deepEqual(warnings(), [
    "warn the sidecar at ws://127.0.0.1:9119 does not keep up; some frames do not get there",
  ]);
});

Deno.test("SidecarPublisher bounds what waits for a sidecar that is slow, and goes on in order", async () => {
  const { publisher, socket, time } = await publisherBench();
  socket.opens();
  socket.reading = false;
  const large = "x".repeat(1024 * 1024 + 1);
  publisher.send(large);
  for (let i = 0; i < 1_000; i++) publisher.send(`frame ${i}`);
  assert.deepEqual([socket.frames.length, publisher.dropped], [1, 744]);
  socket.drains();
  time.tick(1_000);
  assert.equal(socket.frames.length, 257);
  assert.deepEqual([socket.frames[1], socket.frames.at(-1)], ["frame 0", "frame 255"]);
  publisher.send("again");
  assert.equal(socket.frames.at(-1), "again");
  assert.equal(time.timers, 0);
});

Deno.test("SidecarPublisher drops a frame that a gateway would end the connection over", async () => {
  const { publisher, socket } = await publisherBench();
  const limit = 32 * 1024 * 1024;
  assert.equal(publisher.send("x".repeat(limit + 1)), false);
  assert.equal(publisher.send("é".repeat(limit / 2) + "x"), false);
  assert.equal(publisher.send("x".repeat(limit)), true);
  // No more characters may wait either.
  assert.equal(publisher.send("y"), false);
  socket.opens();
  assert.equal(socket.frames.length, 1);
  assert.equal(publisher.dropped, 3);
});

Deno.test("SidecarPublisher gives up a connection that takes over 2 s, for good", async () => {
  const { publisher, socket, time, warnings } = await publisherBench();
  publisher.send("a");
  time.tick(1_999);
  assert.equal(publisher.send("b"), true);
  time.tick(1);
  assert.equal(publisher.send("c"), false);
  assert.deepEqual(socket.closes, [1000]);
  socket.opens();
  socket.closed(1006);
  assert.deepEqual(socket.frames, []);
  assert.deepEqual(warnings(), [`warn ${LOST}it did not answer within 2 s`]);
  assert.deepEqual([publisher.bufferedAmount, time.timers], [0, 0]);
});

Deno.test("SidecarPublisher gives up also where loading takes too long, and opens nothing then", async () => {
  const loading = Promise.withResolvers<WebSocketConstructor>();
  const { publisher, time } = await publisherBench({ load: () => loading.promise });
  time.tick(2_000);
  assert.equal(publisher.send("a"), false);
  loading.resolve(makes(new ScriptedWebSocket(), () => assert.fail("it was opened")));
  await settle();
});

Deno.test("SidecarPublisher is over with the first failure, whatever that is, and says it once", async () => {
  const failures: [(socket: ScriptedWebSocket) => void, string][] = [
    [(socket) => socket.fails("connection refused"), "connection refused"],
    [(socket) => socket.fails(""), "it cannot be reached"],
    [(socket) => socket.closed(0), "the connection was closed with 1006"],
    [(socket) => {
      socket.opens();
      socket.closed(1008);
    }, "the connection was closed with 1008"],
    [(socket) => {
      socket.opens();
      socket.readyState = 2;
    }, "the connection is gone"],
    [(socket) => {
      socket.opens();
      socket.fault = new Error("no more memory");
    }, "no more memory"],
  ];
  for (const [failure, why] of failures) {
    const { publisher, socket, time, warnings } = await publisherBench();
    failure(socket);
    publisher.send("a");
    assert.equal(publisher.send("b"), false);
    socket.closed(1006);
    assert.deepEqual(warnings(), [`warn ${LOST}${why}`]);
    assert.equal(time.timers, 0);
    await publisher.finish();
  }
});

Deno.test("SidecarPublisher hears of a failure in the very moment it connects", async () => {
  const socket = new ScriptedWebSocket();
  // As a runtime does with a port it has on its list of bad ones.
  const fails = () => queueMicrotask(() => socket.fails("bad port"));
  const load = () => Promise.resolve(makes(socket, fails));
  const { warnings } = await publisherBench({ load });
  assert.deepEqual(warnings(), [`warn ${LOST}bad port`]);
});

Deno.test("SidecarPublisher survives that no WebSocket can be made", async () => {
  const load = () => Promise.reject(new SyntaxError("no such scheme"));
  const { publisher, warnings } = await publisherBench({ load });
  assert.equal(publisher.send("a"), false);
  assert.deepEqual(warnings(), [`warn ${LOST}no such scheme`]);
});

Deno.test("SidecarPublisher never shows the credential, also where a runtime's words hold it", async () => {
  for (const words of [`cannot reach ${URL_WITH_SECRET}`, "token=s3cret is wrong", "/api/pub?"]) {
    const { socket, warnings } = await publisherBench();
    socket.fails(words);
    assert.deepEqual(warnings(), [`warn ${LOST}it cannot be reached`]);
  }
});

Deno.test("SidecarPublisher.close() lets what waits leave, then closes", async () => {
  const { publisher, socket, time, warnings } = await publisherBench();
  publisher.send("a");
  publisher.close();
  publisher.close();
  assert.equal(publisher.send("late"), false);
  const finished = publisher.finish();
  assert.deepEqual(socket.closes, []);
  socket.reading = false;
  socket.opens();
  assert.deepEqual([socket.frames, socket.closes], [["a"], []]);
  socket.drains();
  time.tick(1_000);
  await settle();
  assert.deepEqual(socket.closes, [1000]);
  socket.closed(1000);
  await finished;
  assert.deepEqual([warnings(), time.timers], [[], 0]);
});

Deno.test("SidecarPublisher.finish() waits 3 s at most, or as long as it is told", async () => {
  for (const [given, ms] of [[undefined, 3_000], [200, 200]] as const) {
    const { publisher, socket, time, warnings } = await publisherBench();
    socket.opens();
    socket.reading = false;
    publisher.send("never read");
    let isFinished = false;
    const finished = publisher.finish(given).then(() => isFinished = true);
    time.tick(ms - 1);
    await settle();
    assert.equal(isFinished, false);
    time.tick(1);
    await finished;
    assert.deepEqual([socket.closes, time.timers], [[1000], 0]);
    assert.match(warnings().join(), /^warn .* was too slow; it did not hear the last frames$/);
  }
});

Deno.test("SidecarPublisher.finish() does not wait for a close that a sidecar answers with an error", async () => {
  const { publisher, socket, warnings } = await publisherBench();
  socket.opens();
  const finished = publisher.finish();
  await settle();
  socket.fails("reset by peer");
  await finished;
  assert.deepEqual(warnings(), []);
});
