/**
 * A chat with a person at a terminal.
 *
 * @module
 */
import type { GatewayEvent } from "../../client/contracts.ts";
import type { Session } from "../../client/session.ts";
import type { Client } from "../../client/client.ts";
import { runSlash, type SlashOutcome } from "../../client/slash.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { Asker } from "./asker.ts";
import { connectionNews } from "./connection_news.ts";
import { type Move, move } from "./moves.ts";
import { Printer } from "./printer.ts";
import { Completion } from "./completion.ts";
import { harmless, oneLine, type Styles } from "./styles.ts";
import type { Terminal } from "./terminal.ts";

/** What a conversation works with. */
export interface ConverseOptions {
  readonly client: Client;
  readonly session: Session;
  readonly styles: Styles;
  /** Whether no other window can see the session. */
  readonly alone: boolean;
  /** Where the person types. */
  readonly terminal: Pick<Terminal, keyof Terminal>;
}

/** How it came to its end. */
export interface ConversationEnd {
  /** Where it came to its end: not where it began, if the person turned to another conversation. */
  readonly session: Session;
  /** Whether anything was said there. */
  readonly said: boolean;
}

const PROMPT = "› ";

/** Talks until the person leaves, in one conversation after the other. The terminal is left as it is. */
export async function converse(options: ConverseOptions): Promise<ConversationEnd> {
  const { terminal, styles: { dim } } = options;
  let { session } = options;
  for (;;) {
    const { said, next } = await new Conversation({ ...options, session }).run();
    if (next === undefined) return { session, said };
    // Not waited for: the next one may be talking already, and must not do so to nobody. It never rejects.
    void session.detach();
    session = next;
    if (session.snapshot === undefined) terminal.write(`${dim("(a new conversation)")}\n`);
  }
}

class Conversation {
  readonly #options: ConverseOptions;
  readonly #terminal: ConverseOptions["terminal"];
  readonly #printer: Printer;
  readonly #asker: Asker;
  readonly #completion = new Completion();
  readonly #left = new AbortController();
  // What Ctrl-C would end: a turn, of whatever window, or a command.
  #turnRuns = false;
  #commandRuns = false;
  #interrupted = false;
  #said = false;
  #next: Session | undefined;

  constructor(options: ConverseOptions) {
    const { session, styles, alone, terminal } = this.#options = options;
    this.#terminal = terminal;
    this.#printer = new Printer({ styles, write: (text) => terminal.write(text) });
    this.#asker = new Asker({ session, terminal, printer: this.#printer, styles, alone });
  }

