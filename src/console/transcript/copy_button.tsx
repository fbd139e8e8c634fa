/** @module */
import { Check, Copy } from "lucide-preact";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { copyText } from "./copy_text.ts";

/** How long it says that it worked, in milliseconds. */
const SHOWN = 1_500;

/** Copies a text. */
export function CopyButton({ text, label }: { text: string; label: string }): JSX.Element {
  const [outcome, setOutcome] = useState<"none" | "copied" | "refused">("none");
  const copy = async () => {
    setOutcome(await copyText(text) ? "copied" : "refused");
    setTimeout(() => setOutcome("none"), SHOWN);
  };
  const said = { none: label, copied: "Copied", refused: "The browser does not allow it" }[outcome];
  return (
    <button type="button" class="copy-button" aria-label={said} title={said} onClick={copy}>
      {outcome === "copied" ? <Check size={15} /> : <Copy size={15} />}
    </button>
  );
}
