/**
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import type { CompletionItem } from "../model/completion.ts";
import type { Completion } from "./use_completion.ts";

/** What the word at the cursor may become. The focus stays in the message box. */
export function CompletionList(
  { completion: { items, marked }, onChoose }: {
    completion: Completion;
    onChoose: (item: CompletionItem) => void;
  },
) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  return (
    <div id="completions" ref={list} class="completions" role="listbox" aria-label="Completions">
      {items.map((item, at) => (
        <div
          key={`${at} ${item.text}`}
          id={`completion-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === marked}
          // Before the message box would lose the focus, and the list would go.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(item);
          }}
        >
          <span class="what">{item.display}</span>
          <span class="meta">{item.meta}</span>
        </div>
      ))}
    </div>
  );
}
