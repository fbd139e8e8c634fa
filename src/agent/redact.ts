/** Takes secrets out of a text that comes from outside. */
export type Redact = (text: string) => string;

const MARK = "[redacted]";
/** Any credential in an Authorization header's notation, whosever it is. */
const BEARER = /\b(bearer)\s+(?!\[redacted\])[^\s"'`<>,;]+/gi;

/** A pattern of a million characters is refused when it is used, by an error that quotes all of it. */
const LONGEST_IN_PATTERN = 512;

/**
 * Makes a function that replaces every occurrence of the secrets by `[redacted]`, also where they are
 * written as in JSON or in a URL, and the token behind any `Bearer`. Redact a whole text before cutting
 * it: half a secret is no longer found.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(writtenForms))].filter((form) => form !== "");
  // The longest first: where one secret begins another, the alternation must not stop at the short one.
  forms.sort((a, b) => b.length - a.length);
  const long = forms.filter(({ length }) => length > LONGEST_IN_PATTERN);
  const short = forms.slice(long.length);
  const known = short.length > 0
    ? new RegExp(short.map(escapeForRegExp).join("|"), "g")
    : undefined;
  return (text) => {
    const withoutLong = long.reduce((rest, form) => rest.replaceAll(form, MARK), text);
    const withoutKnown = known ? withoutLong.replace(known, MARK) : withoutLong;
    return withoutKnown.replace(BEARER, `$1 ${MARK}`);
  };
}

/** Characters of a secret's beginning that give it away; fewer are in every text. */
const BEGINNING = 4;
/** Characters that are looked at before a cut; longer than any key there is. */
const LOOKED_AT = 4_096;
/** How a text says that it was cut. */
const CUT = /(?:…|\s?\[…[^\]\n]{0,80}\])?$/;

/**
 * Like {@linkcode redactor}, for texts that were cut before: what a text ends with, perhaps before an
 * ellipsis, and a secret begins with is taken out too.
 */
export function cutRedactor(secrets: readonly string[]): Redact {
  const redact = redactor(secrets);
  const forms = [...new Set(secrets.flatMap(writtenForms))];
  return (text) => {
    const whole = redact(text);
    const end = whole.search(CUT);
    const said = whole.slice(0, end);
    const begun = Math.min(...forms.map((form) => beginningOf(form, said)));
    return begun === Infinity ? whole : `${said.slice(0, begun)}${MARK}${whole.slice(end)}`;
  };
}

/** Where the beginning of a secret stands at the end of a text; `Infinity`: it does not. */
function beginningOf(secret: string, text: string): number {
  if (secret.length <= BEGINNING) return Infinity;
  const head = secret.slice(0, BEGINNING);
  let at = text.indexOf(head, Math.max(0, text.length - Math.min(secret.length - 1, LOOKED_AT)));
  while (at !== -1 && !secret.startsWith(text.slice(at))) at = text.indexOf(head, at + 1);
  return at === -1 ? Infinity : at;
}

function writtenForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, json.replaceAll("/", "\\/"), encodeURIComponent(secret.toWellFormed())];
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
