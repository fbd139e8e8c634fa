/** @module */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry } from "../entries.ts";

/** As much of an answer as is read out; the rest is there to be read. */
const SPOKEN_CHARS = 600;

/**
 * Reads out what has happened, each thing once and when it is complete: a stream of tokens read out
 * as it comes is noise, and rows that come into sight by scrolling are no news.
 */
export function Announcer({ entries }: { entries: readonly Entry[] }): JSX.Element {
  const [words, setWords] = useState("");
  const awaited = useRef<string | undefined>(undefined);
  const last = entries.at(-1);
  useEffect(() => {
    if (last === undefined) return;
    if (isUnderWay(last)) {
      awaited.current = last.key;
      return;
    }
    if (awaited.current !== last.key && last.kind !== "note") return;
    awaited.current = undefined;
    setWords(spoken(last));
  }, [last]);
  return <div class="transcript-hidden" role="log" aria-label="News">{words}</div>;
}

function isUnderWay(entry: Entry): boolean {
  return (entry.kind === "answer" && entry.live) ||
    (entry.kind === "tool" && entry.state === "running");
}

function spoken(entry: Entry): string {
  switch (entry.kind) {
    case "user":
      return "";
    case "tool":
      return `Tool ${entry.name} is done`;
    case "note":
      return entry.text.slice(0, SPOKEN_CHARS);
    case "answer": {
      const ending = entry.ending === "interrupted" ? " Interrupted." : "";
      return `Agent: ${entry.text.slice(0, SPOKEN_CHARS)}${ending}`;
    }
  }
}
