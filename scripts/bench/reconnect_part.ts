/**
 * Everybody comes back at once: as many clients, each to its own session and to what it missed there,
 * against as many that only open a connection and are greeted.
 *
 * @module
 */
import { BenchClient } from "./bench_client.ts";
import { comeBack, greet } from "./crowd.ts";
import { endpoint, type Place, ReturningClient } from "./returning_client.ts";
import { ServerProcess } from "./server_process.ts";
import { least } from "./statistics.ts";
import { atMost, type Table } from "./table.ts";

/** How large the measurement is. */
export interface ReconnectScale {
  clients: number;
  /** Events each client has missed. */
  missed: number;
  rounds: number;
}

const FULL: ReconnectScale = { clients: 1_000, missed: 100, rounds: 4 };

// So that each piece of text is an event of its own, and a session waits for its client.
const OPTIONS = { coalesceWindowMs: 0, orphanGraceMs: 0 };

/** One gateway whose clients have gone. */
class Deserted implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #places: Place[];
  readonly #scale: ReconnectScale;
  readonly greetedMs: number[] = [];
  readonly caughtUpMs: number[] = [];

  constructor(server: ServerProcess, places: Place[], scale: ReconnectScale) {
    this.#server = server;
    this.#places = places;
    this.#scale = scale;
  }

  /** @param folder where the state file is; without one nothing is kept beyond the process */
  static async start(scale: ReconnectScale, folder?: string): Promise<Deserted> {
    const server = await startGateway(folder);
    return new Deserted(server, await desert(server, scale), scale);
  }

  async round(): Promise<void> {
    const { clients, missed } = this.#scale;
    this.greetedMs.push(await greet(this.#server.port, clients));
    this.caughtUpMs.push(await comeBack(this.#server.port, { places: this.#places, missed }));
  }

  /** The frame that every connection begins with. */
  async greeting(): Promise<string> {
    const client = new ReturningClient(endpoint(this.#server.port));
    const frame = await client.greeting();
    await client.close();
    return JSON.stringify(frame);
  }

  /** The process ends without a word to anybody, and another has its file. */
  async restart(folder: string): Promise<Deserted> {
    await this.#server[Symbol.asyncDispose]();
    return new Deserted(await startGateway(folder), this.#places, this.#scale);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

function startGateway(folder: string | undefined): Promise<ServerProcess> {
  const state = folder === undefined ? undefined : `${folder}/state.db`;
  const settings = { state, options: OPTIONS };
  return ServerProcess.start("tidegate_server.ts", { settings, folder });
}

/** Lets every session say more than what is to be missed, and leaves. */
async function desert(
  server: ServerProcess,
  { clients, missed }: ReconnectScale,
): Promise<Place[]> {
  const client = await BenchClient.connect(server.port);
  const ids = await client.createSessions(clients, { kept: true });
  await Promise.all(ids.map((id) => client.run(id, { kind: "storm", count: missed + 10 })));
  const places: Place[] = [];
  for (const sessionId of ids) {
    const asked = { session_id: sessionId, last_seen: 0, limit: 1 };
    const { latest } = await client.call("session.events.since", asked);
    places.push({ sessionId, lastSeen: latest - missed });
  }
  await client.close();
  return places;
}

/** See the module. */
export async function reconnect(
  folder: string,
  scale: ReconnectScale = FULL,
): Promise<Table> {
  const { clients, missed, rounds } = scale;
  await using memory = await Deserted.start(scale);
  await using first = await Deserted.start(scale, folder);
  const settings = { greeting: await memory.greeting() };
  await using naive = await ServerProcess.start("naive_server.ts", { settings });
  const bareMs: number[] = [];
  for (let i = 0; i < rounds; i++) {
    bareMs.push(await greet(naive.port, clients));
    await memory.round();
    await first.round();
  }
  await using second = await first.restart(folder);
  await second.round();
  const gateways = [memory, first, second] as const;
  const bare = least(bareMs);
  const greeted = gateways.map((gateway) => least(gateway.greetedMs));
  const caughtUp = gateways.map((gateway) => least(gateway.caughtUpMs));
  // Those of the third have to be read from the file first: it is held to the seconds only.
  const [inMemory = Number.NaN, inFile = Number.NaN] = caughtUp.map((took) => took / bare);
  const ms = { unit: "ms", digits: 0 };
  return {
    title: `reconnect: ${clients} clients at once, each with ${missed} missed events; ` +
      "the least disturbed round counts",
    columns: ["naive", "memory", "SQLite", "restarted"],
    rows: [
      { name: "all connected and greeted", values: [bare, ...greeted], ...ms },
      {
        name: "all caught up",
        values: [undefined, ...caughtUp],
        ...ms,
        goal: atMost(Math.max(...caughtUp) / 1000, { limit: 3, unit: "s, the slowest" }),
      },
      {
        name: "all caught up, by naive handshakes",
        values: [undefined, ...caughtUp.map((took) => took / bare)],
        unit: "x",
        digits: 2,
        goal: atMost(Math.max(inMemory, inFile), { limit: 3, unit: "x naive, without a restart" }),
      },
    ],
  };
}
