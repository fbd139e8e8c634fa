/**
 * @module
 */
import type { HistoryMessage } from "../agent.ts";
import { conversationText } from "../conversation_text.ts";
import { cutFront } from "./cut_text.ts";

/** Of a long conversation, its end: about 30,000 tokens. */
const MAX_CHARS = 120_000;

/**
 * A conversation an agent has no memory of, for it to read before the next prompt; empty if there is
 * none. It stands between marks, so that the agent does not take it for something it is asked now.
 */
export function historyPreamble(history: readonly HistoryMessage[]): string {
  const told = conversationText(history).replace(/<(\/?)(conversation_so_far)/gi, "&lt;$1$2");
  if (told === "") return "";
  return [
    "This conversation began earlier, in another session. What was said so far stands between the " +
    "marks, for you to know; nothing of it is to be done again or answered now.",
    `<conversation_so_far>\n${cutFront(told, MAX_CHARS)}\n</conversation_so_far>`,
    "What follows is the user's new message.",
  ].join("\n\n");
}
