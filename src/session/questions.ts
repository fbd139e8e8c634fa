/**
 * What the agent of a session asks the user.
 *
 * @module
 */
import {
  type Answers,
  type AnswerTo,
  type ApprovalChoice,
  type Ask,
  noAnswer,
  type Question,
} from "../agent/question.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { randomHex } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Emit, EventKind, Payload } from "../protocol/event_kind.ts";
import type { GoneReason } from "../protocol/question_events.ts";
import { AnswerMemory } from "./answer_memory.ts";
import { AskAgain } from "./ask_again.ts";
import type { AgentApprovals } from "./approval_memory.ts";
import { ExpiredQuestions } from "./expired_questions.ts";
import { GivenSecrets } from "./given_secrets.ts";
import {
  choiceFor,
  questionEvent,
  questionKinds,
  type QuestionTimeouts,
} from "./question_kinds.ts";

/** What questions work with. */
export interface QuestionsOptions {
  /** Says something in the session. */
  emit: Emit;
  /** Lets go of what is held of a stream. */
  flush(): void;
  /** Makes the session one that waits; answers what ends that: {@linkcode Life.asks}. */
  asks(): () => void;
  /** Where the session's numbers stand. */
  journal: { readonly latest: number };
  /** What the agent that asks may do for good. */
  approvals(): AgentApprovals;
  timeoutsMs: QuestionTimeouts;
  clock: Clock;
  logger: Logger;
}

/** A question that waits for its answer, as its event told it. */
export interface OpenQuestion {
  readonly kind: EventKind;
  readonly payload: NonNullable<Payload>;
  readonly seq: number;
}

/** What one turn may ask, for as long as it runs. */
export interface TurnQuestions {
  readonly ask: Ask;
  /** The turn is over: what is open gets no answer, and nothing more is asked. Idempotent. */
  end(): void;
}

/** Which answer is given. */
export interface AnswerRef {
  requestId: string;
  /** The client's own id of the answer. */
  clientId: string | undefined;
}

/** Kinds whose answer is a text. */
export type TextKind = Exclude<Question["kind"], "approval">;

interface Waiting extends OpenQuestion {
  readonly question: Question;
  readonly timer: Timer;
  settle(answer: Answers[Question["kind"]]): void;
}

/** Open at once; far beyond what anybody would answer. One more gets no answer. */
const MAX_OPEN = 64;

/**
 * The open questions of a session, in the order in which they were asked. They belong to the turn that
 * runs, and to nobody's connection. The first answer settles one; whatever settles it, an event tells.
 */
export class Questions {
  readonly #options: QuestionsOptions;
  readonly #open = new Map<string, Waiting>();
  readonly #answered = new AnswerMemory();
  /** Those that went without an answer. */
  readonly expired = new ExpiredQuestions();
  // Pattern keys the user has allowed for the session. They end with it.
  readonly #allowed = new Set<string>();
  /** What the user has given away. */
  readonly secrets = new GivenSecrets();
  /** Whether approvals of this session are given unasked; `undefined`: as those of all sessions are. */
  unasked: boolean | undefined;
  readonly #again: AskAgain<Question["kind"]>;
  #closed = false;

