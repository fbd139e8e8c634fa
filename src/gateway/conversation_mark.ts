/**
 * Where a conversation stood, so that it can be found again.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { CheckpointNote } from "../git/checkpoint_note.ts";
import { hexDigest } from "../lib/hex_digest.ts";
import type { Session } from "../session/session.ts";

/** Of a checkpoint what says where its conversation stood. */
export type ConversationMark = Pick<CheckpointNote, "conversation" | "messages" | "digest">;

/** Characters of each message by which it is known, beside its length. */
const KNOWN_BY = 200;

/** Where a conversation stands that has these messages. */
export async function markOf(
  { keeper }: Session,
  messages: readonly HistoryMessage[],
): Promise<ConversationMark> {
  // The first of its ids stays the same, whatever becomes of it.
  const [conversation = ""] = keeper.chain;
  return { conversation, messages: messages.length, digest: await digestOf(messages) };
}

/**
 * Brings a conversation back to where it stood, where what was said until then is still the same.
 *
 * @returns how many messages went; `undefined`: it is another conversation, or has become another
 */
export async function rewindTo(
  { keeper, history }: Session,
  mark: ConversationMark,
): Promise<number | undefined> {
  const { messages } = history;
  if (keeper.chain[0] !== mark.conversation || messages.length < mark.messages) return undefined;
  const before = messages.slice(0, mark.messages);
  if (await digestOf(before) !== mark.digest || history.messages !== messages) return undefined;
  return history.cutBeforeUser(before.filter(({ role }) => role === "user").length);
}

async function digestOf(messages: readonly HistoryMessage[]): Promise<string> {
  const known = messages.map(({ role, text }) => [role, text.length, text.slice(0, KNOWN_BY)]);
  return await hexDigest(JSON.stringify(known));
}
