/**
 * What a window that comes later cannot read out of the history: the plan, and how the last turn ended.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events, type PayloadOf } from "../protocol/events.ts";
import type { TurnEnding } from "../protocol/live_shapes.ts";

type Todos = PayloadOf<typeof events.todoUpdated>["todos"];
type Complete = PayloadOf<typeof events.messageComplete>;

const todoUpdated = events.todoUpdated as EventKind;

/** An end that was told, and what was told as the answer. */
interface Told {
  readonly ending: TurnEnding;
  readonly text: string;
}

/** A turn as the history has it. */
export interface SettledTurn {
  /** What it added behind its prompt. */
  readonly rows: readonly HistoryMessage[];
  /** Prompts that were called off with it, and stand behind it. */
  readonly calledOff: number;
  /** The newest message of the history. */
  readonly last: HistoryMessage | undefined;
}

/** Events of an earlier life that are looked through for the end of its last turn. */
export const RECALLED_EVENTS = 256;

/** See the module. Of one session. */
export class TurnMemory {
  #todos: Todos = [];
  #told: Told | undefined;
  #ending: TurnEnding | undefined;
  // Once another message is the newest one, the end is no longer that of what is shown last.
  #last: HistoryMessage | undefined;

  /** The agent's plan; empty where it has told none. */
  get todos(): Todos {
    return this.#todos;
  }

  /**
   * How the turn ended that is the last one in the history; `undefined`: nobody knows.
   *
   * @param last the newest message of the history
   */
  endingAt(last: HistoryMessage | undefined): TurnEnding | undefined {
    return last !== undefined && last === this.#last ? this.#ending : undefined;
  }

  /** Takes an event of a turn. */
  take(kind: EventKind, payload: Payload): void {
    folds.get(kind)?.(this, payload);
  }

  /** The turn that was told of is in the history. One that has had no end to tell leaves none. */
  settle({ rows, calledOff, last }: SettledTurn): void {
    const told = this.#told;
    this.#told = undefined;
    this.#last = last;
    this.#ending = told && {
      ...withMessage(told, rows),
      ...(calledOff === 0 ? {} : { called_off: calledOff }),
    };
  }

  /**
   * Learns what can be known from an earlier life: where its last turn is the last one in the history still.
   *
   * @param frames its newest events, oldest first
   */
  recall(frames: readonly string[], messages: readonly HistoryMessage[]): void {
    let open = false;
    for (const frame of frames) {
      if (!kinds.some(({ type }) => frame.includes(`"${type}"`))) continue;
      const { type, payload } = JSON.parse(frame).params;
      const kind = kinds.find((each) => each.type === type);
      // An error outside of a turn ends none.
      if (kind === undefined || (type === events.error.type && !open)) continue;
      this.take(kind, payload);
      if (kind !== todoUpdated) open = type === events.messageStart.type;
    }
    const turn = this.#told && turnOf(this.#told, messages);
    if (turn === undefined) this.#told = undefined;
    else this.settle({ ...turn, last: messages.at(-1) });
  }

  /** How each kind of event is taken; none that is joined with its neighbours. */
  static readonly folds = new Map<EventKind, (memory: TurnMemory, payload: Payload) => void>([
    [events.messageStart as EventKind, (memory) => void (memory.#told = undefined)],
    [todoUpdated, (memory, payload) => {
      memory.#todos = (payload as PayloadOf<typeof events.todoUpdated>).todos;
    }],
    [events.messageComplete as EventKind, (memory, payload) => {
      const { status, warning, text } = payload as Complete;
      const ending = { status, ...(warning === undefined ? {} : { warning }) };
      memory.#told = { ending, text: text ?? "" };
    }],
    [events.error as EventKind, (memory, payload) => {
      const { message } = payload as PayloadOf<typeof events.error>;
      memory.#told = { ending: { status: "error", message }, text: "" };
    }],
  ]);
}

const { folds } = TurnMemory;
const kinds = [...folds.keys()];

/** Where nothing was answered, what was told in the place of an answer is nowhere else. */
function withMessage({ ending, text }: Told, rows: readonly HistoryMessage[]): TurnEnding {
  if (ending.status !== "error" || ending.message !== undefined) return ending;
  const answered = rows.some(({ role }) => role === "assistant");
  return answered || text === "" ? ending : { ...ending, message: text };
}

/** The rows of the turn that was answered so, if it is the last one; prompts without a turn may stand behind it. */
function turnOf(
  { text, ending }: Told,
  messages: readonly HistoryMessage[],
): Omit<SettledTurn, "last"> | undefined {
  const isUser = ({ role }: HistoryMessage) => role === "user";
  const behind = messages.length - 1 - messages.findLastIndex((each) => !isUser(each));
  const whole = messages.slice(0, messages.length - behind);
  const rows = whole.slice(whole.findLastIndex(isUser) + 1);
  const said = rows.filter(({ role }) => role === "assistant");
  if (text !== "" && said.some((row) => row.text === text)) return { rows, calledOff: behind };
  if (text !== "" && ending.status !== "error") return undefined;
  // Nothing was answered: the prompt is the last there is, or tools stand behind it.
  if (behind > 0) return { rows: [], calledOff: 0 };
  return said.length === 0 ? { rows, calledOff: 0 } : undefined;
}
