/**
 * The conversation of a session, as its agent is given it and as it is shown.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import { shorten } from "../lib/shorten.ts";
import type { DisplayMessage } from "../protocol/shapes.ts";
import { withoutImages } from "./prompt.ts";
import { ToolDetails } from "./tool_record.ts";

const shownRoles = new Set(["user", "assistant", "system"]);

/** Messages of a conversation, oldest first, changed by whole turns. */
export class History {
  #messages: HistoryMessage[];
  readonly #onChange: (from: number, rows: readonly HistoryMessage[]) => void;
  readonly #onRewrite: () => void;
  readonly #onCut: (removed: number) => void;
  // What summaries stand for: shown, and given to no agent any more.
  #earlier: readonly HistoryMessage[];
  #version = 0;

  /**
   * @param onChange hears that the messages were cut to `from`, and grew by `rows`
   * @param more.earlier what was said before the messages, and is only shown
   * @param more.onRewrite hears that something was lost that an agent had been given
   * @param more.onCut hears how many messages were taken back, once they are gone
   */
  constructor(
    seed: readonly HistoryMessage[] = [],
    onChange: (from: number, rows: readonly HistoryMessage[]) => void = () => {},
    { earlier = [], onRewrite = () => {}, onCut = () => {} }: {
      earlier?: readonly HistoryMessage[] | undefined;
      onRewrite?: () => void;
      onCut?: (removed: number) => void;
    } = {},
  ) {
    this.#onRewrite = onRewrite;
    this.#onCut = onCut;
    this.#messages = [...seed];
    this.#onChange = onChange;
    this.#earlier = [...earlier];
  }

  /** What was said before {@linkcode History.messages}, and is only shown. */
  get earlier(): readonly HistoryMessage[] {
    return this.#earlier;
  }

  get messages(): readonly HistoryMessage[] {
    return this.#messages;
  }

  /** Grows by one at each change. */
  get version(): number {
    return this.#version;
  }

  /** How many messages are the user's. */
  get userCount(): number {
    return this.#messages.filter((message) => message.role === "user").length;
  }

  /** How many messages that are only shown are the user's: clients count them too. */
  get earlierUserCount(): number {
    return this.#earlier.filter((message) => message.role === "user").length;
  }

  /** Puts a summary in the place of the messages before `from`. */
  compact(summary: HistoryMessage, from: number): void {
    this.#earlier = [...this.#earlier, ...this.#messages.slice(0, from)];
    this.#messages = [summary, ...this.#messages.slice(from)];
    this.#version++;
    this.#onChange(0, this.#messages);
    this.#onRewrite();
  }

  append(rows: readonly HistoryMessage[]): void {
    const from = this.#messages.length;
    this.#messages = [...this.#messages, ...rows];
    this.#version++;
    this.#onChange(from, rows);
  }

  /** What would be left if it were cut before the n-th user message; all of it, where there is none. */
  before(ordinal: number | undefined): readonly HistoryMessage[] {
    const at = ordinal === undefined ? -1 : this.#userAt(ordinal);
    return at === -1 ? this.#messages : this.#messages.slice(0, at);
  }

  /** Cuts from the n-th user message (from 0) to the end. Answers how many messages went. */
  cutBeforeUser(ordinal: number): number {
    const at = this.#userAt(ordinal);
    if (at === -1) return 0;
    const removed = this.#messages.length - at;
    this.#messages = this.#messages.slice(0, at);
    this.#version++;
    this.#onChange(at, []);
    this.#onRewrite();
    this.#onCut(removed);
    return removed;
  }

  #userAt(ordinal: number): number {
    let seen = -1;
    return this.#messages.findIndex(({ role }) => role === "user" && ++seen === ordinal);
  }

  /** Removes every message that an agent would be given. Answers how many went. */
  clear(): number {
    const removed = this.#messages.length;
    this.#messages = [];
    this.#version++;
    this.#onChange(0, []);
    this.#onRewrite();
    if (removed > 0) this.#onCut(removed);
    return removed;
  }

  /** Removes the last exchange: the last user message and what follows it. */
  undo(): number {
    return this.cutBeforeUser(this.userCount - 1);
  }

  /**
   * The messages as they are shown: no blank rows, tools as name and context.
   *
   * @param more.details whether tools have what is known of their calls, too
   */
  display({ details = false }: { details?: boolean } = {}): DisplayMessage[] {
    const rows = [...this.#earlier, ...this.#messages];
    if (!details) return rows.flatMap((row) => displayRow(row));
    const tools = new ToolDetails();
    return rows.reverse().flatMap((row) => displayRow(row, tools)).reverse();
  }

  /** A short text of the newest message that has one, white space folded. */
  preview(limit: number): string {
    const last = this.#messages.findLast((message) => message.text.trim() !== "");
    return shorten(withoutImages((last?.text ?? "").slice(0, limit * 8)), limit);
  }

  /** A short text of the first thing the user said. */
  opening(limit: number): string {
    const isUsers = ({ role }: HistoryMessage) => role === "user";
    const first = this.#earlier.find(isUsers) ?? this.#messages.find(isUsers);
    return shorten(withoutImages((first?.text ?? "").slice(0, limit * 8)), limit);
  }
}

/** Messages a client seeds a session with; rows that could not be shown are left out. */
export function seedMessages(rows: readonly Record<string, unknown>[]): HistoryMessage[] {
  return rows.flatMap((row) => {
    const text = plainText(row.text ?? row.content);
    const reasoning = plainText(row.reasoning ?? row.reasoning_content);
    if (!isShownRole(row.role)) return [];
    const thought = row.role === "assistant" && reasoning.trim() !== "" ? { reasoning } : {};
    if (text.trim() === "" && thought.reasoning === undefined) return [];
    return [{ role: row.role, text, ...thought }];
  });
}

/** Text of a message's content: a string, or parts of which texts are joined and image URLs put behind. */
function plainText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const texts = content.map((part) => typeof part?.text === "string" ? part.text : "");
  const images = content.map((part) => {
    const url = part?.image_url?.url ?? part?.image_url;
    return typeof url === "string" ? `\n${url}` : "";
  });
  return [...texts, ...images].join("");
}

function isShownRole(role: unknown): role is "user" | "assistant" | "system" {
  return typeof role === "string" && shownRoles.has(role);
}

function displayRow(message: HistoryMessage, tools?: ToolDetails): DisplayMessage[] {
  const { role, reasoning } = message;
  // Rows come from a file, too, which others may have written.
  const text = typeof message.text === "string" ? message.text : "";
  if (role === "tool") {
    const { name = "", context = "" } = message;
    return [{ role, name, context, ...tools?.of(message) }];
  }
  if (!isShownRole(role) || text.trim() === "" && !reasoning) return [];
  return [reasoning ? { role, text, reasoning } : { role, text }];
}
