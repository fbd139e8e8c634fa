/**
 * Names conversations that nobody has named: PROTOCOL_MORE B.7.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { events } from "../protocol/events.ts";
import { runErrand } from "../session/errand.ts";
import { shorten } from "../lib/shorten.ts";
import type { Ledger } from "../session/ledger.ts";
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";
import { freeTitle, tidyTitle } from "./title_rules.ts";
import type { Titles } from "./titles.ts";

/** What is needed to find titles. */
export interface AutoTitlesOptions {
  titles: Titles;
  registry: Registry;
  ledger: Ledger;
  clock: Clock;
  logger: Logger;
}

/** Longest title an agent may find, and milliseconds it may take; B.7. */
const MAX_CHARS = 80;
const TIMEOUT_MS = 30_000;

/** Conversations with more prompts than this stay as they are; B.7. */
const MAX_PROMPTS = 2;

/**
 * Asks a session's agent for a title, behind the end of a turn and never in its way. That it has none, or
 * finds none in time, is no fault anybody is told of.
 */
export class AutoTitles {
  readonly #options: AutoTitlesOptions;
  readonly #asked = new Map<Session, AbortController>();

  constructor(options: AutoTitlesOptions) {
    this.#options = options;
  }

  /** A turn has come to its end by itself. */
  offer(session: Session): void {
    const exchange = this.#wanted(session) ? lastExchange(session) : undefined;
    if (exchange === undefined) return;
    const abort = new AbortController();
    this.#asked.set(session, abort);
    this.#find(session, exchange, abort.signal)
      .catch((fault) => this.#failed(session, errorMessage(fault)))
      .finally(() => this.#asked.delete(session));
  }

  /** A session has ended. */
  forget(session: Session): void {
    this.#asked.get(session)?.abort();
  }

  #wanted(session: Session): boolean {
    if (session.closed || session.title !== "" || this.#options.titles.isPending(session)) {
      return false;
    }
    const { userCount, earlierUserCount } = session.history;
    if (userCount + earlierUserCount > MAX_PROMPTS || this.#asked.has(session)) return false;
    return session.agents.current?.title !== undefined;
  }

  async #find(session: Session, exchange: Exchange, signal: AbortSignal): Promise<void> {
    const { clock, registry, ledger, titles } = this.#options;
    const agent = session.agents.current;
    const onUsage = session.meter.addAside.bind(session.meter);
    const { model } = session;
    const outcome = await runErrand(
      async (inner) => await agent?.title?.({ ...exchange, model, onUsage }, inner),
      { clock, timeoutMs: TIMEOUT_MS, signal },
    );
    if (outcome.kind === "failed") throw outcome.error;
    if (outcome.kind === "timeout") return this.#failed(session, "it took too long");
    // Somebody may have closed or named the session meanwhile.
    if (outcome.kind === "aborted" || session.closed || session.title !== "") return;
    const found = cleanTitle(outcome.value);
    if (found === "") return this.#failed(session, "it is blank");
    const isTaken = (title: string) => registry.isTitleTaken(title, session);
    const title = freeTitle(found, { isTaken, maxChars: MAX_CHARS });
    // Not among the rest: a title has to be in the store to count as kept.
    titles.give(session, title);
    ledger.together(() => {
      session.emit(events.sessionTitle, { session_id: session.storedId, title });
      session.tellInfo();
    });
  }

  #failed({ id: session }: Session, why: string): void {
    this.#options.logger.debug("an agent found no title", { session, why });
  }
}

/** What was said first on each side of a turn. */
interface Exchange {
  user: string;
  assistant: string;
}

/** The turn that ended last, unless one side of it is blank. */
function lastExchange({ history: { messages } }: Session): Exchange | undefined {
  const from = messages.findLastIndex(({ role }) => role === "user");
  const user = messages[from]?.text ?? "";
  const isAnswer = ({ role, text }: typeof messages[number]) =>
    role === "assistant" && text.trim() !== "";
  const assistant = messages.slice(from + 1).findLast(isAnswer)?.text ?? "";
  return user.trim() === "" || assistant.trim() === "" ? undefined : { user, assistant };
}

/** Models put titles in quotation marks, behind the word, and write a page about them. */
function cleanTitle(found: unknown): string {
  if (typeof found !== "string") return "";
  const [line = ""] = found.trim().split(/\r?\n/);
  const bare = tidyTitle(line.replace(/^\s*title\s*:/i, ""));
  return shorten(bare.replace(/^["'“”„«»*#\s]+|["'“”„«»*\s]+$/gu, ""), MAX_CHARS);
}
