/**
 * What a word that is being typed may become: a slash command, or a path behind an `@`.
 *
 * @module
 */
import type { Client, Session } from "tidegate/client";

/** One of several things a word may become. */
export interface CompletionItem {
  /** What it is called. */
  readonly display: string;
  /** What it is. */
  readonly meta: string;
  /** The whole text with it. */
  readonly text: string;
  /** Where the cursor stands then. */
  readonly cursor: number;
  /** Whether there is more to choose from behind it, as in a folder. */
  readonly opens: boolean;
}

const NOT_THERE = -32601;

/** What may be completed where the cursor is: nothing, unless a command or a path is typed there. */
export async function complete(
  { client, session }: { client: Client; session: Session | undefined },
  { text, cursor }: { text: string; cursor: number },
  signal: AbortSignal,
): Promise<CompletionItem[]> {
  const asked = wordAt(text, cursor);
  if (asked === undefined) return [];
  const { method, from, word } = asked;
  if (client.capabilities.missing.has(method)) return [];
  const params = method === "complete.slash" ? { text: word } : { word };
  // Before a conversation begins they are those of the usual agent, and its folder.
  const scope = session === undefined ? {} : { session_id: session.id };
  try {
    const told = await client.call(method, { ...params, ...scope }, { signal });
    const begin = from + (typeof told.replace_from === "number" ? told.replace_from : 0);
    const items: unknown[] = Array.isArray(told.items) ? told.items : [];
    return items.flatMap((item) => itemOf(item, { text, cursor, begin }));
  } catch (error) {
    if (signal.aborted || (error as { code?: unknown }).code === NOT_THERE) return [];
    throw error;
  }
}

function wordAt(
  text: string,
  cursor: number,
): { method: "complete.slash" | "complete.path"; from: number; word: string } | undefined {
  const before = text.slice(0, cursor);
  if (/^\/(?!\/)[^\n]*$/.test(before)) return { method: "complete.slash", from: 0, word: before };
  const [word = ""] = /\S*$/.exec(before) ?? [];
  if (!word.startsWith("@")) return undefined;
  return { method: "complete.path", from: cursor - word.length, word };
}

function itemOf(
  item: unknown,
  { text, cursor, begin }: { text: string; cursor: number; begin: number },
): CompletionItem[] {
  const { text: given, display, meta } = (item ?? {}) as Record<string, unknown>;
  if (typeof given !== "string") return [];
  // Some commands come with their slash, which stands there already.
  const slashed = text.startsWith("/") && begin > 0 && given.startsWith("/");
  const put = slashed ? given.slice(1) : given;
  return [{
    display: typeof display === "string" ? display : given,
    meta: typeof meta === "string" ? meta : "",
    text: text.slice(0, begin) + put + text.slice(cursor),
    cursor: begin + put.length,
    opens: put.endsWith("/") || put.endsWith(":"),
  }];
}
