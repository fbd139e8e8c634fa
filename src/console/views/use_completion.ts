/**
 * What the word at the cursor may become, while it is typed.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { complete, type CompletionItem } from "../model/completion.ts";
import type { Desk } from "../model/desk.ts";

/** A choice that is open. */
export interface Completion {
  readonly items: readonly CompletionItem[];
  /** Which one is marked; -1: none. */
  readonly marked: number;
  /** Asks what may stand at the cursor. */
  ask(text: string, cursor: number): void;
  /** Marks the next one, or the one before. */
  move(by: number): void;
  close(): void;
}

/** Milliseconds of quiet before the gateway is asked. */
const QUIET_MS = 80;

/** See the module. */
export function useCompletion(desk: Desk): Completion {
  const [items, setItems] = useState<readonly CompletionItem[]>([]);
  const [marked, setMarked] = useState(-1);
  const asking = useRef<AbortController | undefined>(undefined);
  const close = () => {
    asking.current?.abort();
    setItems([]);
    setMarked(-1);
  };
  useEffect(() => close, []);
  return {
    items,
    marked,
    close,
    move: (by) =>
      setMarked((at) => (Math.max(at, by > 0 ? -1 : 0) + by + items.length) % items.length),
    ask(text, cursor) {
      asking.current?.abort();
      const { signal } = asking.current = new AbortController();
      if (!/^\/|(^|\s)@\S*$/.test(text.slice(0, cursor))) return close();
      const timer = setTimeout(async () => {
        const { client } = desk;
        const session = desk.shown.value?.session;
        try {
          const found = await complete({ client, session }, { text, cursor }, signal);
          if (signal.aborted) return;
          // What stands there already is no choice.
          const news = found.filter((item) => item.text.trimEnd() !== text.trimEnd());
          setItems(news);
          setMarked(-1);
        } catch {
          // Nobody asked for it: typing goes on without.
          if (!signal.aborted) close();
        }
      }, QUIET_MS);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    },
  };
}
