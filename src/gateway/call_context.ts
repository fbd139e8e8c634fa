/**
 * What a method's handler is given beside its params.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import type { Role } from "../protocol/shapes.ts";
import type { ApprovalMemory } from "../session/approval_memory.ts";
import type { Background } from "../session/background.ts";
import type { Reaper } from "../session/reaper.ts";
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";
import type { ResolvedGatewayOptions } from "./options.ts";
import type { Compressor } from "../session/compressor.ts";
import type { CommandDesk } from "./command_desk.ts";
import type { FileDesk } from "./file_desk.ts";
import type { GitDesk } from "./git_desk.ts";
import type { NewsDesk } from "./news_desk.ts";
import type { Notices } from "./notices.ts";
import type { Providers } from "./providers.ts";
import type { Settings } from "./settings.ts";
import type { Titles } from "./titles.ts";

/** Who calls. */
export interface Caller {
  /** The window, as others see it: {@linkcode Seat.id}. */
  readonly id: string;
  /**
   * The W3C `traceparent` of the call that is being handled, where it is traced. A handler reads it before
   * its first `await`.
   */
  readonly trace: string | undefined;
  /** Aborts when the caller is gone: nobody waits for an answer any more. */
  readonly gone: AbortSignal;
  /** Whether it comes from the gateway's own machine. */
  readonly isHere: boolean;
  /**
   * Makes the caller a viewer of the session from now on. Idempotent; a role replaces the one it had.
   *
   * @throws {RpcError} 4040 for a controller's role that the caller's credential does not give
   */
  watch(session: Session, role?: Role): void;
  /** Ends that. Answers whether the caller was a viewer. */
  leave(session: Session): boolean;
  /** What the caller may do to a session, or by itself. */
  roleIn(session: Session | undefined): Role;
  /** Whether the caller is a viewer of the session. */
  watches(session: Session): boolean;
  /** Whether the caller may see what is said in a session: whoever may only watch sees what it watches. */
  maySee(session: Session): boolean;
  /** Asks the caller, behind the answer to its call, what the session's agent is waiting for. */
  remind(session: Session): void;
  /** The caller says that it shows a session: {@linkcode Caller.remind} once more, if that was needed. */
  shows(session: Session): void;
  /** Sends an event that belongs to no session, to the caller alone. */
  tell<P extends Payload>(kind: EventKind<P>, payload: P): void;
}

/** What all connections of a gateway share. */
export interface Services {
  readonly options: ResolvedGatewayOptions;
  readonly registry: Registry;
  readonly reaper: Reaper;
  readonly providers: Providers;
  readonly settings: Settings;
  readonly titles: Titles;
  readonly compressor: Compressor;
  readonly commands: CommandDesk;
  readonly approvals: ApprovalMemory;
  readonly background: Background;
  readonly files: FileDesk;
  readonly git: GitDesk;
  readonly news: NewsDesk;
  readonly notices: Notices;
  /** The OpenRPC document of what this gateway answers, as JSON. */
  describe(): string;
  /** Whether nothing new should begin any more. */
  isDraining(): boolean;
}

/** See the module. */
export interface CallContext extends Services {
  readonly caller: Caller;
}
