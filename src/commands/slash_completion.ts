/**
 * What a line that begins with a slash may go on with: PROTOCOL 3.5, PROTOCOL_MORE B.5.
 *
 * @module
 */
import { BestOf } from "../workspace/best_of.ts";
import { nameRank, queryOf } from "../workspace/name_rank.ts";
import type { CompletionItem } from "../workspace/path_completion.ts";
import type { CommandBook, Found } from "./command_book.ts";
import { descriptionOf, factsOf } from "./command_catalog.ts";

/** What `complete.slash` answers. */
export interface SlashCompletion {
  items: CompletionItem[];
  /** Where in the line that begins which an item takes the place of; missing: the line is no command. */
  replace_from?: number;
}

/** Items at most; PROTOCOL_MORE B.5. */
const MOST_ITEMS = 30;
/** Characters of a line that can be one of commands and their words. */
const LONGEST_LINE = 4_096;

/** What a command's words are where the gateway does not carry it out, and clients expect them. */
const details: readonly (readonly string[])[] = [
  ["hidden", "collapsed", "expanded", "cycle", "thinking", "tools", "subagents", "activity"],
  ["hidden", "collapsed", "expanded", "reset"],
];
const detailSections = new Set(["thinking", "tools", "subagents", "activity"]);

/** What stands before a description, as clients expect it; PROTOCOL_MORE B.5. */
const marks: Readonly<Partial<Record<Found["kind"], string>>> = { skill: "⚡ ", user: "🔌 " };

/** Commands that want a name behind them: a client goes on to choose one. PROTOCOL_MORE B.5. */
const choosers: ReadonlySet<string> = new Set(["model", "skin", "personality"]);

/** Names there are at the moment, for commands that take one. */
export interface Choices {
  readonly models: readonly string[];
  readonly modes: readonly string[];
}

/** See the module. */
export function completeSlash(line: string, book: CommandBook, choices: Choices): SlashCompletion {
  if (!line.startsWith("/") || line.length > LONGEST_LINE) return { items: [] };
  const blank = line.search(/\s\S*$/);
  if (blank === -1) return { items: namesFor(line.slice(1), book), replace_from: 1 };
  const [name = "", ...before] = line.slice(1, blank).split(/\s+/);
  const words = wordsOf(name, { before, book, choices });
  return { items: wordsFor(line.slice(blank + 1), words), replace_from: blank + 1 };
}

function namesFor(typed: string, book: CommandBook): CompletionItem[] {
  const query = queryOf(typed);
  const compare = (a: Ranked, b: Ranked) => a.rank - b.rank || a.at - b.at;
  const best = new BestOf<Ranked>(MOST_ITEMS, compare);
  for (const [at, found] of book.all.entries()) {
    const rank = rankOf(found, { query, book });
    // What a client does itself stands behind what a gateway does.
    if (rank !== undefined) {
      best.offer({ found, rank, at: at + (found.kind === "terminal" ? 1e6 : 0) });
    }
  }
  return best.all.map(({ found }) => itemFor(found, query.lower));
}

interface Ranked {
  found: Found;
  rank: number;
  at: number;
}

/** By its best name, aliases among them. */
function rankOf(
  { name }: Found,
  { query, book }: { query: ReturnType<typeof queryOf>; book: CommandBook },
): number | undefined {
  if (query.text === "") return 1;
  const names = [
    name,
    ...[...book.aliases].filter(([, of]) => of === name).map(([alias]) => alias),
  ];
  const ranks = names.flatMap((each) => nameRank(each, each.toLowerCase(), query) ?? []);
  return ranks.length === 0 ? undefined : Math.min(...ranks);
}

function itemFor(found: Found, typed: string): CompletionItem {
  const { canonical, description } = factsOf(found);
  const slash = found.kind === "terminal" ? "/" : "";
  // So that choosing it changes something where all of it has been typed.
  const blank = canonical === typed && !choosers.has(canonical) ? " " : "";
  return {
    text: `${slash}${canonical}${blank}`,
    display: `/${canonical}`,
    meta: `${marks[found.kind] ?? ""}${descriptionOf(description)}`,
  };
}

function wordsOf(
  name: string,
  { before, book, choices }: { before: readonly string[]; book: CommandBook; choices: Choices },
): readonly string[] {
  if (name.toLowerCase() === "details") {
    if (before.length === 0) return details[0] ?? [];
    return before.length === 1 && detailSections.has(before[0] ?? "") ? details[1] ?? [] : [];
  }
  if (before.length > 0) return [];
  const found = book.find(name);
  if (found === undefined) return [];
  if (found.name === "model") return choices.models;
  if (found.name === "mode") return choices.modes;
  return "words" in found.command ? found.command.words ?? [] : [];
}

function wordsFor(typed: string, words: readonly string[]): CompletionItem[] {
  const query = queryOf(typed);
  const best = new BestOf<{ word: string; rank: number }>(MOST_ITEMS, (a, b) => a.rank - b.rank);
  for (const word of words) {
    const rank = typed === "" ? 1 : nameRank(word, word.toLowerCase(), query);
    if (rank !== undefined) best.offer({ word, rank });
  }
  return best.all.map(({ word }) => ({ text: word, display: word, meta: "" }));
}
