/**
 * What a terminal shows of a session's events.
 *
 * @module
 */
import type { EventPayloads, GatewayEvent, Snapshot } from "../../client/contracts.ts";
import { harmless, oneLine, type Styles } from "./styles.ts";

/** What a {@linkcode Printer} works with. */
export interface PrinterOptions {
  readonly styles: Styles;
  write(text: string): void;
}

/** Paints turns as they come: reasoning dimmed, the answer as it is, a line for each tool. */
export class Printer {
  readonly #options: PrinterOptions;
  // What stands in the line that is not ended, if one is.
  #open: "answer" | "reasoning" | { tool: string } | undefined;
  #atStart = true;
  #answer = "";

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  /** Paints an event; those that say nothing to a reader are left alone. */
  take(event: GatewayEvent): void {
    const { dim, alarm } = this.#options.styles;
    switch (event.type) {
      case "message.start":
        this.endLine();
        this.#answer = "";
        return;
      case "reasoning.delta":
        return this.#flow("reasoning", event.payload.text);
      case "message.delta":
        return this.#flow("answer", event.payload.text);
      case "tool.start":
        return this.#toolStart(event.payload);
      case "tool.complete":
        return this.#toolComplete(event.payload);
      case "todo.updated":
        return this.line(dim(planLine(event.payload.todos)));
      case "status.update":
        return this.line(dim(oneLine(event.payload.text)));
      case "background.complete":
        return this.line(`${dim("background:")} ${harmless(event.payload.text)}`);
      case "message.complete":
        return this.#complete(event.payload);
      case "error":
        return this.line(alarm(`error: ${harmless(event.payload.message)}`));
    }
  }

  /** What was shown is replaced by this: a terminal goes on with what is missing of it. */
  reset({ inflight, messages }: Snapshot): void {
    const last = messages.findLast(({ role }) => role === "assistant");
    const answer = inflight?.assistant ?? (last !== undefined && "text" in last ? last.text : "");
    if (answer === this.#answer) return;
    if (answer.startsWith(this.#answer)) {
      return this.#flow("answer", answer.slice(this.#answer.length));
    }
    this.line(this.#options.styles.dim("(some of it was missed; the answer so far:)"));
    this.#answer = "";
    this.#flow("answer", answer);
  }

  /** A line of its own. */
  line(text: string): void {
    this.endLine();
    this.#options.write(`${text}\n`);
  }

  /** Ends the line that is open. */
  endLine(): void {
    if (!this.#atStart) this.#options.write("\n");
    this.#atStart = true;
    this.#open = undefined;
  }

  #flow(kind: "answer" | "reasoning", text: string): void {
    if (text === "") return;
    if (this.#open !== kind) this.endLine();
    this.#open = kind;
    if (kind === "answer") this.#answer += text;
    const shown = harmless(text);
    this.#put(kind === "answer" ? shown : this.#options.styles.dim(shown), shown);
  }

  #put(styled: string, shown: string): void {
    this.#options.write(styled);
    if (shown !== "") this.#atStart = shown.endsWith("\n");
  }

  #toolStart({ tool_id, name, context }: EventPayloads["tool.start"]): void {
    this.endLine();
    const text = oneLine(`▸ ${name} ${context}`);
    this.#put(this.#options.styles.dim(text), text);
    this.#open = { tool: tool_id };
  }

  #toolComplete({ tool_id, name, duration_s, summary }: EventPayloads["tool.complete"]): void {
    const open = this.#open;
    const took = duration_s === undefined ? "" : ` ${duration_s.toFixed(1)} s`;
    const end = `✓${took}${summary === undefined ? "" : ` ${oneLine(summary)}`}`;
    const isOpen = typeof open === "object" && open.tool === tool_id;
    if (!isOpen) this.endLine();
    const text = isOpen ? ` ${end}` : `${end} ${oneLine(name)}`;
    this.#put(this.#options.styles.dim(text), text);
    this.endLine();
  }

  #complete({ text, status, warning }: EventPayloads["message.complete"]): void {
    const { dim, alarm } = this.#options.styles;
    if (this.#answer === "") this.#flow("answer", text);
    this.endLine();
    if (status === "interrupted") this.line(dim("(interrupted)"));
    if (status === "error") this.line(alarm("(the turn failed)"));
    if (warning !== undefined) this.line(alarm(harmless(warning)));
    this.#answer = "";
  }
}

function planLine(todos: EventPayloads["todo.updated"]["todos"]): string {
  const done = todos.filter(({ status }) => status === "completed").length;
  const current = todos.find(({ status }) => status === "in_progress");
  const now = current === undefined ? "" : `: ${oneLine(current.content)}`;
  return `plan: ${done} of ${todos.length} done${now}`;
}
