/** Takes secrets out of a text that comes from outside. */
export type Redact = (text: string) => string;

const MARK = "[redacted]";
/** Any credential in an Authorization header's notation, whosever it is. */
const BEARER = /\b(bearer)\s+(?!\[redacted\])[^\s"'`<>,;]+/gi;

/**
 * Makes a function that replaces every occurrence of the secrets by `[redacted]`, also where they are
 * written as in JSON or in a URL, and the token behind any `Bearer`. Redact a whole text before cutting
 * it: half a secret is no longer found.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(writtenForms))].filter((form) => form !== "");
  // The longest first: where one secret begins another, the alternation must not stop at the short one.
  forms.sort((a, b) => b.length - a.length);
  const known = forms.length > 0
    ? new RegExp(forms.map(escapeForRegExp).join("|"), "g")
    : undefined;
  return (text) => {
    const withoutKnown = known ? text.replace(known, MARK) : text;
    return withoutKnown.replace(BEARER, `$1 ${MARK}`);
  };
}

function writtenForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, json.replaceAll("/", "\\/"), encodeURIComponent(secret)];
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
