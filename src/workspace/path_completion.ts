/**
 * What a word that names a file may go on with: PROTOCOL 3.5, PROTOCOL_MORE B.5.
 *
 * @module
 */
import { BestOf } from "./best_of.ts";
import type { FileIndex } from "./file_index.ts";
import { isTypable } from "./file_walk.ts";
import { isVendor } from "./ignore_rules.ts";
import { queryOf } from "./name_rank.ts";
import type { FolderEntry, WorkspaceAccess } from "./workspace_access.ts";

/** One thing that may take the place of the word. */
export interface CompletionItem {
  /** What takes its place. */
  text: string;
  /** What people read. */
  display: string;
  /** One line more, for people; may be empty. */
  meta: string;
}

/** Items at most; PROTOCOL 3.5. */
const MOST_ITEMS = 30;
/** Names of one folder that are looked at. */
const MOST_NAMES = 20_000;
/** Characters of a word that can be the beginning of a path. */
const LONGEST_WORD = 4_096;

const starters: readonly CompletionItem[] = [
  { text: "@diff", display: "@diff", meta: "changes that are not staged" },
  { text: "@staged", display: "@staged", meta: "changes that are staged" },
  { text: "@file:", display: "@file:", meta: "a file" },
  { text: "@folder:", display: "@folder:", meta: "a folder" },
  { text: "@url:", display: "@url:", meta: "a web page" },
  { text: "@git:", display: "@git:", meta: "commits" },
];

/** What a completion works with. */
export interface PathCompletionOptions {
  access: WorkspaceAccess;
  index: FileIndex;
  /** Where relative paths count from; absolute. */
  folder: string;
}

/** What stands before a path: how it was typed, and what is offered. */
interface Tag {
  /** `undefined`: both. */
  kind: "file" | "folder" | undefined;
  /** Begins with `@`, tagged or not. */
  at: boolean;
}

/** See the module. */
export async function completePath(
  word: string,
  options: PathCompletionOptions,
): Promise<CompletionItem[]> {
  if (word.trim() === "" || word.length > LONGEST_WORD) return [];
  if (word === "@") return starters.map((item) => ({ ...item }));
  const [, tagged, path = ""] = /^@(file|folder):`?(.*)$/s.exec(word) ?? [];
  if (tagged !== undefined) {
    const kind = tagged as "file" | "folder";
    if (kind === "file" && isFuzzy(path)) return await fuzzy(path, { hidden: true }, options);
    return await listed(path, { kind, at: true }, options);
  }
  if (!word.startsWith("@")) return await listed(word, { kind: undefined, at: false }, options);
  const rest = word.slice(1);
  const begun = starters.filter(({ text }) => text.startsWith(word) && text !== word);
  if (/^(?:diff|staged|url:.*|git:.*)$/s.test(rest)) return [];
  const hidden = rest.startsWith(".");
  const found = isFuzzy(rest)
    ? await fuzzy(rest, { hidden }, options)
    : await listed(rest, { kind: undefined, at: true }, options);
  return [...begun.map((item) => ({ ...item })), ...found].slice(0, MOST_ITEMS);
}

/** Two letters at least: one fits nearly everything. */
function isFuzzy(typed: string): boolean {
  return typed.length >= 2 && !typed.includes("/") && !/^\.+$|^~/.test(typed);
}

async function fuzzy(
  typed: string,
  { hidden }: { hidden: boolean },
  { index, folder }: PathCompletionOptions,
): Promise<CompletionItem[]> {
  const found = await index.find(folder, { query: queryOf(typed), hidden, most: MOST_ITEMS });
  return found.map(({ path, name }) => ({
    text: reference("file", path),
    display: name,
    meta: path.slice(0, Math.max(0, path.length - name.length - 1)),
  }));
}

/** The names in a folder that begin with what is typed behind the last slash. */
async function listed(
  typed: string,
  tag: Tag,
  { access, folder }: PathCompletionOptions,
): Promise<CompletionItem[]> {
  const typedFolder = typed === "~" ? "~/" : typed.slice(0, typed.lastIndexOf("/") + 1);
  const beginning = typed === "~" ? "" : typed.slice(typedFolder.length);
  const place = placeOf(typedFolder, { access, folder });
  if (place === undefined) return [];
  const listing = await access.list(place, MOST_NAMES);
  if (listing.kind !== "listed") return [];
  const names = new BestOf<FolderEntry>(MOST_ITEMS * 2, byName);
  for (const entry of listing.entries) {
    if (isOffered(entry, { beginning, tag })) names.offer(entry);
  }
  const items: CompletionItem[] = [];
  for (const { name, kind } of names.all) {
    const found = kind === "link" ? await access.kindOf(access.absolute(place, name)) : kind;
    if (found === "missing" || (found !== "folder" && tag.kind === "folder")) continue;
    const isFolder = found === "folder";
    const path = `${typedFolder}${name}${isFolder ? "/" : ""}`;
    const style = tag.kind ?? (isFolder ? "folder" : "file");
    items.push({
      text: tag.at ? reference(style, path) : path,
      display: isFolder ? `${name}/` : name,
      meta: isFolder ? "dir" : "",
    });
    if (items.length === MOST_ITEMS) break;
  }
  return items;
}

function placeOf(
  typed: string,
  { access, folder }: Pick<PathCompletionOptions, "access" | "folder">,
): string | undefined {
  if (!typed.startsWith("~/")) return access.absolute(folder, typed || ".");
  return access.home === "" ? undefined : access.absolute(access.home, typed.slice(2) || ".");
}

function isOffered(
  { name, kind }: FolderEntry,
  { beginning, tag }: { beginning: string; tag: Tag },
): boolean {
  if (!name.toLowerCase().startsWith(beginning.toLowerCase()) || !isTypable(name)) return false;
  if (kind === "other" || (kind === "file" && tag.kind === "folder")) return false;
  // What somebody has begun to type is meant.
  if (beginning !== "") return true;
  if (isVendor(name)) return false;
  return !(tag.at && tag.kind === undefined && name.startsWith("."));
}

function byName(a: FolderEntry, b: FolderEntry): number {
  const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (first === second) return a.name < b.name ? -1 : 1;
  return first < second ? -1 : 1;
}

/** How a file is referred to in a prompt; a path with white space in it is put into back-quotes. */
export function reference(kind: "file" | "folder", path: string): string {
  return /\s/.test(path) ? `@${kind}:\`${path}\`` : `@${kind}:${path}`;
}
