/** A gateway on Node, for its channels: says its port, and answers how many members there are. */
import { createInterface } from "node:readline";
import process from "node:process";
import { Credentials, serve } from "../../../src/adapters/node.ts";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { silentLogger } from "../../../src/lib/logger.ts";

const [token = "", maxFrameBytes = ""] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const logger = silentLogger;
const gateway = createGateway({
  provider: echoProvider(),
  maxFrameBytes: Number(maxFrameBytes),
  logger,
});
const credentials = new Credentials({ token });
const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0, logger });
say({ port: server.port });

createInterface({ input: process.stdin }).on("line", async () => {
  await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
  say({ answer: "stopped" });
});
