/**
 * @module
 */
import { version } from "../protocol/version.ts";
import type { Session } from "../session/session.ts";

/**
 * Writes a text into a file, or wherever documents go, and answers where it is now. A name is used once at
 * most: where there is such a document already, the new one gets another name.
 *
 * @param name letters, digits, `_` and `.`; ends in `.json`
 * @throws {unknown} with a message that is shown to the user
 */
export type SaveDocument = (name: string, text: string) => string | Promise<string>;

/**
 * A conversation as a document: everything there is of it, also what a summary stands for by now.
 *
 * @param now milliseconds since the epoch
 */
export function savedConversation(session: Session, now: number): { name: string; text: string } {
  const { id, storedId, title, model, providerName, cwd, createdAt, history } = session;
  const { messages, earlier } = history;
  const document = {
    format: "tidegate conversation",
    version,
    session_id: storedId,
    live_session_id: id,
    title,
    model,
    provider: providerName || session.info().provider,
    cwd,
    started_at: new Date(createdAt).toISOString(),
    saved_at: new Date(now).toISOString(),
    message_count: messages.length,
    messages,
    ...earlier.length === 0 ? {} : { earlier_messages: earlier },
  };
  const stamp = new Date(now).toISOString().replace(/[-:]/g, "").replace("T", "_").slice(0, 15);
  return {
    name: `tidegate_conversation_${stamp}.json`,
    text: `${JSON.stringify(document, null, 2)}\n`,
  };
}
