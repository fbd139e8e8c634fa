/** An agent that says one thing after the other, and breaks behind the one that the prompt names. */
import process from "node:process";
import type { Agent, AgentEvent } from "../../../../src/agent/agent.ts";

const turnOfLoop = () => new Promise((resolve) => setTimeout(resolve, 1));

const ends: Record<string, () => void> = {
  exits: () => process.exit(3),
  leaves: () => Deno.exit(4),
  throws() {
    queueMicrotask(() => {
      throw new Error("nobody catches this");
    });
  },
  rejects: () => void Promise.reject(new Error("nobody waits for this")),
  fills() {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  // It is ended by somebody else.
  talks() {},
};

async function* talk(end: string, count: number): AsyncGenerator<AgentEvent> {
  for (let i = 0;; i++) {
    if (i === count) ends[end]?.();
    await turnOfLoop();
    const tool = { id: `t${i >> 2}`, name: "look", args: {} };
    if (i % 4 === 0) yield { type: "tool_start", ...tool, context: "" };
    else if (i % 4 === 3) yield { type: "tool_complete", ...tool, result: "seen" };
    else yield { type: "text", text: `word${i} ` };
  }
}

async function* greet(): AsyncGenerator<AgentEvent> {
  yield { type: "text", text: "ok" };
}

export default function make(): Agent {
  return {
    prompt({ text }) {
      const [end = "", count = "0"] = text.split(" ");
      return end in ends ? talk(end, Number(count)) : greet();
    },
  };
}
