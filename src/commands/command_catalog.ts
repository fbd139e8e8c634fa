/**
 * The commands as a client lists and completes them: PROTOCOL 3.4.
 *
 * @module
 */
import type { CommandBook, Found } from "./command_book.ts";
import type { Skills } from "./skill_shelf.ts";

type Pair = [command: string, description: string];

/** What `commands.catalog` answers. */
export interface CommandCatalog {
  pairs: Pair[];
  sub: Record<string, string[]>;
  canon: Record<string, string>;
  categories: { name: string; pairs: Pair[] }[];
  skill_count: number;
  warning: string;
}

/** What a command is, for somebody who asks for one. */
export interface CommandFacts {
  /** Without the slash. */
  canonical: string;
  description: string;
  category: string;
}

/** Characters of a description before it is cut; PROTOCOL 3.4. */
const DESCRIPTION_CHARS = 120;
/** Faults told one by one; the log has them all. */
const MOST_FAULTS = 3;

/** See the module. Skills are in the pairs alone; what the client does itself is not in `canon`. */
export function catalogOf(book: CommandBook, { all, faults }: Skills): CommandCatalog {
  const pairs: Pair[] = [];
  const categories = new Map<string, Pair[]>();
  const canon: Record<string, string> = {};
  const sub: Record<string, string[]> = {};
  for (const found of book.all) {
    const { canonical, description, category } = factsOf(found);
    const command = `/${canonical}`;
    const pair: Pair = [command, descriptionOf(description)];
    pairs.push(pair);
    const words = "words" in found.command ? found.command.words : undefined;
    if (words !== undefined) sub[command] = [...words];
    if (found.kind === "skill") continue;
    categories.set(category, [...categories.get(category) ?? [], pair]);
    if (found.kind !== "terminal") canon[command.toLowerCase()] = command;
  }
  for (const [alias, name] of book.aliases) canon[`/${alias}`] = `/${name}`;
  return {
    pairs,
    sub,
    canon,
    categories: [...categories].map(([name, own]) => ({ name, pairs: own })),
    skill_count: all.size,
    warning: [...faultLines(faults), ...book.hidden].join("; "),
  };
}

/** What there is to say of a command. */
export function factsOf(found: Found): CommandFacts {
  const { kind, name } = found;
  switch (kind) {
    case "builtin":
    case "terminal": {
      const { description, category, usage } = found.command;
      return { canonical: name, description: withUsage(description, name, usage), category };
    }
    case "quick":
      return { canonical: name, description: quickText(found.command), category: "User commands" };
    case "user": {
      const { description } = found.command;
      return {
        canonical: name,
        description: description || "user command",
        category: "User commands",
      };
    }
    case "skill":
      return { canonical: name, description: found.command.description, category: "Skills" };
    case "agent": {
      const { description, hint } = found.command;
      return {
        canonical: name,
        description: withUsage(description, name, hint),
        category: found.agent,
      };
    }
  }
}

function quickText(command: Extract<Found, { kind: "quick" }>["command"]): string {
  // What it runs may hold what is nobody's business.
  const usual = command.type === "exec" ? "quick command" : `alias of ${command.target}`;
  return command.description || usual;
}

function withUsage(description: string, name: string, usage: string | undefined): string {
  return usage ? `${description} (usage: /${name} ${usage})` : description;
}

/** A description as it is listed: {@linkcode DESCRIPTION_CHARS} at most. */
export function descriptionOf(description: string): string {
  if (description.length <= DESCRIPTION_CHARS) return description;
  return `${description.slice(0, DESCRIPTION_CHARS).toWellFormed()}…`;
}

function faultLines(faults: Skills["faults"]): string[] {
  if (faults.length === 0) return [];
  const first = faults.slice(0, MOST_FAULTS).map(({ path, why }) => `${path}: ${why}`);
  const more = faults.length - first.length;
  const rest = more > 0 ? [`and ${more} more, see the gateway's log`] : [];
  const count = faults.length === 1
    ? "1 skill cannot be used"
    : `${faults.length} skills cannot be used`;
  return [`${count}: ${[...first, ...rest].join(", ")}`];
}
