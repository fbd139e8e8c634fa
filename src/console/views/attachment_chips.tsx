/**
 * What goes with the next prompt.
 *
 * @module
 */
import { CircleAlert, File, Image, LoaderCircle, X } from "lucide-preact";
import type { Conversation } from "../model/conversation.ts";
import { useDesk } from "./desk_context.ts";
import { IconButton } from "./icon_button.tsx";

const SIZE = { size: 14, "aria-hidden": "true" } as const;

/** See the module. */
export function AttachmentChips({ conversation }: { conversation: Conversation }) {
  const desk = useDesk();
  const { attachments, session } = conversation;
  const all = attachments.all.value;
  if (all.length === 0) return null;
  const remove = (id: number) => {
    attachments.remove(session, id).catch((error) => desk.toasts.error("Removing", error));
  };
  return (
    <ul class="chips" aria-label="Attachments">
      {all.map(({ id, name, kind, state, why }) => (
        <li key={id} class={state} title={why}>
          {state === "sending" && <LoaderCircle {...SIZE} class="spin" />}
          {state === "failed" && <CircleAlert {...SIZE} />}
          {state === "ready" && (kind === "image" ? <Image {...SIZE} /> : <File {...SIZE} />)}
          <span class="name">{name}</span>
          {state === "sending" && <span class="hidden">is being sent</span>}
          {state === "failed" && <span class="why">{why}</span>}
          {!conversation.observes.value && (
            <IconButton
              label={`Remove ${name}`}
              onClick={() => remove(id)}
            >
              <X size={13} aria-hidden="true" />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
}
