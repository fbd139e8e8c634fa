/**
 * What users allowed agents for good, to be looked at and taken back.
 *
 * @module
 */
import { approvalsList, approvalsRevoke } from "../../protocol/approval_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const list = implement(approvalsList, (_params, { approvals }: CallContext) => ({
  approvals: approvals.list().map(({ at, ...rest }) => ({ ...rest, at: at / 1_000 })),
  complete: approvals.complete,
}));

const revoke = implement(approvalsRevoke, (params, { approvals }: CallContext) => ({
  revoked: approvals.revoke(params),
}));

/** See the module. */
export const approvalMethods: Method<CallContext>[] = [list, revoke];
