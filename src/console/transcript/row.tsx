/** @module */
import type { JSX } from "preact";
import { memo } from "preact/compat";
import type { Entry } from "../entries.ts";
import { AnswerRow } from "./answer_row.tsx";
import { type Folds, FoldsContext } from "./folds.ts";
import { NoteRow } from "./note_row.tsx";
import { ToolRow } from "./tool_row.tsx";
import { UserRow } from "./user_row.tsx";

/** Where a row is, and what it shows. */
export interface RowProps {
  readonly entry: Entry;
  /** Its folds, which outlive it. */
  readonly folds: Folds;
  readonly index: number;
  /** How many rows there are. */
  readonly count: number;
  /** Its distance from the top of the list, in pixels. */
  readonly top: number;
  readonly measure: (element: HTMLElement | null) => void;
}

/** One entry at its place. */
export const Row = memo(({ entry, folds, index, count, top, measure }: RowProps): JSX.Element => {
  return (
    <article
      class={`row row-${entry.kind}`}
      data-index={index}
      data-key={entry.key}
      aria-label={nameOf(entry)}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      ref={measure}
    >
      <FoldsContext.Provider value={folds}>
        <Content entry={entry} />
      </FoldsContext.Provider>
    </article>
  );
});

// An entry that changes is another one, so the same one looks the same.
const Content = memo(({ entry }: { entry: Entry }): JSX.Element => {
  switch (entry.kind) {
    case "user":
      return <UserRow entry={entry} />;
    case "answer":
      return <AnswerRow entry={entry} />;
    case "tool":
      return <ToolRow entry={entry} />;
    case "note":
      return <NoteRow entry={entry} />;
  }
}, (before, after) => before.entry === after.entry);

function nameOf(entry: Entry): string {
  switch (entry.kind) {
    case "user":
      return "You";
    case "answer":
      return "Agent";
    case "tool":
      return `Tool ${entry.name}`;
    case "note":
      return entry.tone === "error" ? "Error" : "Notice";
  }
}
