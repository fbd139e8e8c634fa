/**
 * Turns a block of markdown into HTML. What an agent wrote as HTML is shown as it was written, but
 * for a few tags that only format; those lose their attributes.
 *
 * @module
 */
import { Lexer, type Links, Parser, Renderer, type Tokens } from "marked";
import { isImageData, safeAddress } from "./addresses.ts";

/** More than anybody writes; deeper, reading it takes time that grows with the square. */
const MAX_NESTING = 40;
/** Longer lines and blocks, outside of fenced code, are no prose; some patterns take a second to read. */
const MAX_LINE = 10_000;
const MAX_BLOCK = 65_536;
/** Tags of HTML that may be used within markdown. */
const FORMATTING = new Set(
  ("b i em strong u s del ins mark small sub sup kbd q code pre br hr p blockquote ul ol li dl dt dd " +
    "details summary").split(" "),
);
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?\/?>/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML that shows it literally. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** As `escapeHtml`, but references such as `&copy;` stay what they are, as markdown has it. */
function escapeText(text: string): string {
  return text.replace(
    /&(?!(?:#\d{1,7}|#[Xx][\da-fA-F]{1,6}|\w+);)|[<>"']/g,
    (char) => ENTITIES[char] ?? char,
  );
}

function plainTags(html: string): string {
  let out = "";
  let done = 0;
  for (const match of html.matchAll(TAG)) {
    const [whole, slash = "", name = ""] = match;
    if (!FORMATTING.has(name.toLowerCase())) continue;
    out += escapeText(html.slice(done, match.index)) + `<${slash}${name.toLowerCase()}>`;
    done = match.index + whole.length;
  }
  return out + escapeText(html.slice(done));
}

/** `addresses.ts` says what may be followed; anything else is shown as its text. */
function anchor(href: string, label: string, title?: string | null): string {
  const address = safeAddress(href);
  const hint = title ?? (address === undefined && href !== "" ? href : undefined);
  const titled = hint === undefined || hint === null ? "" : ` title="${escapeText(hint)}"`;
  if (address === undefined) return `<span${titled}>${label}</span>`;
  return `<a href="${escapeHtml(address)}"${titled}>${label}</a>`;
}

class SafeRenderer extends Renderer {
  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return plainTags(text);
  }

  override text(token: Tokens.Text | Tokens.Escape): string {
    if ("tokens" in token && token.tokens) return this.parser.parseInline(token.tokens);
    return escapeText(token.text);
  }

  override code({ text, lang }: Tokens.Code): string {
    const name = /^[\w+#.-]{1,30}/.exec(lang ?? "")?.[0];
    const language = name === undefined ? "" : ` class="language-${name.toLowerCase()}"`;
    const body = text === "" ? "" : `${escapeHtml(text.replace(/\n$/, ""))}\n`;
    // A parser drops the first line break in it.
    return `<pre><code${language}>${body}</code></pre>\n`;
  }

  override codespan({ text }: Tokens.Codespan): string {
    return `<code>${escapeHtml(text)}</code>`;
  }

  // Below the headings of the page.
  override heading({ tokens, depth }: Tokens.Heading): string {
    const level = Math.min(6, depth + 2);
    return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
  }

  override checkbox({ checked }: Tokens.Checkbox): string {
    const state = checked ? ' checked="" aria-label="done"' : ' aria-label="not done"';
    return `<input type="checkbox" disabled=""${state}> `;
  }

  override link({ href, title, text, tokens, autolink }: Tokens.Link): string {
    return anchor(href, autolink ? escapeHtml(text) : this.parser.parseInline(tokens), title);
  }

  override image({ href, title, text }: Tokens.Image): string {
    if (!isImageData(href)) return anchor(href, escapeText(text === "" ? "image" : text), title);
    const titled = title ? ` title="${escapeText(title)}"` : "";
    return `<img src="${escapeHtml(href)}" alt="${escapeText(text)}"${titled}>`;
  }
}

/**
 * HTML of one block. It still has to pass `sanitize()`.
 *
 * @param links the definitions of the document the block is from
 */
export function renderHtml(block: string, links: Links): string {
  if (isTooMuch(block)) return literally(block);
  const lexer = new Lexer({ gfm: true });
  Object.assign(lexer.tokens.links, links);
  try {
    const tokens = lexer.lex(block);
    return Parser.parse(tokens, { gfm: true, renderer: new SafeRenderer() });
  } catch (error) {
    // Whatever the reader cannot take is text, and an answer must be readable.
    if (!(error instanceof Error)) throw error;
    return literally(block);
  }
}

function literally(block: string): string {
  return `<pre><code>${escapeHtml(block)}</code></pre>`;
}

/** Whether reading the block would take longer than a person would wait. */
function isTooMuch(block: string): boolean {
  if (isTooDeep(block)) return true;
  if (block.length <= MAX_LINE || /^ {0,3}(?:`{3}|~{3})/.test(block)) return false;
  return block.length > MAX_BLOCK || block.split("\n").some(({ length }) => length > MAX_LINE);
}

/** Whether a line of the block starts with more markers of quotes and lists than is sane. */
function isTooDeep(block: string): boolean {
  for (
    const [markers] of block.matchAll(/^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/gm)
  ) {
    if (markers.replace(/[ \t\d]+/g, "").length > MAX_NESTING) return true;
  }
  return false;
}
