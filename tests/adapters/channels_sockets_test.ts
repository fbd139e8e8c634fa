/** Channels over real sockets, on Deno and on Node. */
import assert from "node:assert/strict";
import { Credentials, serve } from "../../src/adapters/deno.ts";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { TOKEN } from "../http/support/app_bench.ts";
import { WebSocketClient } from "../http/support/web_socket_client.ts";
import { LogBook } from "../support/log_book.ts";
import { crowd, MAX_FRAME } from "./support/channel_crowd.ts";
import { hasNode, NodeProcess } from "./support/node_process.ts";

async function denoServer() {
  const logger = new LogBook();
  const gateway = createGateway({
    provider: echoProvider(),
    maxFrameBytes: MAX_FRAME,
    coalesceWindowMs: 0,
    logger,
  });
  const credentials = new Credentials({ token: TOKEN });
  const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0, logger });
  return {
    port: server.port,
    logger,
    stop: () => server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) }),
  };
}

Deno.test("channels on Deno: one who never reads is dropped, another hears 10,000 frames as they come", async () => {
  const { port, logger, stop } = await denoServer();
  await crowd(port);
  const reasons = logger.entries.filter(({ message }) => message === "channel subscriber closed")
    .map(({ fields }) => fields.reason);
  assert.equal(reasons[0], "closed_by_gateway(code=1008)");
  await stop();
});

Deno.test("channels on Deno: a shutdown closes both sides with 1001", async () => {
  const { port, stop } = await denoServer();
  const sides = ["pub", "events"].map((side) =>
    new WebSocketClient(`ws://127.0.0.1:${port}/api/${side}?channel=tides&token=${TOKEN}`)
  );
  await Promise.all(
    sides.map(({ socket }) => new Promise((resolve) => socket.onopen = resolve)),
  );
  await stop();
  for (const { closed } of sides) assert.equal((await closed).code, 1001);
});

Deno.test({
  name: "channels on Node: as on Deno",
  ignore: !hasNode,
  async fn() {
    const args = [TOKEN, String(MAX_FRAME)];
    await using node = await NodeProcess.start("./node_channels_main.ts", { args });
    const { port } = await node.read() as { port: number };
    await crowd(port);
    const side = new WebSocketClient(
      `ws://127.0.0.1:${port}/api/events?channel=tides&token=${TOKEN}`,
    );
    await new Promise((resolve) => side.socket.onopen = resolve);
    assert.equal(await node.ask("stop"), "stopped");
    assert.equal((await side.closed).code, 1001);
  },
});
