/**
 * What a session is made of, for those around it.
 *
 * @module
 */
import type { Waiter } from "./calls.ts";
import type { CallOptions } from "./cancellable.ts";
import type { Knowledge } from "./capabilities.ts";
import type { EventName, EventOf, EventPayloads, GatewayEvent } from "./contracts.ts";
import type { ResolvedOptions } from "./options.ts";
import type { TrackState } from "./track_types.ts";
import type { ResetEvent } from "./turn_stream.ts";

/** What a session tells its listeners: each event by its name, every one as `event`, and two of its own. */
export type SessionEvents =
  & { [T in EventName]: [payload: EventPayloads[T], event: EventOf<T>] }
  & {
    event: [event: GatewayEvent];
    /** What is shown is to be replaced by the snapshot: something was missed that cannot be had. */
    reset: [payload: ResetEvent["payload"]];
    state: [state: TrackState, error: Error | undefined];
  };

/** What comes with a prompt. */
export interface PromptOptions extends CallOptions {
  /**
   * The prompt's own id, unique in the session; default: a random one. Given again, also by another client, it is
   * the same prompt.
   */
  id?: string;
  /** It may have been sent before, under this id: by an app that was restarted, by another window. */
  again?: boolean;
  /** Cuts the history before the n-th user message first; a negative number counts from the end. */
  truncateBefore?: number;
  /**
   * What becomes of it while a turn runs: it waits, it becomes a hint within that, or that is stopped for it.
   * Default: as the gateway is set; a plain gateway knows no other.
   */
  busy?: "queue" | "steer" | "interrupt";
}

/** The params of the call that says it, without the session. */
export function promptParams(
  { text, id, truncateBefore, busy }: PromptOptions & { text: string; id: string },
): Record<string, unknown> {
  return {
    text,
    ...truncateBefore === undefined ? {} : { truncate_before_user_ordinal: truncateBefore },
    ...busy === undefined ? {} : { busy },
    client_message_id: id,
  };
}

/** What a session needs of its client. */
export interface SessionHost {
  readonly options: ResolvedOptions;
  readonly knowledge: Knowledge;
  ask(method: string, params: unknown, waiter: Waiter): () => void;
  heard(event: GatewayEvent): void;
  /** Its live id was this one before. */
  moved(from: string): void;
  /** Its handle is of no use any more. */
  left(): void;
}
