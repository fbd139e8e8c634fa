/**
 * What the gateway on the other side can do, as far as it has shown it.
 *
 * @module
 */
import { codes, hasCode } from "./errors.ts";

/** `undefined`: nothing has shown it yet. A plain tui_gateway has none of it. */
export interface Capabilities {
  /** Events are numbered: none is shown twice, and a hole is seen. */
  readonly numbers: boolean | undefined;
  /** What was missed can be fetched (`session.events.since`); else a session is fetched whole. */
  readonly replay: boolean | undefined;
  /** What is sent again counts once (`client_message_id`); else it is not sent again. */
  readonly repeats: boolean | undefined;
  /** Open questions are told to whoever comes. */
  readonly questions: boolean | undefined;
  /** `sessions.changed` tells when a list of sessions is out of date: nobody has to ask again and again. */
  readonly changes: boolean | undefined;
  /** Methods the gateway has said it does not have. */
  readonly missing: ReadonlySet<string>;
}

/** Method names that are remembered; a client calls no more different ones. */
const MOST_MISSING = 256;
const REPLAY = "session.events.since";

/** Learns {@linkcode Capabilities}. */
export class Knowledge implements Capabilities {
  numbers: boolean | undefined;
  repeats: boolean | undefined;
  questions: boolean | undefined;
  changes: boolean | undefined;
  /** What numbers of events are comparable within. */
  epoch: string | undefined;
  readonly missing = new Set<string>();

  get replay(): boolean | undefined {
    return this.missing.has(REPLAY) ? false : this.numbers;
  }

  /** A connection begins: the gateway may be another one. */
  greeted({ replay_epoch, change_events }: Record<string, unknown>): void {
    this.changes = change_events === true;
    this.missing.clear();
    this.epoch = typeof replay_epoch === "string" ? replay_epoch : undefined;
    this.numbers = this.epoch !== undefined;
    if (!this.numbers) this.repeats = this.questions = false;
  }

  /** A session was described. */
  described({ seq, epoch, pending }: { seq?: unknown; epoch?: unknown; pending?: unknown }): void {
    const numbered = typeof seq === "number" && typeof epoch === "string";
    // A gateway that says where a session stands is ours, and so are the ids of messages.
    this.repeats = numbered;
    this.questions = Array.isArray(pending);
  }

  /** A call has failed. */
  failed(method: string, error: Error): void {
    if (!hasCode(error, codes.methodNotFound) || this.missing.size >= MOST_MISSING) return;
    this.missing.add(method);
  }
}
