/**
 * A conversation, as long as it may be: only what is in sight is in the page.
 *
 * What follows from that: the browser's own search finds and its "select all" takes only the rows
 * around what one sees. Copying an answer has a button of its own.
 *
 * @module
 */
import { effect, type ReadonlySignal } from "@preact/signals";
import { ArrowDown } from "lucide-preact";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Entry } from "../entries.ts";
import { Announcer } from "./announcer.tsx";
import type { Folds } from "./folds.ts";
import { useFrameValue } from "./frame_value.ts";
import { Row } from "./row.tsx";
import { useVirtualRows } from "./virtual_rows.ts";

/**
 * Shows a conversation and fills its parent. It follows the end until somebody scrolls up, and again
 * when something is said. Give it a `key` for each session, so that each has its own place.
 *
 * @param props.entries what there is, in order; an entry that changed is another object with its key
 * @param props.status what the agent is doing just now, as a phrase; empty when it rests
 * @param props.label what the conversation is called, for who cannot see it
 */
export function Transcript(
  { entries, status, label }: {
    entries: ReadonlySignal<readonly Entry[]>;
    status: ReadonlySignal<string>;
    label: string;
  },
): JSX.Element {
  const shown = useFrameValue(entries);
  const rows = useVirtualRows(shown);
  const folds = useRef(new Map<string, Folds>());
  const { virtualizer, scroller } = rows;
  const said = useLastSaid(entries);
  // Who says something wants to see it, and what comes of it.
  useLayoutEffect(() => {
    if (said !== "") rows.jumpToEnd();
  }, [said]);

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of what is inside, as a text that is being selected, are none of ours.
    if (event.target !== event.currentTarget) return;
    if (event.key === "End") rows.jumpToEnd();
    else if (event.key === "Home") rows.jumpToStart();
    else {
      if (event.key === "ArrowUp" || event.key === "PageUp") rows.leaveEnd();
      return;
    }
    event.preventDefault();
  };

  return (
    <div class="transcript">
      <div
        class="transcript-scroll"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        {/* A feed without an article is none to who has it read to them. */}
        {shown.length > 0 && (
          <div
            class="transcript-rows"
            role="feed"
            aria-label={label}
            aria-busy={isBusy(shown.at(-1))}
            style={{ height: `${virtualizer.getTotalSize()}px` }}
          >
            {virtualizer.getVirtualItems().map(({ key, index, start }) => {
              const entry = shown[index];
              return entry && (
                <Row
                  key={key}
                  entry={entry}
                  folds={foldsOf(folds.current, entry.key)}
                  index={index}
                  count={shown.length}
                  top={start}
                  measure={virtualizer.measureElement}
                />
              );
            })}
          </div>
        )}
      </div>
      {!rows.isFollowing && (
        <button type="button" class="transcript-jump" onClick={rows.jumpToEnd}>
          <ArrowDown size={15} aria-hidden="true" /> Jump to latest
        </button>
      )}
      <Status status={status} />
      <Announcer entries={shown} />
    </div>
  );
}

function Status({ status }: { status: ReadonlySignal<string> }): JSX.Element {
  const phrase = useFrameValue(status);
  return (
    <div class="transcript-status">
      <div class="transcript-status-line" role="status">
        {phrase !== "" && <span class="transcript-pulse" aria-hidden="true" />}
        <span class="transcript-phrase">{phrase}</span>
      </div>
    </div>
  );
}

/**
 * The key of what was last said in this window; "" before. Every change is looked at, and not one a frame: a
 * gateway that is near has taken what is being sent before the next frame is drawn.
 */
function useLastSaid(entries: ReadonlySignal<readonly Entry[]>): string {
  const said = useRef("");
  useLayoutEffect(() =>
    effect(() => {
      const last = entries.value.at(-1);
      if (last?.kind === "user" && last.state === "sending") said.current = last.key;
    }), [entries]);
  return said.current;
}

function foldsOf(all: Map<string, Folds>, key: string): Folds {
  const known = all.get(key) ?? new Map<string, boolean>();
  all.set(key, known);
  return known;
}

function isBusy(last: Entry | undefined): boolean {
  return last?.kind === "answer" && last.live;
}
