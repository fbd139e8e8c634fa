/** Questions of one turn, and what was told of them. */
import type { Question } from "../../../src/agent/question.ts";
import type { Emit, Payload } from "../../../src/protocol/event_kind.ts";
import { ApprovalMemory } from "../../../src/session/approval_memory.ts";
import { type QuestionTimeouts, usualTimeoutsMs } from "../../../src/session/question_kinds.ts";
import { Questions, type TurnQuestions } from "../../../src/session/questions.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { LogBook } from "../../support/log_book.ts";

export class QuestionsBench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly said: [type: string, payload: Payload][] = [];
  readonly abort = new AbortController();
  readonly questions: Questions;
  readonly turn: TurnQuestions;
  readonly store = new MemoryStore();
  readonly memory: ApprovalMemory;
  readonly answers: unknown[] = [];
  /** Hears of each event inside `emit`. */
  onSaid: (type: string, payload: Payload) => void = () => {};

  constructor(timeoutsMs: QuestionTimeouts = usualTimeoutsMs) {
    this.memory = new ApprovalMemory({
      store: this.store,
      clock: this.time.clock,
      logger: this.log,
    });
    const emit: Emit = (kind, payload) => {
      this.said.push([kind.type, payload]);
      this.onSaid(kind.type, payload);
    };
    const { said } = this;
    this.questions = new Questions({
      emit,
      flush() {},
      asks: () => () => {},
      journal: {
        get latest() {
          return said.length;
        },
      },
      approvals: () => this.memory.of("agent-a"),
      timeoutsMs,
      clock: this.time.clock,
      logger: this.log,
    });
    this.turn = this.questions.during(this.abort.signal);
  }

  /** Asks, and answers the id of the question, if it became one; its answer comes to `answers`. */
  ask(question: Question, signal?: AbortSignal): string {
    const before = this.questions.size;
    this.turn.ask(question, signal).then((answer) => this.answers.push(answer));
    if (this.questions.size === before) return "";
    return String(this.questions.open().at(-1)?.payload.request_id);
  }

  approve(command: string, more: Partial<Question & { kind: "approval" }> = {}): string {
    return this.ask({ kind: "approval", command, description: "why", ...more });
  }

  /** What has been said since the last time: types, and why where a question has gone. */
  take(): string[] {
    return this.said.splice(0).map(([type, payload]) =>
      payload?.reason === undefined ? type : `${type}: ${payload.reason}`
    );
  }

  [Symbol.dispose](): void {
    this.questions.close();
    this.time[Symbol.dispose]();
  }
}

/** Questions of a test in which nobody asks any. */
export function noQuestions(): Questions {
  const clock = { now: () => 0, monotonic: () => 0, after: () => ({ cancel() {} }) };
  const logger = new LogBook();
  return new Questions({
    emit() {},
    flush() {},
    asks: () => () => {},
    journal: { latest: 0 },
    approvals: () => ({ allows: () => false, remember() {} }),
    timeoutsMs: usualTimeoutsMs,
    clock,
    logger,
  });
}
