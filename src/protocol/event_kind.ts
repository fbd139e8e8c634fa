/**
 * What the rest of the gateway knows of a kind of event.
 *
 * @module
 */
import type { z } from "zod";

/** The payload of an event: a JSON object, or nothing. */
export type Payload = Record<string, unknown> | undefined;

/**
 * A kind of event, as data. A kind with `merge` may be held for a moment and joined with its neighbour;
 * every other kind goes out at once and pushes out what is held.
 */
export interface EventKind<P extends Payload = Payload> {
  readonly type: string;
  /** When it is sent, one line. */
  readonly summary: string;
  readonly payload: z.ZodType;
  /** It is of the session, and of no turn, also where one runs. */
  readonly aside?: true;
  /** Joins two neighbours, or answers `undefined` where they must stay apart. */
  merge?(held: P, next: P): P | undefined;
  /** Size of a payload in characters, for the kinds that merge: what is held has a limit. */
  size?(payload: P): number;
  /** Splits off an end that cannot stand alone. `undefined`: the payload is whole. */
  cut?(payload: P): Cut<P> | undefined;
}

/** Takes an event and its payload, which belong together. */
export type Emit = <P extends Payload>(kind: EventKind<P>, payload: P) => void;

/** A payload split in two, because its end cannot stand alone: half of a surrogate pair. */
export interface Cut<P> {
  now: P;
  /** To be joined with what follows. */
  rest: P;
  /** Whether `now` says nothing. */
  bare: boolean;
}

/** Payload of the streaming kinds: text, and members that must agree for two pieces to be joined. */
export type TextPayload = { text: string; verbose?: boolean; rendered?: string };

/** Joins the texts of two pieces; the later rendering stands for both. */
export function joinText(held: TextPayload, next: TextPayload): TextPayload | undefined {
  if (held.verbose !== next.verbose) return undefined;
  const text = held.text + next.text;
  // Nearly every piece is nothing but text, and this is done for each: a copy of its members costs more.
  if (next.verbose === undefined && next.rendered === undefined) return { text };
  return { ...next, text };
}

/** Splits off a high surrogate at the end of a text. */
export function cutSurrogate(payload: TextPayload): Cut<TextPayload> | undefined {
  const { text } = payload;
  const last = text.charCodeAt(text.length - 1);
  if (!(last >= 0xd800 && last <= 0xdbff)) return undefined;
  return {
    now: { ...payload, text: text.slice(0, -1) },
    rest: { ...payload, text: text.slice(-1) },
    bare: text.length === 1,
  };
}
