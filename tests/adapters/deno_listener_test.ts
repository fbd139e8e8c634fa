import assert from "node:assert/strict";
import { GIVE_UP_MS, Listener } from "../../src/adapters/deno_listener.ts";
import { ListenerLostError } from "../../src/adapters/serving.ts";
import { HandClock } from "../http/support/hand_clock.ts";
import { recordingLogger } from "../http/support/recording_logger.ts";
import { settle } from "./stdio_support.ts";

type Server = Deno.HttpServer<Deno.NetAddr>;

/**
 * A listener over real servers. `lose` has the newest one tell what Deno tells of a listener that failed,
 * and frees its port: a limit of open files cannot be reached here without losing the test's own.
 */
function bench() {
  const clock = new HandClock();
  const logger = recordingLogger();
  const lost: PromiseWithResolvers<void>[] = [];
  const servers: Server[] = [];
  const ports: number[] = [];
  const listener = new Listener({
    bind(port, handler) {
      ports.push(port);
      const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, handler);
      const failure = Promise.withResolvers<void>();
      servers.push(server);
      lost.push(failure);
      return new Proxy(server, {
        get: (_, name) => {
          if (name === "finished") return Promise.race([failure.promise, server.finished]);
          const value = Reflect.get(server, name);
          return typeof value === "function" ? value.bind(server) : value;
        },
      });
    },
    handler: () => new Response("served"),
    port: 0,
    clock,
    logger,
  });
  return {
    clock,
    logger,
    listener,
    ports,
    async lose() {
      lost.at(-1)?.reject(new Error("Too many open files (os error 24)"));
      await servers.at(-1)?.shutdown();
      await settle();
    },
    async ask() {
      return await (await fetch(`http://127.0.0.1:${listener.addr.port}/`)).text();
    },
  };
}

/** Loses the listener and tells after how long it is tried to have it again. */
async function delayAfterLoss({ clock, lose, ports }: ReturnType<typeof bench>): Promise<number> {
  await lose();
  const before = ports.length;
  let waited = 0;
  for (; ports.length === before && waited < GIVE_UP_MS; waited += 100) clock.advance(100);
  return waited;
}

Deno.test("Listener listens again on the port it had, after a moment", async () => {
  const { clock, logger, listener, ports, lose, ask } = bench();
  const { port } = listener.addr;
  assert.equal(await ask(), "served");
  await lose();
  await assert.rejects(ask());
  clock.advance(99);
  assert.equal(ports.length, 1);
  clock.advance(1);
  assert.deepEqual(ports, [0, port]);
  assert.equal(await ask(), "served");
  assert.deepEqual(logger.lines, [
    `error cannot take new connections on 127.0.0.1 port ${port}: Too many open files (os error 24), ` +
    "raise their limit (ulimit -n); the open ones live on, trying again in 0.1 s",
    `info listening again on 127.0.0.1 port ${port}`,
  ]);
  await listener.shutdown();
  await listener.finished;
  assert.equal(clock.timers, 0);
});

Deno.test("Listener takes its time where it loses what it has had again, up to 5 s", async () => {
  const tried = bench();
  const delays = [];
  for (let n = 0; n < 8; n++) delays.push(await delayAfterLoss(tried));
  assert.deepEqual(delays, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  tried.clock.advance(10_000);
  assert.equal(await delayAfterLoss(tried), 100);
  await tried.listener.shutdown();
});

Deno.test("Listener gives up when it cannot listen for a minute, and says why", async () => {
  const { clock, logger, listener, ports, lose } = bench();
  const { port } = listener.addr;
  await lose();
  using _other = Deno.listen({ hostname: "127.0.0.1", port });
  const finished = listener.finished.then(() => null, (error: unknown) => error);
  clock.advance(GIVE_UP_MS - 1);
  await settle();
  while (clock.timers > 0) clock.advance(1_000);
  const error = await finished;
  assert.ok(error instanceof ListenerLostError);
  assert.match(
    error.message,
    new RegExp(
      `^Cannot listen on 127\\.0\\.0\\.1 port ${port} again: .*in use.*, for 60 s now; see`,
    ),
  );
  assert.ok(ports.length >= 2, "it never tried");
  assert.match(logger.lines.at(-1) ?? "", /^error cannot take new connections .*in use/);
  await listener.shutdown();
});

Deno.test("Listener counts the minute from the loss, not from each failed try", async () => {
  const { clock, listener, ports, lose } = bench();
  await lose();
  {
    using _other = Deno.listen({ hostname: "127.0.0.1", port: listener.addr.port });
    for (let at = 0; at < 50_000; at += 100) clock.advance(100);
    assert.ok(ports.length > 5);
  }
  for (let at = 0; at < 5_000; at += 100) clock.advance(100);
  assert.equal(clock.timers, 0, "it did not listen again once the port was free");
  await listener.shutdown();
});

Deno.test("Listener.shutdown() ends the tries to listen again", async () => {
  const { clock, listener, ports, lose } = bench();
  await lose();
  assert.equal(clock.timers, 1);
  await listener.shutdown();
  await listener.finished;
  assert.equal(clock.timers, 0);
  clock.advance(GIVE_UP_MS);
  assert.equal(ports.length, 1);
});
