/**
 * Checkpoints of folders: PROTOCOL 3.7.
 *
 * @module
 */
import { CheckpointError } from "../../git/checkpoint_error.ts";
import { wireError, type WireErrorName } from "../../protocol/errors.ts";
import { rollbackDiff, rollbackList, rollbackRestore } from "../../protocol/rollback_methods.ts";
import type { MethodResult } from "../../protocol/methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import type { Restoration } from "../checkpoint_desk.ts";
import { refuseWhileBusy } from "./session_facts.ts";

const list = implement(rollbackList, ({ session_id }, context: CallContext) => {
  return checkpointsOf(context.registry.get(session_id), context);
});

/**
 * The checkpoints of a session's folder.
 *
 * @throws {RpcError} 5020
 */
export async function checkpointsOf(session: Session, { git }: CallContext) {
  const listed = await orFault("checkpointsFailed", () => git.checkpoints.list(session));
  if (listed.kind === "off") return { enabled: false, checkpoints: [], reason: listed.why };
  const checkpoints = listed.checkpoints.map(({ hash, at, label, reason }, i) => ({
    hash,
    number: i + 1,
    timestamp: new Date(at).toISOString(),
    message: label,
    reason,
  }));
  return { enabled: true, checkpoints };
}

const diff = implement(rollbackDiff, ({ session_id, hash }, context: CallContext) => {
  const session = context.registry.get(session_id);
  return diffOf(session, nameIn(hash), context);
});

/**
 * What has changed since a checkpoint.
 *
 * @throws {RpcError} 5022
 */
export async function diffOf(session: Session, name: string, { git }: CallContext) {
  const found = await orFault("checkpointDiffFailed", () => git.checkpoints.diff(session, name));
  const rendered = session.rendering.diff(found.diff);
  return { ...found, ...rendered === undefined ? {} : { rendered } };
}

const restore = implement(rollbackRestore, async (params, context: CallContext) => {
  const session = context.registry.get(params.session_id);
  const name = nameIn(params.hash);
  const file = params.file_path?.trim() ?? "";
  return await restoreIn(session, { name, file }, context);
});

/**
 * Goes back to a checkpoint.
 *
 * @param what.file one file; empty: everything, and the conversation
 * @throws {RpcError} 4009, 5021
 */
export async function restoreIn(
  session: Session,
  { name, file }: { name: string; file: string },
  context: CallContext,
): Promise<MethodResult<"rollback.restore">> {
  const { checkpoints } = context.git;
  try {
    if (file !== "") {
      const restored = await checkpoints.restoreFile(session, name, file);
      return report(restored, `"${file}" is as it was ${when(restored)}`);
    }
    refuseWhileBusy(session);
    const running = runningBeside(session, context);
    if (running.length > 0) {
      await refuseWhileShared(session, running, context);
      refuseWhileBusy(session);
    }
    const restored = await checkpoints.restore(session, name);
    const { removed } = restored;
    const what = removed === undefined ? "the folder, not its conversation," : "the folder";
    const history_removed = removed ?? 0;
    return { ...report(restored, `${what} is as it was ${when(restored)}`), history_removed };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const why = `Cannot restore: ${error.message}`;
    if (error.kind === "failed") throw wireError("restoreFailed", why);
    return { success: false, error: why };
  }
}

function report({ to, before }: Restoration, reason: string) {
  return { success: true, restored_to: to.hash, reason, undo: before.hash };
}

function when({ to }: Restoration): string {
  return to.label || `at ${new Date(to.at).toISOString()}`;
}

/** An agent that works in the folder would find it changed under its hands. */
async function refuseWhileShared(
  session: Session,
  running: readonly Session[],
  { git }: CallContext,
): Promise<void> {
  for (const other of running) {
    if (!await git.checkpoints.sharesFolder(session, other)) continue;
    const remedy = other.runner.running ? "interrupt it first" : "its agent is about to stop";
    const why = `session ${other.id} works in the same folder: ${remedy}`;
    throw wireError("sessionBusy", `session busy; ${why}`);
  }
}

function runningBeside(session: Session, { registry }: CallContext): Session[] {
  return registry.all().filter((other) =>
    other !== session && (other.runner.running || other.runner.lingering.lasts)
  );
}

function nameIn(hash: string | number | null | undefined): string {
  const name = String(hash ?? "").trim();
  if (name === "") throw wireError("hashRequired");
  return name;
}

async function orFault<T>(fault: WireErrorName, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw wireError(fault, error.message);
  }
}

/** See the module. */
export const rollbackMethods: Method<CallContext>[] = [list, diff, restore];
