/** All that is known of what one session said, by number, and whether it makes sense. */
import type { WireEvent } from "../support/stage.ts";

const withinTurn = ["message.delta", "reasoning.delta", "tool.start", "tool.complete"];

/** What a log knows of the turns it reads of. */
export interface LogOptions {
  /** All that the turn which said this was made to say. */
  pushedFor(text: string): string | undefined;
}

/**
 * Takes each event from whoever saw it first. Two who see different events under one number, a turn that
 * begins twice or ends twice, an answer that is not what was streamed: each is a fault.
 */
export class EventLog {
  readonly #options: LogOptions;
  readonly #lines: string[] = [];
  /** The text of each turn that was read from its start. */
  readonly turns: string[] = [];
  #latest = 0;
  #whole = true;
  #state: "unknown" | "idle" | "running" | "ended" = "idle";
  #segment = "";
  #answer = "";

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Number of the newest event. */
  get latest(): number {
    return this.#latest;
  }

  /** Whether every event since the first was seen. */
  get whole(): boolean {
    return this.#whole;
  }

  get running(): boolean {
    return this.#state === "running";
  }

  /** Answers what is wrong with the event, if anything is. */
  take(json: string, event: WireEvent): string | undefined {
    const { seq = 0 } = event;
    const known = this.#lines[seq];
    if (known !== undefined) {
      return known === json ? undefined : `number ${seq} is "${json}" and was "${known}"`;
    }
    this.#lines[seq] = json;
    if (seq <= this.#latest) return undefined;
    this.reaches(seq - 1);
    this.#latest = seq;
    const fault = this.#read(event);
    return fault && `#${seq} ${event.type}: ${fault}`;
  }

  /** The session stands at this number: what was said up to there and nobody saw is not known. */
  reaches(seq: number): void {
    if (seq <= this.#latest) return;
    this.#latest = seq;
    this.#whole = false;
    this.#state = "unknown";
  }

  #read(event: WireEvent): string | undefined {
    const { type, payload } = event;
    if (withinTurn.includes(type) && this.#state !== "running" && this.#state !== "unknown") {
      return "outside of a turn";
    }
    switch (type) {
      case "message.start":
        return this.#start();
      case "message.delta":
        this.#segment += payload.text;
        if (this.#state === "running") this.turns.push(this.turns.pop() + payload.text);
        return;
      case "tool.start":
      case "tool.complete":
        this.#closeSegment();
        return;
      case "message.complete":
        return this.#complete(payload);
      case "error":
        this.#state = "ended";
        return;
      case "session.info":
        if (payload.running) return;
        if (this.#state === "running") return "idle without an end of the turn";
        this.#state = "idle";
    }
  }

  #start(): string | undefined {
    if (this.#state === "running") return "a second start without an end";
    this.#state = "running";
    this.#segment = this.#answer = "";
    this.turns.push("");
  }

  #complete({ status, text }: { status: string; text: string }): string | undefined {
    const before = this.#state;
    this.#state = "ended";
    if (before === "unknown") return;
    if (before !== "running") return "the end of a turn that had ended";
    this.#closeSegment();
    if (status === "error") return;
    if (text !== this.#answer) return `says "${text}", streamed was "${this.#answer}"`;
    const said = this.turns.at(-1) ?? "";
    const pushed = this.#options.pushedFor(said) ?? "";
    if (status === "complete" && said !== pushed) return `"${said}" is not all of "${pushed}"`;
  }

  #closeSegment(): void {
    if (this.#segment !== "") this.#answer = this.#segment;
    this.#segment = "";
  }
}
