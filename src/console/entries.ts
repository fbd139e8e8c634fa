/**
 * What a transcript is made of, as data: the model makes it of messages and events, the view shows it.
 * An entry is never changed; where something about it changes there is a new one with the same key.
 *
 * @module
 */
import type { EventPayloads } from "tidegate/client";

/** What a prompt had with it. */
export interface AttachmentNote {
  /** The file's name, as people know it. */
  readonly name: string;
  /** What it is. */
  readonly kind: "image" | "file";
}

/** What a user said. */
export interface UserEntry {
  readonly kind: "user";
  /** Unique in its transcript, and the same as long as it is there. */
  readonly key: string;
  readonly text: string;
  /** `sending`: not confirmed yet. `queued`: waits behind a turn. */
  readonly state: "sending" | "queued" | "sent";
  readonly attachments: readonly AttachmentNote[];
}

/** What the agent said: everything between two prompts or tools. */
export interface AnswerEntry {
  readonly kind: "answer";
  readonly key: string;
  /** Markdown. */
  readonly text: string;
  /** The model's reasoning before it; may be empty. */
  readonly reasoning: string;
  /** Whether more is coming. */
  readonly live: boolean;
  /** How its turn ended, where this is its last entry. */
  readonly ending?: "complete" | "interrupted" | "error";
  /** What the gateway warns of. */
  readonly warning?: string;
}

/** A tool that ran. */
export interface ToolEntry {
  readonly kind: "tool";
  readonly key: string;
  readonly name: string;
  /** A short preview of what it was called with. */
  readonly context: string;
  /** `ended`: its turn is over and nobody told how it went. */
  readonly state: "running" | "done" | "ended";
  /** What it has so far. */
  readonly preview?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly summary?: string;
  /** What it changed in files, as unified diffs. */
  readonly diff?: string;
  readonly seconds?: number;
  readonly locations?: EventPayloads["tool.complete"]["locations"];
}

/** Something the gateway has to say: an error of a turn, a notice, the output of a slash command. */
export interface NoteEntry {
  readonly kind: "note";
  readonly key: string;
  readonly tone: "info" | "error";
  /** Plain text, with line breaks. */
  readonly text: string;
}

/** Any of them. */
export type Entry = UserEntry | AnswerEntry | ToolEntry | NoteEntry;
