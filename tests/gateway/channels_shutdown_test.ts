import assert from "node:assert/strict";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import type { ChannelPlace } from "../../src/gateway/acceptor.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { MemorySocket } from "../support/memory_socket.ts";

const GOING_AWAY = [{ code: 1001, reason: "gateway shuts down" }];

function gatewayWithChannel() {
  const gateway = createGateway({
    provider: echoProvider(),
    logger: silentLogger,
    highWaterBytes: 10,
  });
  const join = (side: ChannelPlace["side"]) => {
    const socket = new MemorySocket();
    const peer = { label: side, transport: "websocket" } as const;
    return { socket, member: gateway.channels.join({ channel: "tides", side }, { socket, peer }) };
  };
  return { gateway, publisher: join("publisher"), subscriber: join("subscriber"), join };
}

Deno.test("Gateway.shutdown() closes both sides of a channel", async () => {
  const { gateway, publisher, subscriber, join } = gatewayWithChannel();
  publisher.member.receive("a");
  await gateway.shutdown();
  assert.deepEqual(subscriber.socket.frames, ["a"]);
  assert.deepEqual([publisher.socket.closes, subscriber.socket.closes], [GOING_AWAY, GOING_AWAY]);
  assert.deepEqual(join("subscriber").socket.closes, GOING_AWAY);
});

Deno.test("Gateway.shutdown() waits for a subscriber that does not read until it may wait no more", async () => {
  const { gateway, publisher, subscriber } = gatewayWithChannel();
  subscriber.socket.reading = false;
  for (const text of ["x".repeat(20), "waits"]) publisher.member.receive(text);
  const patience = new AbortController();
  const down = gateway.shutdown({ signal: patience.signal });
  assert.deepEqual(subscriber.socket.closes, []);
  patience.abort();
  await down;
  assert.deepEqual(subscriber.socket.closes, GOING_AWAY);
  assert.equal(subscriber.socket.frames.length, 1);
});
