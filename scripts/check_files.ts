/**
 * Holds what is true of every file: short enough to read at once, nothing left half done, and
 * nothing in it that is true on one machine only.
 *
 * Run it with `deno run --allow-read=. --allow-run=git scripts/check_files.ts`.
 *
 * @module
 */

import { type Token, tokenize } from "./layers/tokens.ts";
import { readTree, type Tree } from "./read_tree.ts";
import { inOrder, report, type Violation } from "./report.ts";

/** A TypeScript file stays below this many lines: about what one reading takes in. */
const LINE_LIMIT = 300;
/** Folders that are built, fetched or measured, as in `.gitignore`. */
const NOT_OURS = [".git", "node_modules", "npm", "dist", "coverage"];
/** Holds other people's code, as it came. */
const GENERATED = ["src/http/page_assets.ts"];
/** As much as is looked at to tell text from anything else. */
const SNIFF_CHARS = 8_000;

/** What no text file may say; the patterns are written so that they do not find themselves. */
const FORBIDDEN: readonly { what: string; pattern: RegExp; remedy: string }[] = [
  {
    what: "the host of a package registry",
    pattern:
      /(?:registry\.(?:npmjs|yarnpkg|npmmirror)|npm\.jsr|\bjsr|dl\.deno)\.(?:org|com|io|land)/,
    remedy: "name the registry (npm), not its host",
  },
  {
    what: "an absolute path of one machine",
    pattern: /(?<![\w.~$}-])\/(?:work|root|home\/[\w.-]+|Users\/[\w.-]+)\//,
    remedy: "write it from the project's root, or with a made-up folder such as /srv/project",
  },
  {
    what: "unfinished work",
    pattern: /\b(?:TO(?:DO)|FIX(?:ME)|X(?:XX))\b/,
    remedy: "finish it, or open an issue and take the mark out",
  },
];

/** Checks every file of the project, given as texts by path. */
export function checkFiles(tree: Tree): Violation[] {
  const found: Violation[] = [];
  for (const [file, text] of tree) {
    if (text.slice(0, SNIFF_CHARS).includes("\0")) continue;
    if (!GENERATED.includes(file)) found.push(...checkWords(file, text));
    if (file === "deno.lock") found.push(...checkLock(file, text));
    if (!/^(src|tests|scripts)\/.*\.ts$/.test(file)) continue;
    found.push(...checkLength(file, text), ...checkOnly(file, text));
  }
  return inOrder(found);
}

function checkWords(file: string, text: string): Violation[] {
  return FORBIDDEN.flatMap(({ what, pattern, remedy }) =>
    text.split("\n").flatMap((content, index) => {
      const match = pattern.exec(content)?.[0];
      if (match === undefined) return [];
      return [{
        file,
        line: index + 1,
        message: `Reading the text: "${match}" is ${what}`,
        remedy,
      }];
    })
  );
}

/** A lock file with addresses in it binds everybody to the registry of whoever wrote it. */
function checkLock(file: string, text: string): Violation[] {
  return text.split("\n").flatMap((content, index) => {
    const source = /\bhttps?:\/\/|\bjsr:/.exec(content)?.[0];
    if (!source) return [];
    return [{
      file,
      line: index + 1,
      message: `Reading the lock file: it holds a "${source}" source`,
      remedy: "take the registry out of the environment and let deno write the file again",
    }];
  });
}

function checkLength(file: string, text: string): Violation[] {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines < LINE_LIMIT) return [];
  return [{
    file,
    line: LINE_LIMIT,
    message: `Counting lines: ${lines}, the limit is ${LINE_LIMIT - 1}`,
    remedy: "split it: one concept a file",
  }];
}

/** A test marked to run alone silences all the others. */
function checkOnly(file: string, text: string): Violation[] {
  const tokens = tokenizeOrNone(text);
  return tokens.flatMap(({ kind, text: word, line }, i) => {
    if (kind !== "word" || word !== "only") return [];
    const [before, after, next] = [tokens[i - 1]?.text, tokens[i + 1]?.text, tokens[i + 2]?.text];
    const isCall = before === "." && after === "(";
    if (!isCall && !(after === ":" && next === "true")) return [];
    return [{
      file,
      line,
      message: "Selecting tests: this one would run alone",
      remedy: 'take "only" out, and pass --filter to run one test',
    }];
  });
}

/** A file that does not end its strings is the type check's to report. */
function tokenizeOrNone(text: string): Token[] {
  try {
    return tokenize(text);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** What git knows of, new files too; without git, everything outside the folders that are built. */
function listFiles(): string[] {
  const { code, stdout } = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  if (code !== 0) {
    return [...Deno.readDirSync(".")].map(({ name }) => name).filter((name) =>
      !NOT_OURS.includes(name)
    );
  }
  return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
}

function git(args: string[]): { code: number; stdout: Uint8Array } {
  try {
    return new Deno.Command("git", { args, stderr: "null" }).outputSync();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { code: 127, stdout: new Uint8Array() };
    throw error;
  }
}

if (import.meta.main) {
  Deno.exitCode = report("files", checkFiles(readTree(listFiles())));
}
