/**
 * What a window paints of a chat: text from events alone, as they come.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CrashWindow, type Json } from "./crash_window.ts";

interface Row {
  kind: "user" | "reasoning" | "tool" | "answer";
  /** Of what the user said unknown for a moment: events do not tell it. */
  text: string | undefined;
}

/** A window on one session that paints what it is shown. */
export class ChatView {
  readonly window: CrashWindow;
  readonly #rows: Row[] = [];
  #ends: { seq: number; resolve: () => void }[] = [];
  #ended = 0;
  #turnEnd: () => void = () => {};
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
    this.window = new CrashWindow((event) => this.#paint(event));
  }

  /** Turns that have ended so far. */
  get ended(): number {
    return this.#ended;
  }

  /** Connects, or comes back after a drop. */
  async join(port: number): Promise<void> {
    await this.window.connect(port);
    await this.window.resume(this.#id);
    // Asked for over a socket that was gone before the answer came.
    const row = this.#rows.findLast(({ kind }) => kind === "user");
    if (row !== undefined && row.text === undefined) await this.#ask(row);
  }

  /** All that is painted, as one text. */
  async text(): Promise<string> {
    // Answers come in the order of the questions: after this one none is open.
    await this.window.call("session.activate", { session_id: this.#id });
    return textOf(this.#rows);
  }

  /** Resolves when so many more events have been shown, or this turn has ended, from 1. */
  async more(count: number, turn: number): Promise<void> {
    if (this.#ended >= turn) return;
    const end = new Promise<void>((resolve) => this.#turnEnd = resolve);
    await Promise.race([this.window.more(count), end]);
  }

  /** Resolves when the event with this number has been shown. */
  shows(seq: number): Promise<void> {
    if (this.window.last >= seq) return Promise.resolve();
    return new Promise((resolve) => this.#ends.push({ seq, resolve }));
  }

  #paint({ type, payload, seq }: Json): void {
    if (type === "message.start") this.#user();
    if (type === "reasoning.delta") this.#append("reasoning", payload.text);
    if (type === "tool.start") this.#rows.push({ kind: "tool", text: toolLine(payload) });
    if (type === "message.delta") this.#append("answer", payload.text);
    if (type === "message.complete") {
      assert.equal(
        this.#rows.at(-1)?.text,
        payload.text,
        "the end of a turn says what was streamed",
      );
      this.#ended++;
      this.#turnEnd();
    }
    this.#ends = this.#ends.filter((end) => end.seq > seq || end.resolve());
  }

  #append(kind: Row["kind"], text: string): void {
    const last = this.#rows.at(-1);
    if (last?.kind === kind) last.text = (last.text ?? "") + text;
    else this.#rows.push({ kind, text });
  }

  #user(): void {
    const row: Row = { kind: "user", text: undefined };
    this.#rows.push(row);
    void this.#ask(row);
  }

  async #ask(row: Row): Promise<void> {
    const { inflight, messages } = await this.window.call("session.activate", {
      session_id: this.#id,
    });
    row.text = inflight?.user ?? messages.findLast(({ role }: Json) => role === "user").text;
  }
}

/** A history, as `session.history` answers it, painted the same way. */
export function historyText(messages: Json[]): string {
  return textOf(messages.flatMap((message): Row[] => {
    if (message.role === "user") return [{ kind: "user", text: message.text }];
    if (message.role === "tool") return [{ kind: "tool", text: toolLine(message) }];
    return [
      ...message.reasoning ? [{ kind: "reasoning" as const, text: message.reasoning }] : [],
      ...message.text ? [{ kind: "answer" as const, text: message.text }] : [],
    ];
  }));
}

// One line, as the history has it already.
function toolLine({ name, context }: Json): string {
  return `${name}(${context.replace(/\s+/g, " ").trim()})`;
}

function textOf(rows: readonly Row[]): string {
  return rows.map(({ kind, text }) => `[${kind}] ${text}`).join("\n");
}
