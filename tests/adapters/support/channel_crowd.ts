/** What must hold of channels over real sockets, whichever runtime serves them. */
import assert from "node:assert/strict";
import { HANDSHAKE, TOKEN } from "../../http/support/app_bench.ts";
import { rawConnect, readAnswer } from "../../http/support/raw_http.ts";
import { WebSocketClient } from "../../http/support/web_socket_client.ts";
import { readUntil } from "./node_bench.ts";

/** Largest frame of the servers that are tried, in bytes: what waits for a subscriber is no more than that. */
export const MAX_FRAME = 65_536;
const FRAMES = 10_000;
// More than any system holds for a connection: 80 MB in all.
const FRAME = "x".repeat(8_000);
// RFC 6455: a close frame without a mask, its length, 1008.
const DROPPED = "frames of the channel were not read";
const CLOSE = [0x88, DROPPED.length + 2, 0x03, 0xf0, ...new TextEncoder().encode(DROPPED)];

/** Publishes 10,000 frames to one who reads and one who never does. */
export async function crowd(port: number): Promise<void> {
  const join = async (path: string) => {
    const client = new WebSocketClient(`ws://127.0.0.1:${port}${path}?channel=tides`, [
      `tidegate.token.${TOKEN}`,
    ]);
    await new Promise<void>((resolve) => client.socket.onopen = () => resolve());
    return client;
  };
  const deaf = await rawConnect(port, {
    path: "/api/events?channel=tides",
    headers: { ...HANDSHAKE, authorization: `Bearer ${TOKEN}` },
  });
  assert.equal((await readAnswer(deaf)).status, 101);
  const subscriber = await join("/api/events");
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).body?.cancel();
  const publisher = await join("/api/pub");
  for (let i = 0; i < FRAMES; i++) {
    publisher.send(`${i} ${FRAME}`);
    // The one who reads is to be served all the while, not when everything has been said.
    if (i % 100 === 99) { for (let k = i - 99; k <= i; k++) await hears(subscriber, k); }
  }
  await readUntil(deaf, CLOSE);
  deaf.close();
  await publisher.close();
  await subscriber.close();
}

async function hears(subscriber: WebSocketClient, i: number): Promise<void> {
  assert.equal(parseInt(await subscriber.next()), i);
}
