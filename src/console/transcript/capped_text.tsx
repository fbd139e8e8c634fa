/** @module */
import type { JSX } from "preact";
import { useFold } from "./folds.ts";

/** More than this is shown on request. */
const SHOWN_CHARS = 4_000;
const SHOWN_LINES = 60;

/** Text as it is, in a frame; what is long is cut until somebody asks for all of it. */
export function CappedText(
  { name, label, text }: { name: string; label: string; text: string },
): JSX.Element {
  const [isWhole, setWhole] = useFold(`all:${name}`, false);
  const shown = isWhole ? text : start(text);
  return (
    <section class="capped" aria-label={label}>
      <div class="capped-label">{label}</div>
      <pre class="capped-text" tabIndex={0} role="group" aria-label={label}>{shown}</pre>
      {shown.length < text.length && (
        <button
          type="button"
          class="show-all"
          onClick={() => setWhole(true)}
        >
          Show all {text.length.toLocaleString("en")} characters
        </button>
      )}
    </section>
  );
}

function start(text: string): string {
  const cut = text.slice(0, SHOWN_CHARS);
  const lines = cut.split("\n");
  return lines.length > SHOWN_LINES ? lines.slice(0, SHOWN_LINES).join("\n") : cut;
}
