/**
 * A server on Node in front of a stand-in gateway, which does what the lines on stdin say and tells, in
 * lines of JSON, what it sees. Its clock is moved by hand.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { Credentials, PortInUseError, serve } from "../../../src/adapters/node.ts";
import { TOKEN } from "../../http/support/app_bench.ts";
import { HandClock } from "../../http/support/hand_clock.ts";
import { recordingLogger } from "../../http/support/recording_logger.ts";
import { StandInGateway } from "../../http/support/stand_in_gateway.ts";

const [hostname = "127.0.0.1", port = "0"] = process.argv.slice(2);
const clock = new HandClock();
const logger = recordingLogger();
const gateway = new StandInGateway();

function say(what: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function main(): Promise<void> {
  const credentials = new Credentials({ token: TOKEN, clock });
  const where = { hostname, port: Number(port) };
  const server = await serve({ gateway, credentials, ...where, clock, logger });
  const socket = (index = 0) => gateway.connections[index]?.socket;
  const shutdown = async (drain: () => Promise<void>) => {
    await server.shutdown({ graceMs: 1_000, drain });
    await server.finished;
  };
  const lines = createInterface({ input: process.stdin });
  const acts: Record<string, (argument: number) => unknown> = {
    /** Milliseconds. */
    advance: (ms) => clock.advance(ms),
    ended: (index) => gateway.ended(index),
    log: () => logger.lines,
    /** Mebibytes for the first peer. */
    flood(count) {
      for (let i = 0; i < count; i++) socket()?.send("x".repeat(1 << 20));
      return socket()?.bufferedAmount;
    },
    goodbye: () =>
      shutdown(async () => {
        gateway.draining = true;
        socket()?.send("last words");
        socket()?.close(1001, "gateway shuts down");
        await gateway.ended();
      }),
    /** Answers at once; its grace is over when time has been moved by a second. */
    abandon() {
      void shutdown(() => {
        socket()?.close(1001, "gateway shuts down");
        return Promise.resolve();
      });
    },
    stop: () => shutdown(() => Promise.resolve()),
    /** From now on nothing but the server could keep this process. */
    leave() {
      lines.close();
      process.stdin.destroy();
    },
  };
  say({ port: server.port, url: server.url });
  lines.on("line", async (line) => {
    const [name = "", argument = "0"] = line.split(" ");
    say({ answer: await acts[name]?.(Number(argument)) ?? null });
  });
}

main().catch((error) => {
  const { name, message } = error as Error;
  say({ error: name, message, inUse: error instanceof PortInUseError });
});
