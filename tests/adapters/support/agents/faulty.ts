/** An agent that does what the prompt names: the faults that must not hurt a gateway. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { type Agent, AgentError, type AgentInput } from "../../../../src/agent/agent.ts";
import type { AgentContext, AgentEvent } from "../../../../src/agent/agent.ts";

const text = (text: string): AgentEvent => ({ type: "text", text });
// The runtime's own: it lets the loop run, so that what happens outside of calls can happen.
const turnOfLoop = () => new Promise((resolve) => setTimeout(resolve, 1));

const faults: Record<
  string,
  (input: AgentInput, signal: AbortSignal) => AsyncIterable<AgentEvent>
> = {
  async *hello({ history, model }) {
    yield text(`hello ${history.length} ${model}`);
  },
  // deno-lint-ignore require-yield
  async *throws() {
    throw new Error("the secret of the agent");
  },
  // deno-lint-ignore require-yield
  async *refuses() {
    throw new AgentError("there is no more paper");
  },
  async *loops() {
    yield text("before the loop");
    for (;;);
  },
  async *ignores() {
    yield text("never mind");
    for (;;) await turnOfLoop();
  },
  async *obeys(_input, signal) {
    yield text("until you say so");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
  async *crashes() {
    yield text("before the crash");
    setTimeout(() => {
      throw new Error("nobody catches this");
    }, 0);
    await new Promise(() => {});
  },
  async *rejects() {
    yield text("before the rejection");
    void Promise.reject(new Error("nobody waits for this"));
    await new Promise(() => {});
  },
  async *fills() {
    yield text("before it is full");
    await turnOfLoop();
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(1_000).fill(kept.length));
  },
  async *hoards() {
    yield text("before it is full");
    await turnOfLoop();
    const kept: unknown[] = [];
    for (;;) kept.push(new Uint8Array(1_048_576).fill(1));
  },
  async *leaves() {
    yield text("before the exit");
    await turnOfLoop();
    process.exit(3);
  },
  async *leavesDeno() {
    yield text("before the exit");
    Deno.exit(4);
  },
  async *prints() {
    // deno-lint-ignore no-console -- that is what is tested
    console.log("from console.log");
    // deno-lint-ignore no-console -- that is what is tested
    console.error("from console.error");
    process.stdout.write("from process.stdout\n");
    Deno.stdout.writeSync(new TextEncoder().encode("from Deno.stdout\n"));
    yield text("printed");
  },
  async *lends() {
    // A program that reads its input to the end, and prints.
    spawnSync("sh", ["-c", "cat; echo from a program; echo and this >&2"], { stdio: "inherit" });
    yield text("lent");
  },
  async *babbles() {
    for (let i = 0; i < 20_000; i++) process.stdout.write(`line ${i}\n`);
    yield text("babbled");
  },
  async *variables() {
    yield text(["TIDEGATE_TOKEN", "TIDEGATE_TEST_SEEN"].map((name) => process.env[name]).join());
  },
  async *separates({ history }) {
    yield text(history.map((row) => row.text).join("\u2028"));
  },
  async *pid() {
    yield text(String(process.pid));
    await new Promise(() => {});
  },
  async *floods() {
    for (let i = 0; i < 300_000; i++) yield text("x".repeat(10));
  },
  async *large() {
    const result = "r".repeat(20_000_000);
    const args = { path: "a" };
    yield { type: "tool_start", id: "t1", name: "read", args, context: "a" };
    yield { type: "tool_complete", id: "t1", name: "read", args, result };
    yield {
      type: "tool_complete",
      id: "t1",
      name: "read",
      args: { a: result },
      result: { result },
    };
    yield text("z".repeat(200_000));
  },
  async *asks({ ask }) {
    yield text("asking");
    yield text(await ask({ kind: "clarify", question: "Which?" }));
    try {
      await ask({ kind: "clarify" } as never);
    } catch (error) {
      yield text(` ${error}`);
    }
  },
};

export default function make(context: AgentContext): Agent {
  context.tell({ type: "mind", model: "m1", mode: "a" });
  context.logger.warn("made", { session: context.sessionId, saved: context.saved });
  const hints: string[] = [];
  return {
    prompt(input, signal) {
      const fault = faults[input.text];
      if (fault === undefined) throw new Error(`there is no fault "${input.text}"`);
      return fault(input, signal);
    },
    steer: (hint) => hint !== "no" && hints.push(hint) > 0,
    setMode(id) {
      if (id === "none") return Promise.reject(new AgentError("no such mode"));
      context.tell({ type: "mind", mode: id });
      return Promise.resolve();
    },
    summarize({ history, onUsage }) {
      onUsage({ input: 1, output: 2, total: 3 });
      onUsage({ input: 1, output: 2, total: 3 });
      return Promise.resolve(history.map((row) => row.text).join(","));
    },
    close() {
      context.tell({ type: "saved", text: "closed" });
    },
  };
}
