/**
 * What a method's handler is given beside its params.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import type { Reaper } from "../session/reaper.ts";
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";
import type { ResolvedGatewayOptions } from "./options.ts";
import type { Settings } from "./settings.ts";

/** Who calls. */
export interface Caller {
  /** Makes the caller a viewer of the session from now on. Idempotent. */
  watch(session: Session): void;
  /** Sends an event that belongs to no session, to the caller alone. */
  tell<P extends Payload>(kind: EventKind<P>, payload: P): void;
}

/** What all connections of a gateway share. */
export interface Services {
  readonly options: ResolvedGatewayOptions;
  readonly registry: Registry;
  readonly reaper: Reaper;
  readonly settings: Settings;
  /** Whether nothing new should begin any more. */
  isDraining(): boolean;
}

/** See the module. */
export interface CallContext extends Services {
  readonly caller: Caller;
}
