/**
 * @module
 */
import type { Conversation } from "./conversation.ts";
import type { Desk } from "./desk.ts";

/** Takes the last exchange back; what was asked in it can be written anew. */
export async function undo(desk: Desk, conversation: Conversation): Promise<void> {
  const { session, transcript, stored } = conversation;
  const asked = transcript.entries.value.findLast((entry) => entry.kind === "user");
  try {
    const { removed } = await session.request("session.undo", {});
    await transcript.refresh();
    if (removed === 0) return desk.toasts.info("There is nothing to take back");
    const draft = desk.drafts.of(stored);
    if (draft.value === "" && asked?.kind === "user") draft.value = asked.text;
  } catch (error) {
    desk.toasts.error("Taking back", error);
  }
}
