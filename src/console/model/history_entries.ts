/**
 * A conversation that is over, as entries.
 *
 * @module
 */
import type { Message } from "tidegate/client";
import type { AttachmentNote, Entry, ToolEntry, UserEntry } from "../entries.ts";

type ToolRow = Extract<Message, { role: "tool" }>;

/** Makes entries of messages; `key` gives each its own. */
export function entriesOf(messages: readonly Message[], key: () => string): Entry[] {
  return messages.flatMap((message) => {
    const entry = entryOf(message, key);
    return entry === undefined ? [] : [entry];
  });
}

function entryOf(message: Message, key: () => string): Entry | undefined {
  switch (message.role) {
    case "user":
      return userEntry(key(), message.text);
    case "assistant":
      return {
        kind: "answer",
        key: key(),
        text: message.text,
        reasoning: message.reasoning ?? "",
        live: false,
      };
    case "system":
      return { kind: "note", key: key(), tone: "info", text: message.text };
    case "tool":
      // The plan is shown beside the conversation, not in it.
      return message.name === PLAN_TOOL ? undefined : toolEntry(key(), message);
  }
}

/** The tool by which agents tell their plan. */
export const PLAN_TOOL = "todo";

/** A reference to a file, as a prompt has it: in backquotes where there is white space in it. */
const REFERENCE = "@file:(?:`[^`\n]+`|\\S+)";
/** A last paragraph of nothing but references: what was attached. */
const ATTACHED = new RegExp(`(?:^|\\n\\n)(${REFERENCE}(?: ${REFERENCE})*)$`);

/** What a user said. What was attached is at its end: references to files, then images, a line each. */
export function userEntry(key: string, said: string): UserEntry {
  const lines = said.split("\n");
  const images: AttachmentNote[] = [];
  while (lines.length > 1 && /^file:\/\/\/\S+$/.test(lines.at(-1) ?? "")) {
    images.unshift({ kind: "image", name: fileName(lines.pop() ?? "") });
  }
  const text = lines.join("\n");
  const [whole = "", references = ""] = ATTACHED.exec(text) ?? [];
  const files = references.match(new RegExp(REFERENCE, "g")) ?? [];
  return {
    kind: "user",
    key,
    text: text.slice(0, text.length - whole.length),
    state: "sent",
    attachments: [
      ...files.map((each) => ({ kind: "file" as const, name: refName(each) })),
      ...images,
    ],
  };
}

/** A prompt as the gateway writes it down, with the images that go along. */
export function saidWith(text: string, images: readonly string[]): string {
  return [text, ...images.map((name) => `file:///${encodeURIComponent(name)}`)].join("\n");
}

function refName(reference: string): string {
  return baseName(reference.slice("@file:".length).replaceAll("`", ""));
}

// What the gateway keeps has a few digits in front, so that no two have one name.
function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/^[0-9a-f]{8}_/, "");
}

function fileName(address: string): string {
  try {
    return baseName(decodeURIComponent(address));
  } catch {
    return baseName(address);
  }
}

function toolEntry(key: string, row: ToolRow): ToolEntry {
  const { name, context, args, result, summary, inline_diff, duration_s } = row;
  return {
    kind: "tool",
    key,
    name,
    context,
    state: "done",
    ...args === undefined ? {} : { args },
    ...result === undefined ? {} : { result },
    ...summary === undefined ? {} : { summary },
    ...inline_diff === undefined ? {} : { diff: inline_diff },
    ...duration_s === undefined ? {} : { seconds: duration_s },
  };
}
