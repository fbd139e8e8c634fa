/**
 * An agent that takes all it can get, in the ways agents do. Its prompt is a {@linkcode HogOrder} as JSON.
 *
 * @module
 */
import { spawn } from "node:child_process";
import process from "node:process";
import type { Agent, AgentContext, AgentEvent, HistoryMessage } from "../../mod.ts";
import { delay } from "./delay.ts";

/** What a prompt asks for. */
export interface HogOrder {
  /**
   * `loop`: computes, and lets its loop turn once in `stretchMs`. `child`: keeps a process at 100 %.
   * `result`: a tool's result of 20 MB each second. `history`: a conversation of 50 MB, read again and again.
   */
  hog: "loop" | "child" | "result" | "history";
  seconds: number;
  stretchMs: number;
}

const MEGABYTE = 1_000_000;

/** 50 MB of conversation, in rows of 10 KB. */
export function longHistory(): HistoryMessage[] {
  return Array.from({ length: 5_000 }, (_, i) => ({
    role: i % 2 === 0 ? "user" : "assistant",
    text: `${i} `.padEnd(10_000, "and so on "),
  }));
}

async function* loop({ seconds, stretchMs }: HogOrder): AsyncGenerator<AgentEvent> {
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    for (const until = performance.now() + stretchMs; performance.now() < until;);
    yield { type: "thinking", text: "still at it" };
    await delay(0);
  }
}

async function* child({ seconds }: HogOrder): AsyncGenerator<AgentEvent> {
  const busy = spawn(process.execPath, ["eval", "for (;;);"], { stdio: "ignore" });
  yield { type: "thinking", text: "a child is at it" };
  await delay(seconds * 1_000);
  busy.kill("SIGKILL");
}

async function* result({ seconds }: HogOrder): AsyncGenerator<AgentEvent> {
  for (let i = 0; i < seconds; i++) {
    const call = { id: `t${i}`, name: "read", args: { path: "large" } };
    const lines = Array.from({ length: 20 * MEGABYTE / 100 }, (_, row) => `${row}`.padEnd(97, "."));
    yield { type: "tool_start", ...call, context: "large" };
    yield { type: "tool_complete", ...call, result: { lines } };
    await delay(1_000);
  }
}

async function* history(
  { seconds }: HogOrder,
  given: readonly HistoryMessage[],
): AsyncGenerator<AgentEvent> {
  for (let i = 0; i < seconds; i += 2) {
    const rows: HistoryMessage[] = JSON.parse(JSON.stringify(given));
    yield { type: "text", text: `${rows.length} rows ` };
    await delay(2_000);
  }
}

const HOGS = { loop, child, result, history };

/** See the module. */
export default function hogAgent(_context: AgentContext): Agent {
  return {
    prompt({ text, history }) {
      const order: HogOrder = JSON.parse(text);
      return HOGS[order.hog](order, history);
    },
  };
}
