/**
 * A process of its own: a gateway through which sessions pass by the thousand. Its heap after 2,000 and
 * after 10,000 more, and what is left of them, go to stdout as JSON. Its store forgets what it is told:
 * conversations that are kept in memory would be no leak.
 *
 * Run it with `--v8-flags=--expose-gc`.
 */
import { createGateway } from "../../../src/gateway/gateway.ts";
import { type Clock, systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import type { AgentProvider } from "../../../src/agent/agent.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { MemorySocket } from "../../support/memory_socket.ts";

/** What the process says. */
export interface ManySessions {
  /** Bytes of the heap after a collection. */
  before: number;
  after: number;
  /** Timers that waited, at the same moments and after the shutdown. */
  timers: [before: number, after: number, end: number];
  /** Sessions and connections that were left after the last session had been dropped. */
  left: { sessions: number; connections: number };
  /** Why sessions ended: each reason, and how often. */
  reasons: Record<string, number>;
  turns: Record<string, number>;
}

const WARM_UP = 2_000;
const SESSIONS = 10_000;
const AT_ONCE = 50;

/** Several pieces, with a pause of the loop between: a turn takes a while. */
const talker: AgentProvider = {
  name: "talker",
  describe: () => ({ model: "m", provider: "talker", tools: {}, skills: {}, configured: true }),
  create: () =>
    Promise.resolve({
      async *prompt({ text }) {
        yield { type: "reasoning", text: "Let me see." };
        for (const word of text.split(" ")) yield { type: "text", text: `${word} ` };
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield { type: "text", text: "High at noon." };
        yield { type: "usage", usage: { input: 7, output: 9, total: 16 } };
      },
    }),
};

async function run(): Promise<ManySessions> {
  const { clock, waiting } = countingClock();
  const reasons: Record<string, number> = {};
  const turns: Record<string, number> = {};
  let ended = 0;
  let onEnd = () => {};
  const gateway = createGateway({
    provider: talker,
    clock,
    store: Object.assign(new MemoryStore({ maxEvents: 0 }), { write() {} }),
    logger: silentLogger,
    orphanGraceMs: 1,
    buildDelayMs: 1,
    hooks: {
      onTurnEnd({ status }) {
        turns[status] = (turns[status] ?? 0) + 1;
      },
      onSessionEnd({ reason }) {
        reasons[reason] = (reasons[reason] ?? 0) + 1;
        ended++;
        onEnd();
      },
    },
  });

  await pass(WARM_UP);
  const before = await settledHeap();
  const timersBefore = waiting.size;
  await pass(SESSIONS);
  const after = await settledHeap();
  const timersAfter = waiting.size;
  const left = gateway.counts;
  await gateway.shutdown();
  const timersEnd = waiting.size;
  return { before, after, timers: [timersBefore, timersAfter, timersEnd], left, reasons, turns };

  /** Lets so many sessions live and end. */
  async function pass(count: number): Promise<void> {
    const target = ended + count;
    const gone = new Promise<void>((resolve) => {
      onEnd = () => ended === target && resolve();
    });
    let next = 0;
    const lane = async () => {
      while (next < count) await live(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await gone;
  }

  /** One session: created, prompted, dropped; every third in the middle of its turn. */
  async function live(number: number): Promise<void> {
    const socket = new MemorySocket();
    const connection = gateway.connect(socket, { label: "many", transport: "websocket" });
    const heard = new Promise<void>((resolve) => {
      const awaited = number % 3 === 0 ? '"message.start"' : '"message.complete"';
      socket.onFrame = (frame) => frame.includes(awaited) && resolve();
    });
    const call = (id: number, method: string, params: object) =>
      connection.receive(JSON.stringify({ id, method, params }));
    call(1, "session.create", {});
    const created = socket.frames.find((frame) => frame.includes('"session_id"')) ?? "{}";
    const { session_id } = JSON.parse(created).result;
    call(2, "prompt.submit", { session_id, text: `what is the tide of day ${number}?` });
    await heard;
    connection.end("dropped");
  }
}

/** The heap once it stands still: finalizers and weak references take a turn or two of the loop. */
async function settledHeap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return Deno.memoryUsage().heapUsed;
}

/** The real clock, and how many of its timers wait. */
function countingClock(): { clock: Clock; waiting: Set<object> } {
  const waiting = new Set<object>();
  const after: Clock["after"] = (ms, callback) => {
    const timer = systemClock.after(ms, () => {
      waiting.delete(timer);
      callback();
    });
    waiting.add(timer);
    const cancel = () => {
      waiting.delete(timer);
      timer.cancel();
    };
    return { cancel };
  };
  return { clock: { ...systemClock, after }, waiting };
}

if (import.meta.main) {
  const said = JSON.stringify(await run());
  await Deno.stdout.write(new TextEncoder().encode(said));
}
