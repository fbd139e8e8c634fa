/**
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { Attachment } from "../agent/agent_parts.ts";
import type { PendingAttachment, PendingAttachments } from "./pending_attachments.ts";

/** Something the user said. */
export interface Prompt {
  text: string;
  /** Cut the history before this user message (from 0) first. */
  truncateBefore: number | undefined;
  /** Ids under which it was sent; several where queued prompts were joined. */
  ids: readonly string[];
  /** The W3C `traceparent` of the request that brought it; of joined prompts, the first that has one. */
  trace?: string | undefined;
  /** What goes along with it. */
  attachments?: readonly PendingAttachment[];
}

/** A prompt as it comes in: it takes what waits. */
export interface Submitted extends Omit<Prompt, "ids" | "attachments"> {
  pending?: PendingAttachments;
}

/**
 * A prompt, as the conversation keeps it: for each image that went along a line with its URL behind the
 * text, as clients know it (PROTOCOL 3.1.5).
 */
export function userRow(
  { text, attachments = [] }: Pick<Prompt, "text" | "attachments">,
): HistoryMessage {
  const images = attachments.filter(({ attachment }) => attachment.kind === "image");
  return { role: "user", text: [text, ...images.map(({ url }) => url)].join("\n") };
}

/** What a user said, without the lines that tell of images. */
export function withoutImages(text: string): string {
  let end = text.length;
  // Line by line from the end: an expression would try each line of a long list as the first one.
  for (;;) {
    const at = end === 0 ? -1 : text.lastIndexOf("\n", end - 1);
    if (at === -1 || !/^\nfile:\/\/\S+$/.test(text.slice(at, end))) return text.slice(0, end);
    end = at;
  }
}

/** What an agent is given of a prompt. */
export function inputOf({ text, attachments = [] }: Prompt): {
  text: string;
  attachments?: readonly Attachment[];
} {
  if (attachments.length === 0) return { text };
  return { text, attachments: attachments.map(({ attachment }) => attachment) };
}

/** Whether it can be a hint within a turn: not, if it cuts the history, or brings something along. */
export function mayHint({ truncateBefore, attachments = [] }: Prompt): boolean {
  return truncateBefore === undefined && attachments.length === 0;
}

/** Two prompts as one: their texts with a blank line between. */
export function joinPrompts(first: Prompt, second: Prompt): Prompt {
  return {
    text: `${first.text}\n\n${second.text}`,
    truncateBefore: earlier(first.truncateBefore, second.truncateBefore),
    ids: [...first.ids, ...second.ids],
    trace: first.trace ?? second.trace,
    attachments: [...first.attachments ?? [], ...second.attachments ?? []],
  };
}

/** Of two cuts the one that takes more away: it contains the other. */
function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
