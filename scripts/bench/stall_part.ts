/**
 * What a viewer costs that stops to read: the bytes held for it, and the time it takes from another
 * viewer of the same session.
 *
 * @module
 */
import { BenchClient } from "./bench_client.ts";
import type { Used } from "./child.ts";
import { delay } from "./delay.ts";
import { ServerProcess } from "./server_process.ts";
import { StalledReader } from "./stalled_reader.ts";
import { least, quantile } from "./statistics.ts";
import { atMost, type Table } from "./table.ts";
import type { PacedOrder } from "./tokens.ts";

/** How large the measurement is. */
export interface StallScale {
  /** Must say more than the system's own buffers take, some 3 MiB for each reader on Linux. */
  order: PacedOrder;
  rounds: number;
  /** Stalled readers when bytes are counted: so many that one's share is not lost in the noise. */
  crowd: number;
}

const FULL: StallScale = {
  order: { kind: "paced", perSecond: 400, seconds: 5, padding: 5_000 },
  rounds: 3,
  crowd: 40,
};

/** The gateway's own mark, at which it stops to fill a socket; and what may be above it. */
const HIGH_WATER_BYTES = 1024 * 1024;
const ABOVE_BYTES = 512 * 1024;

/** Ours: a frame more or less on the way of another viewer, and no wait for anybody. */
const SHIFT_MS = 5;

/** One turn. */
interface Turn {
  /** Of the viewer that reads. */
  p99: number;
  /** Bytes that waited in the socket of one that does not, at the worst look. */
  buffered: number;
  /** Bytes resident behind the turn. */
  rss: number;
}

/** Runs a turn in a session of its own, which one viewer reads and `stalled` others do not. */
async function runTurn(
  { server, client }: { server: ServerProcess; client: BenchClient },
  { order, stalled }: { order: PacedOrder; stalled: number },
): Promise<Turn> {
  const { session_id: sessionId, stored_session_id: storedId } = await client.call(
    "session.create",
    {},
  );
  using readers = new DisposableStack();
  for (let i = 0; i < stalled; i++) {
    readers.use(await StalledReader.open(server.port, sessionId));
  }
  let buffered = 0;
  // The first socket is of the viewer that reads.
  const look = ({ buffered: [, ...waiting] }: Used) => buffered = Math.max(buffered, ...waiting);
  const turn = client.run(sessionId, order);
  for (let i = 1; i < order.seconds; i++) {
    await delay(1000);
    look(await server.used());
  }
  const { latencies } = await turn;
  const used = await server.used("memory");
  look(used);
  await client.call("session.close", { session_id: sessionId });
  // The text of the turn would be kept, also in memory.
  await client.call("session.delete", { session_id: storedId });
  return { p99: quantile(latencies, 0.99), buffered, rss: used.rss };
}

/** See the module. */
export async function stall(scale: StallScale = FULL): Promise<Table> {
  const { order, rounds, crowd } = scale;
  const settings = { counted: true, options: { highWaterBytes: HIGH_WATER_BYTES } };
  await using server = await ServerProcess.start("tidegate_server.ts", {
    settings,
    exposeGc: true,
  });
  const client = await BenchClient.connect(server.port);
  const run = (stalled: number) => runTurn({ server, client }, { order, stalled });
  const none: Turn[] = [];
  const one: Turn[] = [];
  for (let i = 0; i < rounds; i++) {
    none.push(await run(0));
    one.push(await run(1));
  }
  // Once, and last: what these readers let go of would be room for others.
  const many = await run(crowd);
  await client.close();
  const p99 = (turns: readonly Turn[]) => least(turns.map((turn) => turn.p99));
  const buffered = Math.max(...one.map((turn) => turn.buffered));
  const resident = (many.rss - Math.max(...none.map((turn) => turn.rss))) / crowd;
  const KiB = { unit: "KiB", digits: 0 };
  const limit = (HIGH_WATER_BYTES + ABOVE_BYTES) / 1024;
  const held = Math.max(buffered, many.buffered, resident) / 1024;
  const shift = p99(one) - p99(none);
  return {
    title: `stall: ${order.perSecond} tokens/s of ${order.padding ?? 0} characters for ` +
      `${order.seconds} s; of its viewers, so many do not read; the least disturbed round counts`,
    columns: ["0", "1", `${crowd}`],
    rows: [
      {
        name: "waiting in the socket, each",
        values: [undefined, buffered / 1024, many.buffered / 1024],
        ...KiB,
      },
      {
        name: "resident, each",
        values: [undefined, undefined, resident / 1024],
        ...KiB,
        goal: atMost(held, { limit, digits: 0, unit: "KiB, the most of these" }),
      },
      {
        name: "latency p99 of the viewer that reads",
        values: [p99(none), p99(one), many.p99],
        unit: "ms",
        digits: 2,
        goal: atMost(shift, { limit: SHIFT_MS, unit: "ms later with one" }),
      },
    ],
  };
}
