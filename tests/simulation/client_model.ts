/**
 * A client as a simulation drives one: it is told what its user wants and what its connection does, and
 * shows a chat. Another implementation of it is another client under the same simulation.
 *
 * @module
 */

/** A connection that is open. */
export interface Wire {
  send(frame: string): void;
  /** The window hangs up. */
  close(): void;
}

/** A session, by both of its ids. */
export interface Key {
  readonly live: string;
  readonly stored: string;
}

/** What a user wants. */
export type Wish =
  | { want: "create"; closeOnDisconnect: boolean }
  /** To watch a session: one that may have ended, or one that lives. */
  | { want: "resume" | "activate"; key: Key }
  /** To be sure that nothing was missed; `back` events that are known are asked for once more. */
  | { want: "since"; key: Key; back: number }
  /** With the same id it is the same prompt; `again`: it was sent before, by whomever. */
  | { want: "submit"; key: Key; id: string; text: string; again?: true }
  /** To watch it no longer, on this connection. */
  | { want: "detach"; key: Key }
  | { want: "interrupt" | "close"; key: Key };

/** What a client shows of a session. */
export interface Shown {
  /** The text of each turn that said anything. */
  turns: string[];
  /** Whether it claims that this is all there is. */
  sure: boolean;
}

/** What a client may tell its surroundings. */
export interface Host {
  /** Something the gateway did must not be. */
  fail(what: string): never;
  count(what: string): void;
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  /** What the turn was asked that said this. */
  askedFor(said: string): string | undefined;
}

/** See the module. */
export interface ClientModel {
  readonly kind: string;
  /** Whether its prompts have ids of its own, and may be sent again. */
  readonly repeats: boolean;
  /** A connection is open; the gateway greets next. */
  opened(wire: Wire): void;
  /** The connection is gone. */
  lost(): void;
  /** A whole frame has arrived. */
  hear(frame: string): void;
  wish(wish: Wish): void;
  /** What it shows of a session it has been asked to watch. */
  shown(key: Key): Shown | undefined;
}
