/**
 * @module
 */
import { redactor } from "./redact.ts";

const MARK = "[redacted]";

const NAMES =
  "token(?!s)|secret|passwd|password|passphrase|credential|api[_-]?key|access[_-]?key|private[_-]?key";
// Every repetition that could start over is bounded: a command may be long, and made to be slow.
const NAME = `[\\w-]{0,64}?(?:${NAMES})[\\w-]{0,64}`;
/** Backslashes in front of a quote that stands inside quotes, as in JSON in a shell's words in JSON. */
const ESC = String.raw`\\{0,16}`;
// A quoted value ends with a quote as escaped as its first one, else at the next quote of its kind, else, where
// the text was cut, with the word.
const VALUE = String.raw`(?!${ESC}["']?\[redacted\])(?:` + [
  String.raw`(?<esc>${ESC})(?<quote>["'])[^]*?(?<!\\)\k<esc>\k<quote>`,
  `"[^"]*"`,
  `'[^']*'`,
  String.raw`${ESC}["']\S*`,
  String.raw`[^\s"'&;|]+`,
].join("|") + ")";

/** `TOKEN=…`, `"api_key": "…"`, `?access_token=…` */
const ASSIGNED = new RegExp(`(?<![\\w-])(${NAME}${ESC}["']?\\s{0,8}[=:]\\s{0,8})${VALUE}`, "gi");
/** `--password …` */
const FLAGGED = new RegExp(`(?<![\\w-])(--${NAME}\\s{1,8})(?!-)${VALUE}`, "gi");
/** `https://user:…@host` */
const IN_URL = /(:\/\/[^\s/:@]{0,256}:)(?!\[redacted\])[^\s/@]{1,1024}@/g;
/** `Authorization: Basic …` */
const BASIC = /\b(basic\s{1,8})[\w+/-]{8,}={0,2}/gi;
/** Credentials known by how they begin. */
const PREFIXED =
  /\b(?:sk-|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA|eyJ)[\w-]{12,4096}(?:\.[\w-]{1,4096}){0,2}/g;

/**
 * A command as it may be shown to whoever is asked about it: the given secrets, and whatever is written
 * as a credential usually is, are replaced by `[redacted]`. Best effort: a secret that looks like a plain
 * word, and was not given, stays.
 */
export function redactCommand(command: string, secrets: readonly string[] = []): string {
  return redactor(secrets)(command)
    .replace(IN_URL, `$1${MARK}@`)
    .replace(BASIC, `$1${MARK}`)
    .replace(ASSIGNED, `$1${MARK}`)
    .replace(FLAGGED, `$1${MARK}`)
    .replace(PREFIXED, MARK);
}
