/**
 * Built-in commands about checkpoints.
 *
 * @module
 */
import type { BuiltinName } from "../../commands/builtin_commands.ts";
import { wireError } from "../../protocol/errors.ts";
import { checkpointsOf, diffOf, restoreIn } from "../handlers/rollback.ts";
import { type Builtin, type BuiltinCall, said, sessionOf } from "./builtin.ts";

/** Lines of a diff that are shown as the answer to a command. */
const DIFF_LINES = 200;

async function list(call: BuiltinCall) {
  const { enabled, checkpoints, reason } = await checkpointsOf(sessionOf(call), call.context);
  if (!enabled) return said(`There are no checkpoints: ${reason}`);
  if (checkpoints.length === 0) return said("There are no checkpoints yet.");
  const rows = checkpoints.map(({ number, hash, timestamp, message }) =>
    `${String(number).padStart(3)}  ${hash.slice(0, 10)}  ${timestamp.slice(0, 19)}Z  ${message}`
  );
  return said(...rows);
}

async function diff(call: BuiltinCall, name: string) {
  const { stat, diff, truncated } = await diffOf(sessionOf(call), name, call.context);
  if (stat === "") return said("Nothing has changed since.");
  const lines = diff.trimEnd().split("\n");
  const isCut = truncated || lines.length > DIFF_LINES;
  return said(stat, "", ...lines.slice(0, DIFF_LINES), isCut ? "…" : null);
}

async function restore(call: BuiltinCall, name: string, file: string) {
  const session = sessionOf(call);
  const { success, error, reason, undo, history_removed: removed } = await restoreIn(
    session,
    { name, file },
    call.context,
  );
  if (!success) return said(error ?? "Nothing was restored.");
  const messages = removed ? `${removed} messages were taken back.` : null;
  return said(`Restored: ${reason}.`, messages, `/rollback ${undo?.slice(0, 10)} takes it back.`);
}

/** `/rollback [list | diff <number> | <number> [file]]` */
const rollback: Builtin = (call) => {
  const [first = "", ...rest] = words(call.arg);
  if (first === "" || first === "list") return list(call);
  if (first !== "diff") return restore(call, first, rest.join(" "));
  const [name] = rest;
  if (name === undefined) throw wireError("commandUsage", "usage: /rollback diff <number>");
  return diff(call, name);
};

/** `/snapshot [list | diff <number> | restore <number>]` */
const snapshot: Builtin = (call) => {
  const [first = "", name] = words(call.arg);
  if (first === "" || first === "list") return list(call);
  const usage = "usage: /snapshot [list | diff <number> | restore <number>]";
  if (!["diff", "restore", "rewind"].includes(first)) throw wireError("commandUsage", usage);
  if (first === "diff") {
    if (name === undefined) throw wireError("commandUsage", usage);
    return diff(call, name);
  }
  // Without a number there is nothing to lose by showing what there is.
  return name === undefined ? list(call) : restore(call, name, "");
};

function words(arg: string): string[] {
  return arg.trim().split(/\s+/).filter((word) => word !== "");
}

/** See the module. */
export const rollbackBuiltins = { rollback, snapshot } satisfies Partial<
  Record<BuiltinName, Builtin>
>;
