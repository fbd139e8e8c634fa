/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { Dispatched } from "../../protocol/command_methods.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** A built-in command as it was called. */
export interface BuiltinCall {
  /** What stands behind its name, trimmed. */
  arg: string;
  session: Session | undefined;
  context: CallContext;
}

/**
 * Carries out a built-in command.
 *
 * @throws {RpcError} 4001 where it needs a session, or whatever keeps it from being carried out
 */
export type Builtin = (call: BuiltinCall) => Dispatched | Promise<Dispatched>;

/**
 * The session a command is about.
 *
 * @throws {RpcError} 4001
 */
export function sessionOf({ session }: BuiltinCall): Session {
  if (session === undefined) throw wireError("sessionNotFound");
  return session;
}

/** A command that has been carried out, and what there is to show of it. */
export function said(...lines: (string | null)[]): Dispatched {
  return { type: "exec", output: lines.filter((line) => line !== null).join("\n") };
}
