/** A transcript on a page of its own, moved by a test. */
import { signal } from "@preact/signals";
import { render } from "preact";
import type { Entry } from "../../../src/console/entries.ts";
import { highlightsWaiting } from "../../../src/console/transcript/highlighter.ts";
import { Markdown } from "../../../src/console/transcript/markdown.tsx";
import { sanitize } from "../../../src/console/transcript/sanitize.ts";
import { Transcript } from "../../../src/console/transcript/transcript.tsx";

const entries = signal<readonly Entry[]>([]);
const status = signal("");

/** What tests call in the page. */
export interface TranscriptPage {
  setEntries(next: readonly Entry[]): void;
  appendEntries(more: readonly Entry[]): void;
  /** Puts another in the place of the last. */
  replaceLast(entry: Entry): void;
  setStatus(phrase: string): void;
  /** Pieces of code that wait for their colours. */
  highlightsWaiting(): number;
  /** Shows a document by itself instead of the transcript, anew after an empty one. */
  showMarkdown(text: string, live: boolean): void;
  /** What the sanitiser leaves of `html`, put into the page. */
  showSanitised(html: string): void;
}

const page: TranscriptPage = {
  setEntries: (next) => entries.value = next,
  appendEntries: (more) => entries.value = [...entries.peek(), ...more],
  replaceLast: (entry) => entries.value = [...entries.peek().slice(0, -1), entry],
  setStatus: (phrase) => status.value = phrase,
  highlightsWaiting,
  showMarkdown: (text, live) => {
    if (text === "") render(null, place());
    else render(<Markdown text={text} live={live} />, place());
  },
  showSanitised: (html) => {
    render(null, place());
    place().replaceChildren(sanitize(html));
  },
};

function place(): HTMLElement {
  const root = document.querySelector<HTMLElement>("#root");
  if (root === null) throw new Error("Showing a page: it has no #root");
  return root;
}

Object.assign(globalThis, { tested: page });
render(<Transcript entries={entries} status={status} label="A talk" />, place());
