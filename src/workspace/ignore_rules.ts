/**
 * What the `.gitignore` files of a tree leave out.
 *
 * @module
 */
import ignore, { type Ignore } from "ignore";

/** Bytes of a `.gitignore` that are read: a larger one is no list somebody wrote. */
export const IGNORE_FILE_BYTES = 65_536;

/**
 * Times `**` may stand between two names of one rule: each more multiplies what comparing a path costs by
 * the depth of the path, and a tree that was made for it would stop the loop for hours.
 */
const MOST_DEEP = 2;

/** Folders that hold what was not written here: never looked into, whatever a `.gitignore` says. */
const VENDOR: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".cache",
  ".mypy_cache",
  ".next",
  ".nuxt",
  ".pytest_cache",
  ".ruff_cache",
  ".terraform",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "node_modules",
  "site-packages",
  "venv",
]);

/** Whether a folder of this name holds the work of others, or what tools have made. */
export function isVendor(name: string): boolean {
  return VENDOR.has(name);
}

// As git has it where names differ by their capitals; and a name is a name, however odd.
const OPTIONS = { ignorecase: false, allowRelativePaths: true };

/** The rules in force in a folder: its own, and those of the folders around it. */
export class IgnoreRules {
  readonly #around: IgnoreRules | undefined;
  readonly #own: Ignore | undefined;
  readonly #at: string;

  /** @param at the folder, as its way from the root of the tree, ending in `/`; empty: the root */
  private constructor(at: string, own: Ignore | undefined, around: IgnoreRules | undefined) {
    this.#at = at;
    this.#own = own;
    this.#around = around;
  }

  /** A tree without rules. */
  static readonly none = new IgnoreRules("", undefined, undefined);

  /** Adds the `.gitignore` of a folder in the tree. Rules that would take too long are left out. */
  with(at: string, text: string): IgnoreRules {
    return new IgnoreRules(at, ignore(OPTIONS).add(text.split(/\r?\n/).filter(isCheap)), this);
  }

  /**
   * Whether a path is left out. The innermost rules that say anything about it decide.
   *
   * @param path the way from the root of the tree; that of a folder ends in `/`
   */
  ignores(path: string): boolean {
    const { ignored, unignored } = this.#own?.test(path.slice(this.#at.length)) ?? nothing;
    return ignored || unignored ? ignored : this.#around?.ignores(path) ?? false;
  }
}

function isCheap(rule: string): boolean {
  return (rule.match(/\/\*\*+(?=\/)/g) ?? []).length <= MOST_DEEP;
}

const nothing = { ignored: false, unignored: false };
