/** @module */
import type { ComponentChildren, JSX } from "preact";
import { useFold } from "./folds.ts";

/** A part that is folded away until somebody opens it. What is folded is not in the page. */
export function Fold(
  { name, summary, children, ...rest }: {
    /** Tells it apart from the other folds of its row. */
    name: string;
    summary: ComponentChildren;
    children: () => ComponentChildren;
    class: string;
  },
): JSX.Element {
  const [isOpen, setOpen] = useFold(name, false);
  return (
    <details
      class={rest.class}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  );
}
