/** @module */
import { CircleAlert, Info } from "lucide-preact";
import type { JSX } from "preact";
import type { NoteEntry } from "../entries.ts";

/** What the gateway has to say. */
export function NoteRow({ entry }: { entry: NoteEntry }): JSX.Element {
  const Icon = entry.tone === "error" ? CircleAlert : Info;
  return (
    <div class={`note-row note-${entry.tone}`}>
      <Icon size={15} aria-hidden="true" />
      <div class="note-text">{entry.text}</div>
    </div>
  );
}
