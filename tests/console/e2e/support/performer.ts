/**
 * An agent for tests of the console: the first word of a prompt says what it does, and it always does
 * the same. Served by `--agent module`.
 */
import type { Agent, AgentContext, AgentInput } from "../../../../mod.ts";
import { acts } from "./acts.ts";
import { stories } from "./show_acts.ts";

class Performer implements Agent {
  #hints: ((text: string) => void) | undefined;

  steer(text: string): boolean {
    this.#hints?.(text);
    return this.#hints !== undefined;
  }

  async *prompt(input: AgentInput, signal: AbortSignal) {
    const [, word = "", rest = ""] = /^(\S*)\s*([^]*)$/.exec(input.text.trim()) ?? [];
    const act = stories[input.text.trim()] ?? acts[word];
    if (act === undefined) {
      yield { type: "text", text: `You said: ${input.text}` } as const;
      return;
    }
    const hint = () =>
      new Promise<string | undefined>((resolve) => {
        if (signal.aborted) return resolve(undefined);
        this.#hints = resolve;
        signal.addEventListener("abort", () => resolve(undefined), { once: true });
      }).finally(() => this.#hints = undefined);
    yield* act({ rest, input, signal, hint, pause: (ms) => pause(ms, signal) });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}

const MODELS = [{ id: "harbour-2", name: "Harbour 2" }, { id: "skiff", name: "Skiff" }];

export default (context: AgentContext): Agent => {
  context.tell({ type: "mind", model: "harbour-2", models: MODELS });
  return new Performer();
};