  constructor(options: QuestionsOptions) {
    this.#options = options;
    this.#again = new AskAgain({
      clock: options.clock,
      oldest: (kind) => [...this.#open].find(([, { question }]) => question.kind === kind)?.[0],
      tell: (id) => {
        const waiting = this.#open.get(id);
        if (waiting !== undefined) options.emit(waiting.kind, waiting.payload);
      },
    });
  }

  /** How many wait for an answer. */
  get size(): number {
    return this.#open.size;
  }

  /** Whether approvals are given without asking anybody. */
  get yolo(): boolean {
    return this.unasked ?? this.#options.approvals().everything ?? false;
  }

  /** Those that wait, oldest first. */
  open(): OpenQuestion[] {
    return [...this.#open.values()].map(({ kind, payload, seq }) => ({ kind, payload, seq }));
  }

  /** What the turn with this signal may ask. */
  during(signal: AbortSignal): TurnQuestions {
    let over = signal.aborted;
    const finish = (reason: GoneReason) => {
      if (over) return;
      over = true;
      signal.removeEventListener("abort", interrupted);
      this.#releaseAll(reason);
    };
    const interrupted = () => finish("interrupted");
    signal.addEventListener("abort", interrupted, { once: true });
    const ask = async (question: Question, own?: AbortSignal) => {
      // Nothing held may come between: the question is shown again under the number it gets now.
      this.#options.flush();
      if (over || this.#closed || own?.aborted) return noAnswer[question.kind];
      return await this.#ask(question, own);
    };
    return { ask: ask as Ask, end: () => finish("withdrawn") };
  }

  /** Whether an answer is for one of these: it is open, or has had this very answer. */
  expects(kind: TextKind, { requestId, clientId }: AnswerRef): boolean {
    if (this.#open.get(requestId)?.question.kind === kind) return true;
    if (clientId === undefined) return false;
    return this.#answered.recall({ kind, requestId, clientId }) !== undefined;
  }

  /** Takes an answer. `false`: nobody waits for it. One sent again is as good as the first. */
  answer(kind: TextKind, ref: AnswerRef, value: string): boolean {
    return this.#once(kind, ref, () => {
      const waiting = this.#open.get(ref.requestId);
      if (waiting?.question.kind !== kind) return 0;
      if (kind === "sudo" || kind === "secret") this.secrets.keep(value);
      return this.#settle(ref.requestId, value, "answered");
    }) > 0;
  }

  /**
   * Takes a decision about the oldest approval, about the one with an id, or about all there are. Answers
   * how many it settled; when it is sent again, how many it settled then.
   */
  decide(choice: ApprovalChoice, ref: AnswerRef & { all: boolean }): number {
    return this.#once("approval", ref, () => {
      const ids = [...this.#open].filter(([id, { question }]) =>
        question.kind === "approval" && (ref.requestId === "" || ref.requestId === id)
      ).map(([id]) => id);
      const meant = ref.all ? ids : ids.slice(0, 1);
      for (const id of meant) this.#decideOne(id, choice);
      return meant.length;
    });
  }

  /** The session ends: nobody waits any more. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#releaseAll("closed");
    this.secrets.clear();
  }

  #once(kind: Question["kind"], { requestId, clientId }: AnswerRef, settle: () => number): number {
    if (clientId === undefined) return settle();
    const key = { kind, requestId, clientId };
    const before = this.#answered.recall(key);
    if (before !== undefined) return before;
    const settled = settle();
    // An answer without a question stays one; a decision that found none must not find the next.
    if (settled > 0 || kind === "approval") this.#answered.remember(key, settled);
    return settled;
  }

  #decideOne(id: string, choice: ApprovalChoice): void {
    const question = this.#open.get(id)?.question;
    if (question?.kind !== "approval") return;
    const { patternKeys = [] } = question;
    const taken = choiceFor(choice, question);
    const lasting = taken === "always"
      ? patternKeys.filter((key) => this.secrets.mayBeKept(key))
      : [];
    if (lasting.length > 0) this.#options.approvals().remember(lasting);
    if (taken === "session" || taken === "always") {
      for (const key of patternKeys) if (!lasting.includes(key)) this.#allowed.add(key);
    }
    this.#settle(id, taken, "answered");
  }

  #ask<Q extends Question>(question: Q, own: AbortSignal | undefined): Promise<AnswerTo<Q>> {
    const allowed = this.#allowedBefore(question);
    if (allowed !== undefined) return Promise.resolve(allowed as AnswerTo<Q>);
    const id = this.#freshId();
    const { request, payload } = questionEvent(question, { id, secrets: this.secrets.all });
    const { clock, logger, journal, emit, timeoutsMs } = this.#options;
    if (this.#open.size >= MAX_OPEN) {
      logger.warn("an agent asks too much at once and gets no answer", { open: MAX_OPEN });
      return Promise.resolve(noAnswer[question.kind] as AnswerTo<Q>);
    }
    const answered = this.#options.asks();
    return new Promise((resolve) => {
      const withdraw = () => this.#settle(id, noAnswer[question.kind], "withdrawn");
      own?.addEventListener("abort", withdraw, { once: true });
      this.#open.set(id, {
        kind: request,
        payload,
        seq: journal.latest + 1,
        question,
        timer: clock.after(
          timeoutsMs[question.kind],
          () => this.#settle(id, noAnswer[question.kind], "timeout"),
        ),
        settle: (answer) => {
          answered();
          own?.removeEventListener("abort", withdraw);
          resolve(answer as AnswerTo<Q>);
        },
      });
      // Last: a window in the same process answers at once.
      emit(request, payload);
      this.#again.asked(question.kind, id);
    });
  }

  /** What is answered without asking anybody: what the user has allowed before, or nothing. */
  standing<Q extends Question>(question: Q): AnswerTo<Q> {
    return (this.#allowedBefore(question) ?? noAnswer[question.kind]) as AnswerTo<Q>;
  }

  /** What stands for an answer, where the user has given one for all of its kind. */
  #allowedBefore(question: Question): ApprovalChoice | undefined {
    if (question.kind !== "approval") return undefined;
    if (this.yolo) return "once";
    if (!question.patternKeys?.length) return undefined;
    const { patternKeys: keys, allowPermanent } = question;
    if (keys.every((key) => this.#allowed.has(key))) return "session";
    if (allowPermanent === false) return undefined;
    const approvals = this.#options.approvals();
    const isAllowed = keys.every((key) => this.#allowed.has(key) || approvals.allows(key));
    // Not `always`: an agent that remembers it by itself would not hear of its being taken back.
    return isAllowed ? "once" : undefined;
  }

  /** Ends a question, once. Answers how many it ended. */
  #settle(id: string, answer: Answers[Question["kind"]], reason: GoneReason): number {
    const waiting = this.#open.get(id);
    if (waiting === undefined) return 0;
    this.#open.delete(id);
    waiting.timer.cancel();
    if (reason !== "answered") this.expired.add(waiting.question.kind, id);
    waiting.settle(answer);
    const { kind } = waiting.question;
    this.#options.emit(questionKinds[kind].gone, { request_id: id, reason });
    this.#again.gone(kind);
    return 1;
  }

  #releaseAll(reason: GoneReason): void {
    for (const [id, { question }] of [...this.#open]) {
      this.#settle(id, noAnswer[question.kind], reason);
    }
    this.#again.stop();
  }

  #freshId(): string {
    let id = randomHex(4);
    while (this.#open.has(id)) id = randomHex(4);
    return id;
  }
}
