/**
 * @module
 */
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** What is to be set, by whom, and for which session, if any. */
export interface Setting {
  value: string;
  /** `session`, `global`, or empty. */
  scope: string;
  context: CallContext;
  session: Session | undefined;
}

/** What `config.set` answers; `key` only where it is another than was asked for. */
export interface SetAnswer {
  [member: string]: unknown;
  key?: string;
  value: string;
  warning?: string;
}
