/** What must be answered at all times is, whatever else is under way: over a real socket, and over real pipes. */
import assert from "node:assert/strict";
import { Credentials, serve } from "../../src/adapters/deno.ts";
import { LineReader } from "../conformance/child.ts";
import { TOKEN } from "../http/support/app_bench.ts";
import { WebSocketClient } from "../http/support/web_socket_client.ts";
import { busyGateway, converse } from "./support/busy_gateway.ts";

Deno.test("conformance 014: while 100 slow calls run, answers, interrupts and pings are answered (websocket)", async () => {
  const gateway = busyGateway();
  const credentials = new Credentials({ token: TOKEN });
  const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0 });
  const client = new WebSocketClient(`ws://127.0.0.1:${server.port}/api/ws?token=${TOKEN}`);
  const ready = JSON.parse(await client.next());
  assert.equal(ready.params.payload.heartbeat, true);
  await converse(client);
  await client.close();
  await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
});

Deno.test("conformance 014: while 100 slow calls run, answers, interrupts and pings are answered (stdio)", async () => {
  const main = new URL("./support/busy_stdio_main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--allow-env", "--allow-read=.", main],
    ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  const lines = new LineReader(child.stdout);
  const input = child.stdin.getWriter();
  const next = async () => await lines.next() ?? assert.fail("the gateway has ended");
  try {
    const ready = JSON.parse(await next());
    assert.ok(!("heartbeat" in ready.params.payload), "the end of a pipe tells itself");
    const encoder = new TextEncoder();
    await converse({ next, send: (frame) => input.write(encoder.encode(`${frame}\n`)) });
  } finally {
    await input.close();
    await lines.rest();
  }
  assert.equal((await child.status).code, 0);
});