  /** Listens at once; answers where the person wants to go on, `undefined` for nowhere. */
  async run(): Promise<{ said: boolean; next: Session | undefined }> {
    const { session, client, styles } = this.#options;
    this.#terminal.attend({
      complete: (line) => this.#completion.complete(line),
      onInterrupt: () => this.#interrupt(),
      onEnd: () => this.#left.abort(),
    });
    const { signal: left } = this.#left;
    session.on("event", (event) => this.#heard(event), { signal: left });
    session.on("reset", ({ snapshot }) => {
      this.#turnRuns = snapshot.running;
      this.#printer.reset(snapshot);
      this.#asker.look();
      this.#calm();
    }, { signal: left });
    client.on("state", connectionNews((text) => this.#notice(styles.dim(text))), { signal: left });
    client.on("state", ({ kind }) => kind === "stopped" && this.#terminal.close(), {
      signal: left,
    });
    this.#learnCommands();
    this.#showPast();
    try {
      await this.#talk();
    } finally {
      this.#left.abort();
      this.#printer.endLine();
    }
    return { said: this.#said, next: this.#next };
  }

  async #talk(): Promise<void> {
    while (!this.#left.signal.aborted) {
      const read = await this.#terminal.read({ prompt: PROMPT });
      if (read.kind !== "line") return;
      const text = read.text.trim();
      if (text === "") continue;
      const isCommand = text.startsWith("/") && !text.startsWith("//");
      if (isCommand) await this.#command(text);
      else await this.#say(text.replace(/^\/\//, "/"));
    }
  }

  async #say(text: string): Promise<void> {
    this.#said = this.#turnRuns = true;
    this.#interrupted = false;
    try {
      const { done } = this.#options.session.prompt(text);
      const end = await this.#unlessLeft(done);
      if (end?.kind === "unseen") this.#printer.line("(it was stopped)");
    } catch (error) {
      this.#fault("It was not said", error);
    }
    this.#turnRuns = false;
    this.#printer.endLine();
  }

  async #command(line: string): Promise<void> {
    this.#commandRuns = true;
    this.#interrupted = false;
    try {
      const outcome = await this.#unlessLeft<Move | SlashOutcome>(
        move(line, this.#options) ?? runSlash(this.#options.session, line),
      );
      this.#commandRuns = false;
      if (outcome === undefined) return;
      if (outcome.kind === "go") this.#next = outcome.session;
      if (outcome.kind === "go" || outcome.kind === "leave") return this.#left.abort();
      if (outcome.kind === "said") {
        if (outcome.text !== "") this.#printer.line(harmless(outcome.text));
        return this.#learnCommands();
      }
      if (outcome.notice !== undefined) this.#printer.line(harmless(outcome.notice));
      if (outcome.kind === "prefill") this.#terminal.prefill(outcome.text);
      else await this.#say(outcome.text);
    } catch (error) {
      this.#commandRuns = false;
      this.#fault(oneLine(line.split(/\s/)[0] ?? line), error);
    }
  }

  #heard(event: GatewayEvent): void {
    if (event.type === "message.start") this.#turnRuns = true;
    this.#printer.take(event);
    const ends = event.type === "error" || event.type === "message.complete" ||
      (event.type === "session.info" && !event.payload.running);
    if (ends) this.#turnRuns = this.#interrupted = false;
    this.#asker.look();
    this.#calm();
  }

  /** Whoever is asked for something sees it. */
  #calm(): void {
    if (this.#turnRuns && !this.#asker.asks) return;
    this.#printer.endLine();
    this.#terminal.settle();
  }

  #interrupt(): void {
    const runs = this.#turnRuns || this.#commandRuns || this.#asker.asks;
    if (runs && !this.#interrupted) {
      this.#interrupted = true;
      this.#options.session.interrupt().catch((error: unknown) => {
        this.#interrupted = false;
        this.#fault("It was not interrupted", error);
      });
      return;
    }
    if (!runs && this.#terminal.typed !== "") return this.#terminal.clear();
    this.#terminal.close();
  }

  #unlessLeft<T>(outcome: Promise<T>): Promise<T | undefined> {
    const { signal } = this.#left;
    return new Promise((resolve, reject) => {
      outcome.then(resolve, reject);
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  }

  #learnCommands(): void {
    const { session } = this.#options;
    session.request("commands.catalog", {}, { signal: this.#left.signal }).then(
      (catalog) => this.#completion.learn(catalog),
      (error: unknown) => {
        if (!this.#left.signal.aborted) this.#fault("Commands cannot be completed", error);
      },
    );
  }

  /** Where a conversation goes on, as much of it as says what it was about. */
  #showPast(): void {
    const { session: { snapshot }, styles: { dim, bold } } = this.#options;
    if (snapshot === undefined) return;
    if (snapshot.info.title !== "") this.#printer.line(bold(oneLine(snapshot.info.title)));
    const say = (role: string, said: string) => {
      const text = dim(harmless(said).trim());
      this.#printer.line(role === "user" ? `${PROMPT}${text}` : text);
    };
    for (const message of snapshot.messages.slice(-4)) {
      // Reasoning alone is a message too.
      if (message.role === "tool" || message.text.trim() === "") continue;
      say(message.role, message.text);
    }
    this.#turnRuns = snapshot.running;
    if (snapshot.inflight !== undefined) {
      // What the turn answers is among the messages only when it has ended.
      if (snapshot.inflight.user.trim() !== "") say("user", snapshot.inflight.user);
      this.#printer.reset(snapshot);
    }
    this.#asker.look();
  }

  #notice(text: string): void {
    this.#printer.line(text);
    this.#calm();
  }

  #fault(what: string, error: unknown): void {
    this.#notice(this.#options.styles.alarm(harmless(`${what}: ${errorMessage(error)}`)));
  }
}
