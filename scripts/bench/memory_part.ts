/**
 * What somebody costs who does nothing: a session nobody watches, and a viewer to whom nothing is said.
 *
 * @module
 */
import { BenchClient } from "./bench_client.ts";
import { delay } from "./delay.ts";
import { endpoint, ReturningClient } from "./returning_client.ts";
import { ServerProcess } from "./server_process.ts";
import { atMost, type Table } from "./table.ts";

/** How large the measurement is. */
export interface MemoryScale {
  /** Sessions, and viewers. */
  count: number;
  /** As many again, opened before anything is measured: the code for one, and the room it is given. */
  warmUp: number;
  /** Tokens of the turn a used session has had. */
  tokens: number;
}

const FULL: MemoryScale = { count: 1_000, warmUp: 200, tokens: 100 };

/** KiB of heap: ours, above what was measured, so that a leak or a careless field is seen. */
const LIMITS = { session: 12, viewer: 10 };

/** KiB for each of what was opened. */
interface Cost {
  heap: number;
  resident: number;
}

/** Opens `count` of something. */
type Open = (count: number) => Promise<void>;

// Agents are built a moment after their sessions.
const SETTLE_MS = 200;

// Each piece of text an event of its own, and a session stays without a viewer.
const OPTIONS = { coalesceWindowMs: 0, orphanGraceMs: 0 };

/** What each of `count` costs beyond what was there before. */
async function costOf(
  server: ServerProcess,
  { count, warmUp }: MemoryScale,
  open: Open,
): Promise<Cost> {
  await open(warmUp);
  await delay(SETTLE_MS);
  const before = await server.used("memory");
  await open(count);
  await delay(SETTLE_MS);
  const after = await server.used("memory");
  const each = (key: "heap" | "rss") => (after[key] - before[key]) / count / 1024;
  return { heap: each("heap"), resident: each("rss") };
}

/** Greeted connections that stay open. */
class Connections implements AsyncDisposable {
  readonly #clients: ReturningClient[] = [];
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** @param use what each does once it is greeted */
  async open(
    count: number,
    use: (client: ReturningClient) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    for (let i = 0; i < count; i++) {
      const client = new ReturningClient(endpoint(this.#port));
      this.#clients.push(client);
      await client.greeting();
      await use(client);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}

async function naiveCost(scale: MemoryScale): Promise<Cost> {
  await using server = await ServerProcess.start("naive_server.ts", {
    settings: { greeting: '{"jsonrpc":"2.0","method":"event","params":{}}' },
    exposeGc: true,
  });
  await using connections = new Connections(server.port);
  return await costOf(server, scale, (count) => connections.open(count));
}

/** A gateway of its own for each: what one has let go of would be room for the next. */
function startGateway(): Promise<ServerProcess> {
  const settings = { options: OPTIONS };
  return ServerProcess.start("tidegate_server.ts", { settings, exposeGc: true });
}

/** Sessions whose window has closed; with `tokens`, after a turn. */
async function sessionCost(scale: MemoryScale, tokens = 0): Promise<Cost> {
  await using server = await startGateway();
  return await costOf(server, scale, async (count) => {
    const client = await BenchClient.connect(server.port);
    const ids = await client.createSessions(count, { kept: true });
    const order = { kind: "storm", count: tokens } as const;
    if (tokens > 0) await Promise.all(ids.map((id) => client.run(id, order)));
    await client.close();
  });
}

async function connectionCost(scale: MemoryScale): Promise<Cost> {
  await using server = await startGateway();
  await using connections = new Connections(server.port);
  return await costOf(server, scale, (count) => connections.open(count));
}

async function viewerCost(scale: MemoryScale): Promise<Cost> {
  await using server = await startGateway();
  const client = await BenchClient.connect(server.port);
  const ids = await client.createSessions(scale.warmUp + scale.count, { kept: true });
  await client.close();
  await using connections = new Connections(server.port);
  const watch = (each: ReturningClient) => each.activate(ids.pop() as string);
  return await costOf(server, scale, (count) => connections.open(count, watch));
}

/** See the module. */
export async function memory(scale: MemoryScale = FULL): Promise<Table> {
  const naive = await naiveCost(scale);
  const session = await sessionCost(scale);
  const used = await sessionCost(scale, scale.tokens);
  const connection = await connectionCost(scale);
  const viewer = await viewerCost(scale);
  const KiB = { unit: "KiB", digits: 1 };
  const goal = (value: number, limit: number) => atMost(value, { limit, digits: 1, unit: "KiB" });
  return {
    title: `memory: KiB for each of ${scale.count}, after a collection of all garbage`,
    columns: ["naive", "tidegate"],
    rows: [
      {
        name: "idle session, heap",
        values: [undefined, session.heap],
        ...KiB,
        goal: goal(session.heap, LIMITS.session),
      },
      { name: "idle session, resident", values: [undefined, session.resident], ...KiB },
      {
        name: `idle session after ${scale.tokens} events, heap`,
        values: [undefined, used.heap],
        ...KiB,
      },
      {
        name: `idle session after ${scale.tokens} events, resident`,
        values: [undefined, used.resident],
        ...KiB,
      },
      { name: "connection, heap", values: [naive.heap, connection.heap], ...KiB },
      { name: "connection, resident", values: [naive.resident, connection.resident], ...KiB },
      {
        name: "idle viewer with its connection, heap",
        values: [naive.heap, viewer.heap],
        ...KiB,
        goal: goal(viewer.heap - naive.heap, LIMITS.viewer),
      },
      {
        name: "idle viewer with its connection, resident",
        values: [naive.resident, viewer.resident],
        ...KiB,
      },
    ],
  };
}
