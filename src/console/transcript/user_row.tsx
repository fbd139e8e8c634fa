/** @module */
import { Clock, File, Image } from "lucide-preact";
import type { JSX } from "preact";
import type { AttachmentNote, UserEntry } from "../entries.ts";

const STATES = { sending: "Sending", queued: "Waits until the agent is done" } as const;

/** What a user said, as it was typed. */
export function UserRow({ entry }: { entry: UserEntry }): JSX.Element {
  const { text, attachments, state } = entry;
  return (
    <div class={`user-row user-${state}`}>
      {attachments.length > 0 && (
        <ul class="user-attachments" aria-label="Attachments">
          {attachments.map((note, index) => <Attachment key={index} note={note} />)}
        </ul>
      )}
      {text !== "" && <div class="user-bubble">{text}</div>}
      {state !== "sent" && (
        <div class="user-state">
          <Clock size={12} aria-hidden="true" /> {STATES[state]}
        </div>
      )}
    </div>
  );
}

function Attachment({ note }: { note: AttachmentNote }): JSX.Element {
  const Icon = note.kind === "image" ? Image : File;
  return (
    <li class="attachment">
      <Icon size={14} aria-hidden="true" />
      <span class="attachment-name" title={note.name}>{note.name}</span>
    </li>
  );
}
