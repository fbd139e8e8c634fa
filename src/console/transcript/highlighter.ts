/**
 * Colours code when the page has nothing else to do, and remembers how it looked.
 *
 * @module
 */
import DOMPurify from "dompurify";

/** Longer code stays plain: colouring it takes longer than a frame has. */
const MAX_CHARS = 30_000;
/** How many pieces of code are remembered; about as many as lie around what one sees. */
const REMEMBERED = 200;
/** A browser that is never idle colours anyway, after this long, in milliseconds. */
const PATIENCE = 500;
/** Code that grows is coloured when it has been still for this long, in milliseconds. */
const STILL = 1_500;

const remembered = new Map<string, DocumentFragment>();
const waiting = new Set<Element>();
const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();

/** How many pieces of code in the page wait for their colours. */
export function highlightsWaiting(): number {
  return [...waiting].filter(({ isConnected }) => isConnected).length;
}

/** What the language of a `<code>` is called, as its block said. */
export function languageOf(code: Element): string | undefined {
  return /^language-(.+)$/.exec(code.className)?.[1];
}

/** Colours a `<code>` at once, where that has been done before. */
export function highlightFromMemory(code: Element): boolean {
  const known = remembered.get(keyOf(code));
  if (known === undefined) return false;
  code.replaceChildren(known.cloneNode(true));
  return true;
}

/** Colours a `<code>` soon; one that grows, when it has been still for a moment. */
export function highlightSoon(code: Element, isGrowing: boolean): void {
  const language = languageOf(code);
  const { length } = code.textContent;
  if (language === undefined || length > MAX_CHARS || highlightFromMemory(code)) return;
  clearTimeout(timers.get(code));
  waiting.add(code);
  if (!isGrowing) return whenIdle(() => colour(code, language));
  timers.set(code, setTimeout(() => whenIdle(() => colour(code, language)), STILL));
}

function keyOf(code: Element): string {
  return `${languageOf(code) ?? ""}\n${code.textContent}`;
}

function whenIdle(task: () => void): void {
  // Safari has no such call.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task, { timeout: PATIENCE });
  else setTimeout(task, 0);
}

async function colour(code: Element, language: string): Promise<void> {
  const key = keyOf(code);
  try {
    const { highlight } = await import("./highlight_grammars.ts");
    const html = code.isConnected ? highlight(code.textContent, language) : undefined;
    // It may have grown while the grammars were loaded; then it is its own turn again.
    if (html === undefined || keyOf(code) !== key) return;
    remember(key, DOMPurify.sanitize(html, COLOURED));
    highlightFromMemory(code);
  } catch (error) {
    // Code without colours is still code.
    reportError(error);
  } finally {
    waiting.delete(code);
  }
}

const COLOURED = {
  ALLOWED_TAGS: ["span", "#text"],
  ALLOWED_ATTR: ["class"],
  RETURN_DOM_FRAGMENT: true as const,
};

function remember(key: string, nodes: DocumentFragment): void {
  remembered.set(key, nodes);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
