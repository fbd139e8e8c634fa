/** A publisher on Node: sends what it is asked to, and tells what its log says. */
import { createInterface } from "node:readline";
import process from "node:process";
import { ownWebSocket } from "../../../src/adapters/own_web_socket.ts";
import { SidecarPublisher } from "../../../src/adapters/sidecar_publisher.ts";
import { sidecarTarget } from "../../../src/adapters/sidecar_target.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";

const [url = "", token] = process.argv.slice(2);
const warned: string[] = [];
const tell = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const publisher = new SidecarPublisher({
  target: sidecarTarget(url, { token }),
  load: ownWebSocket,
  clock: systemClock,
  logger: {
    ...silentLogger,
    warn(message) {
      warned.push(message);
      tell({ warned: message });
    },
  },
});

createInterface({ input: process.stdin }).on("line", async (line) => {
  if (line === "finish") {
    await publisher.finish();
    tell({ answer: { dropped: publisher.dropped } });
    // Nothing of it keeps the process.
    process.stdin.destroy();
    return;
  }
  const count = Number(line);
  let taken = 0;
  for (let i = 0; i < count; i++) taken += Number(publisher.send(`frame ${i}`));
  tell({ answer: taken });
});
