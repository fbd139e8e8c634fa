/**
 * What agents that take all they can get cost the others, in workers and beside everything else.
 *
 * @module
 */
import { BenchClient } from "./bench_client.ts";
import { delay } from "./delay.ts";
import type { HogOrder } from "./hog_agent.ts";
import type { HogSettings } from "./hog_server.ts";
import { hogModel } from "./hog_tools.ts";
import { ServerProcess } from "./server_process.ts";
import { StallWatch } from "./stall_watch.ts";
import { quantile } from "./statistics.ts";
import { atMost, type Table } from "./table.ts";

/** How large the measurement is. */
export interface HogScale {
  /** Seconds with agents in workers, and with agents on the gateway's own loop. */
  seconds: { worker: number; none: number };
  /** Milliseconds that an agent computes without a pause. */
  stretchMs: number;
  /** Tokens a second of the session that is watched: so few that none waits for the window of a batch. */
  perSecond: number;
  /** Milliseconds between two calls. */
  callEveryMs: number;
}

const FULL: HogScale = {
  seconds: { worker: 60, none: 20 },
  stretchMs: 1_000,
  perSecond: 20,
  callEveryMs: 20,
};

/** Ours: what nobody notices who types or reads. */
const ROUND_TRIP_MS = 20;
const LATENCY_MS = 20;
const STALL_MS = 50;

/** What was seen beside the hogs. */
interface Seen {
  calls: number[];
  latencies: number[];
  stall: number;
  /** The same of the bench's own process, which has little to do: what the machine makes everybody wait. */
  ownStall: number;
  dropped: number;
}

/** Calls again and again for so many seconds; one call after the other, as a person's window does. */
async function callFor(client: BenchClient, seconds: number, everyMs: number): Promise<number[]> {
  const id = await client.createSession();
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const began = performance.now();
    await client.call("session.usage", { session_id: id });
    times.push(performance.now() - began);
    await delay(everyMs);
  }
  return times;
}

async function measure(isolation: HogSettings["isolation"], scale: HogScale): Promise<Seen> {
  const { perSecond, callEveryMs, stretchMs } = scale;
  const seconds = scale.seconds[isolation];
  await using model = hogModel(seconds);
  await using server = await ServerProcess.start("hog_server.ts", {
    settings: { isolation, modelUrl: model.baseUrl } satisfies HogSettings,
    reads: true,
    runs: true,
  });
  const clients = [];
  for (let i = 0; i < 3; i++) clients.push(await BenchClient.connect(server.port));
  const [caller, viewer, owner] = clients as [BenchClient, BenchClient, BenchClient];
  const watched = await viewer.createSession();
  // Warm: what is measured are the hogs, not the first call.
  await callFor(caller, 1, callEveryMs);
  await viewer.run(watched, { kind: "paced", perSecond, seconds: 1 });
  using own = new StallWatch();
  await server.used();
  const over: Promise<unknown>[] = [];
  for (const hog of ["loop", "child", "result", "history"] as const) {
    const agent = hog === "history" ? "reader" : "hog";
    const { session_id: id } = await owner.call("session.create", { agent });
    over.push(owner.run(id, { hog, seconds, stretchMs } satisfies HogOrder));
  }
  // Whatever it is told: its model asks for tools.
  const { session_id: id } = await owner.call("session.create", { agent: "tools" });
  over.push(owner.run(id, { hog: "result", seconds, stretchMs } satisfies HogOrder));
  const [calls, { latencies }] = await Promise.all([
    callFor(caller, seconds, callEveryMs),
    viewer.run(watched, { kind: "paced", perSecond, seconds }),
  ]);
  const { stall } = await server.used();
  const ownStall = own.worst();
  const dropped = clients.filter((client) => !client.isOpen).length;
  await Promise.all(over);
  await Promise.all(clients.map((client) => client.close()));
  return { calls, latencies, stall, ownStall, dropped };
}

/** See the module. */
export async function hog(scale: HogScale = FULL): Promise<Table> {
  const worker = await measure("worker", scale);
  const none = await measure("none", scale);
  const both = (value: (seen: Seen) => number) => [value(worker), value(none)];
  const row = (name: string, value: (seen: Seen) => number, limit?: number) => ({
    name,
    values: both(value),
    unit: "ms",
    digits: 2,
    ...(limit === undefined ? {} : { goal: atMost(value(worker), { limit, unit: "ms" }) }),
  });
  return {
    title: `hog: ${scale.seconds.worker} s of a loop without a pause, a child at 100 %, 20 MB ` +
      `results, also of an MCP tool, and 50 MB conversations; beside them calls, and a session of ${scale.perSecond} tokens/s`,
    columns: ["worker", "none"],
    rows: [
      row("call p50", ({ calls }) => quantile(calls, 0.5)),
      row("call p99", ({ calls }) => quantile(calls, 0.99), ROUND_TRIP_MS),
      row("call max", ({ calls }) => Math.max(...calls)),
      row("token latency p50", ({ latencies }) => quantile(latencies, 0.5)),
      row("token latency p99", ({ latencies }) => quantile(latencies, 0.99), LATENCY_MS),
      row("loop stall max", ({ stall }) => stall, STALL_MS),
      row("loop stall max of the bench itself", ({ ownStall }) => ownStall),
      {
        name: "connections dropped",
        values: both(({ dropped }) => dropped),
        unit: "",
        digits: 0,
        goal: atMost(worker.dropped, { limit: 0, digits: 0, unit: "dropped" }),
      },
    ],
  };
}
