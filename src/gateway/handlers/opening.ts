/**
 * The second half of opening a session: somebody watches it, its agent is on the way, it is described.
 *
 * @module
 */
import { AgentError } from "../../agent/agent.ts";
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import { RpcError } from "../../rpc/rpc_error.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { beginWithModel } from "./follow_model.ts";

/**
 * Finishes opening a session that was opened for this call. Where that fails the session ends again: no
 * client has its id, and it would count against the limit for nothing.
 *
 * @throws {unknown} what `finish` throws
 */
export function finishOpening<T>(session: Session, context: CallContext, finish: () => T): T {
  beginWithModel(session, context);
  try {
    return finish();
  } catch (fault) {
    context.registry.close(session.id, "tui_close");
    throw fault;
  }
}

/**
 * Runs a resume. What fails in it that nobody foresaw is told as a resume that failed.
 *
 * @throws {RpcError} 5000 with the reason, as far as it is meant for a client, or what `run` throws
 */
export function resuming<T>({ options }: CallContext, run: () => T): T {
  try {
    return run();
  } catch (fault) {
    if (fault instanceof RpcError) throw fault;
    options.logger.error("a session could not be resumed", { error: errorStack(fault) });
    const told = fault instanceof AgentError;
    const why = told ? fault.message : "unexpected failure; see the gateway's log";
    throw wireError("resumeFailed", `resume failed: ${why}`);
  }
}
