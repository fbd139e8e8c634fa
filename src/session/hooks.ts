/**
 * What the program around a gateway hears of its sessions.
 *
 * @module
 */
import type { Usage } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import type { EndReason } from "./session_state.ts";

/** Which session a hook is about. */
export interface HookSubject {
  /** The live id: the same for as long as the conversation lives. */
  sessionId: string;
  /** The stored id at this moment; compressing a conversation may give it another. */
  storedId: string;
  /** Who opened it, as the client said: `tui`, … */
  source: string;
  /** The model in force. */
  model: string;
}

/** Which session it is, as it stands now. */
export function subjectOf(
  { id, storedId, source, model }: { id: string } & Omit<HookSubject, "sessionId">,
): HookSubject {
  return { sessionId: id, storedId, source, model };
}

/** A session has been opened. */
export interface SessionStart extends HookSubject {
  /** Whether it is a stored conversation that goes on. */
  resumed: boolean;
  /** Working directory of its agent; may be empty. */
  cwd: string;
}

/**
 * A turn has ended, or a prompt was stopped on its way to one. Prompts that were queued behind it, and
 * called off with it, have no end of their own.
 */
export interface TurnEnded extends HookSubject {
  /**
   * - `complete`: the agent came to its end;
   * - `interrupted`: somebody stopped it, or the session ended in the middle of it;
   * - `error`: the agent failed, could not be built, or reported a failure.
   */
  status: "complete" | "interrupted" | "error";
  /** Whether the agent was given the prompt at all. */
  started: boolean;
  /** Tokens of this turn, as far as the agent told them. */
  usage: Usage;
}

/** A session has ended; its conversation may be resumed. */
export interface SessionEnd extends HookSubject {
  /** Why it ended. */
  reason: EndReason;
  /** Whether a turn ran at that moment. */
  interrupted: boolean;
  /** Tokens of this life of the session; those before a resume are not counted. */
  usage: Usage;
}

/**
 * Called once for each event, in the order of events, a moment after it: a hook may call the gateway,
 * but cannot hold it up. One that throws or rejects is logged. A promise is not waited for, except by
 * `shutdown()`, which gives all of them together `stuckAgentMs`.
 *
 * @example Count what is spent
 * ```ts
 * import { createGateway, echoProvider, type SessionHooks } from "tidegate";
 *
 * let tokens = 0;
 * const hooks: SessionHooks = {
 *   onTurnEnd({ usage }) {
 *     tokens += usage.total;
 *   },
 *   onSessionEnd({ storedId, reason, interrupted }) {
 *     console.log(`${storedId} ended: ${reason}${interrupted ? ", in mid-turn" : ""}`);
 *   },
 * };
 * const gateway = createGateway({ provider: echoProvider(), hooks });
 * await gateway.shutdown();
 * ```
 */
export interface SessionHooks {
  /** A session has been opened, or goes on. */
  onSessionStart?(start: SessionStart): void | Promise<void>;
  /** A turn has ended. */
  onTurnEnd?(end: TurnEnded): void | Promise<void>;
  /** A session has ended. */
  onSessionEnd?(end: SessionEnd): void | Promise<void>;
}

type HookName = keyof SessionHooks;
type PayloadOf<N extends HookName> = Parameters<NonNullable<SessionHooks[N]>>[0];

/** Calls hooks so that none can break, hold up or re-enter what calls it. */
export class HookCaller {
  readonly #hooks: SessionHooks;
  readonly #logger: Logger;
  readonly #pending: Pending;

  /** @param to `pending` keeps what a shutdown waits for */
  constructor(hooks: SessionHooks, to: { logger: Logger; pending: Pending }) {
    this.#hooks = hooks;
    this.#logger = to.logger;
    this.#pending = to.pending;
  }

  call<N extends HookName>(name: N, payload: PayloadOf<N>): void {
    if (this.#hooks[name] === undefined) return;
    this.#pending.add(this.#run(name, payload));
  }

  async #run<N extends HookName>(name: N, payload: PayloadOf<N>): Promise<void> {
    // Behind what is being done: a hook that closes its session must not do so in the middle of it.
    await Promise.resolve();
    try {
      const hook = this.#hooks[name] as (payload: PayloadOf<N>) => void | Promise<void>;
      await hook.call(this.#hooks, payload);
    } catch (error) {
      const { sessionId: session } = payload;
      this.#logger.error(`the hook ${name} failed`, { session, error: errorStack(error) });
    }
  }
}
