/** One turn of a scripted agent, and what it says on the wire. */
import type { Usage } from "../../../src/agent/agent.ts";
import type { SubagentEvent } from "../../../src/agent/agent_parts.ts";
import type { Emit, EventKind, Payload } from "../../../src/protocol/event_kind.ts";
import { Transcript } from "../../../src/session/transcript.ts";
import { Turn } from "../../../src/session/turn.ts";
import { LogBook } from "../../support/log_book.ts";
import { ScriptedAgent, type ScriptedTurn } from "../../support/scripted_agent.ts";
import { noQuestions } from "./questions_bench.ts";

export class TurnBench {
  readonly abort = new AbortController();
  readonly said: [type: string, payload: Payload][] = [];
  readonly usages: Usage[] = [];
  readonly subagents: SubagentEvent[] = [];
  readonly log = new LogBook();
  readonly agent: ScriptedAgent;
  readonly turn: Turn;
  readonly transcript = new Transcript();

  constructor(options: { obeys?: boolean } = {}) {
    const { obeys = true } = options;
    this.agent = new ScriptedAgent({ obeys, takesHints: undefined, onClose() {}, builds: "now" });
    this.turn = new Turn({
      agent: this.agent,
      input: { text: "hello", history: [], model: "m", reasoningEffort: "" },
      questions: noQuestions(),
      subagents: { take: (event) => this.subagents.push(event) },
      signal: this.abort.signal,
      stream: { say: (kind, text) => this.#emit(kind, { text }) },
      emit: (kind, payload) => this.#emit(kind, payload),
      onUsage: (usage) => this.usages.push(usage),
      logger: this.log,
    });
  }

  readonly #emit: Emit = (kind, payload) => {
    // As a journal does: what JSON cannot say throws.
    JSON.stringify(payload);
    this.said.push([kind.type, payload]);
    this.transcript.take(kind as EventKind, payload);
  };

  get script(): ScriptedTurn {
    return this.agent.turn;
  }

  get types(): string[] {
    return this.said.map(([type]) => type);
  }
}
