/**
 * What was said in a turn, gathered from the events that said it.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { EventKind, Payload, TextPayload } from "../protocol/event_kind.ts";
import { events, type PayloadOf } from "../protocol/events.ts";
import { sayable } from "./sayable.ts";
import { planToolId } from "./tool_details.ts";
import { toolRecord } from "./tool_record.ts";

// Most of what is said: found without a look into the table.
const messageDelta = events.messageDelta as EventKind;

type Fold = (transcript: Transcript, payload: Payload) => void;

/**
 * A fold over the events of a turn, in the order in which they were sent. It is given pieces as they
 * left, already joined: keeping every token by itself for as long as the turn lasts was most of what
 * the garbage collector had to do.
 */
export class Transcript {
  #segment = "";
  readonly #rows: HistoryMessage[] = [];
  #text = "";
  #answer = "";
  #reasoning = "";
  #segmentReasoning = "";

  /** All text so far. */
  get text(): string {
    return this.#text + this.#segment;
  }

  /** The text since the turn began, or since its last tool. */
  get segment(): string {
    return this.#segment;
  }

  /** All reasoning so far. */
  get reasoning(): string {
    return this.#reasoning + this.#segmentReasoning;
  }

  /** The final answer: the text after the last tool, or the last there was before one. */
  get answer(): string {
    return this.#segment.trim() === "" ? this.#answer : this.#segment;
  }

  /** Takes an event that was sent; one that says nothing for the history is passed over. */
  take(kind: EventKind, payload: Payload): void {
    if (kind === messageDelta) return Transcript.#say(this, payload as TextPayload);
    folds.get(kind)?.(this, payload);
  }

  /** What the turn adds to the history after the prompt. Call it once the turn has ended. */
  rows(): HistoryMessage[] {
    this.#closeSegment();
    return this.#rows;
  }

  static #say(transcript: Transcript, { text }: TextPayload): void {
    transcript.#segment += text;
  }

  static #reason(transcript: Transcript, { text }: TextPayload): void {
    transcript.#segmentReasoning += text;
  }

  static #use(transcript: Transcript, { tool_id }: PayloadOf<typeof events.toolStart>): void {
    if (tool_id !== planToolId) transcript.#closeSegment();
  }

  static #learn(
    transcript: Transcript,
    payload: PayloadOf<typeof events.toolComplete>,
  ): void {
    const { tool_id, name, args, result } = payload;
    // A plan is told in the midst of an answer, and says nothing the answer does not.
    if (tool_id === planToolId) return;
    transcript.#closeSegment();
    const { text } = sayable(result);
    transcript.#rows.push({
      role: "tool",
      text,
      name,
      context: preview(args),
      tool: toolRecord(payload),
    });
  }

  /** How each kind of event is taken: {@linkcode Transcript.take}. */
  static readonly folds = new Map<EventKind, Fold>([
    [events.reasoningDelta, Transcript.#reason as Fold],
    [events.toolStart, Transcript.#use as Fold],
    [events.toolComplete, Transcript.#learn as Fold],
  ]);

  // Text before a tool and text after it are two messages of the history.
  #closeSegment(): void {
    const text = this.#segment;
    const reasoning = this.#segmentReasoning;
    this.#text += text;
    this.#reasoning += reasoning;
    this.#segment = "";
    this.#segmentReasoning = "";
    if (text.trim() !== "") this.#answer = text;
    if (text.trim() === "" && reasoning === "") return;
    this.#rows.push({ role: "assistant", text, ...(reasoning === "" ? {} : { reasoning }) });
  }
}

const { folds } = Transcript;

/** A tool's arguments in at most 80 characters. */
function preview(args: Record<string, unknown>): string {
  const [first] = Object.values(args);
  const text = typeof first === "string" ? first : JSON.stringify(args);
  return text.replace(/\s+/g, " ").trim().slice(0, 80);
}
