import assert from "node:assert/strict";
import { type CloseReason, closeReasons } from "../../src/protocol/close_codes.ts";

const all = Object.entries(closeReasons) as [string, CloseReason][];

/** Codes an endpoint may send: RFC 6455 section 7.4, and the range left to applications. */
function mayBeSent(code: number): boolean {
  const reserved = [1004, 1005, 1006, 1015];
  if (code >= 1000 && code <= 1014) return !reserved.includes(code);
  return code >= 4000 && code <= 4999;
}

Deno.test("closeReasons fit into a close frame: at most 123 bytes of UTF-8", () => {
  for (const [name, { reason }] of all) {
    const bytes = new TextEncoder().encode(reason).length;
    assert.ok(bytes > 0 && bytes <= 123, `${name}: ${bytes} bytes`);
  }
});

Deno.test("closeReasons have codes that may be sent, each its own", () => {
  for (const [name, { code }] of all) assert.ok(mayBeSent(code), `${name}: ${code}`);
  assert.equal(new Set(all.map(([, { code }]) => code)).size, all.length);
});

Deno.test("closeReasons keep the codes clients know", () => {
  const { unauthorized, forbidden, goingAway } = closeReasons;
  const codes = [unauthorized, forbidden, goingAway].map(({ code }) => code);
  assert.deepEqual(codes, [4401, 4403, 1001]);
});

Deno.test("closeReasons do not invite back whom the same would happen to again", () => {
  const { unauthorized, forbidden, unsupportedData, goingAway } = closeReasons;
  for (const { reconnect } of [unauthorized, forbidden, unsupportedData]) {
    assert.equal(reconnect, false);
  }
  assert.equal(goingAway.reconnect, true);
});

Deno.test("a server may really close with each of them, and the peer reads why", async () => {
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} },
    (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      const name = new URL(request.url).pathname.slice(1) as keyof typeof closeReasons;
      const { code, reason } = closeReasons[name];
      socket.onopen = () => socket.close(code, reason);
      return response;
    },
  );
  for (const [name, { code, reason }] of all) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.addr.port}/${name}`);
    const closed = await new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
    assert.deepEqual([closed.code, closed.reason], [code, reason]);
  }
  stop.abort();
  await server.finished;
});
