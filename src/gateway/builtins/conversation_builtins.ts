/**
 * Built-in commands about what was said.
 *
 * @module
 */
import type { BuiltinName } from "../../commands/builtin_commands.ts";
import { wireError } from "../../protocol/errors.ts";
import { branchOf, compressIn, saveConversation } from "../handlers/conversations.ts";
import { refuseWhileBusy, statusText } from "../handlers/session_facts.ts";
import { type Builtin, said, sessionOf } from "./builtin.ts";

/** `/status` */
const status: Builtin = (call) => said(statusText(sessionOf(call)));

/** `/usage` */
const usage: Builtin = (call) => {
  const spent = sessionOf(call).usage();
  const { context_used: used, context_max: max, context_percent: percent } = spent;
  const rows: [string, string | number | undefined][] = [
    ["Model", spent.model],
    ["Calls", spent.calls],
    ["Input", spent.input],
    ["Output", spent.output],
    ["Reasoning", spent.reasoning],
    ["Total", spent.total],
    ["Context", used && max ? `${used} of ${max} (${percent} %)` : used],
    ["Compressions", spent.compressions],
  ];
  return said(...rows.map(([name, value]) => value === undefined ? null : `${name}: ${value}`));
};

/** `/title [text]` */
const title: Builtin = (call) => {
  const session = sessionOf(call);
  const { titles } = call.context;
  if (call.arg === "") return said(`Title: ${titles.of(session) || "(none)"}`);
  const { title, pending } = titles.set(session, call.arg);
  return said(`Title: ${title}${pending ? " (not kept yet: the store is out)" : ""}`);
};

/** `/undo [count]` */
const undo: Builtin = (call) => {
  const session = sessionOf(call);
  const { history } = session;
  const wanted = countOf(call.arg);
  refuseWhileBusy(session);
  const users = history.messages.filter(({ role }) => role === "user");
  if (users.length === 0) throw wireError("nothingToTakeBack");
  const count = Math.min(Math.max(wanted, 1), users.length);
  const first = users.length - count;
  session.touch();
  const removed = history.cutBeforeUser(first);
  const exchanges = count === 1 ? "1 exchange" : `${count} exchanges`;
  const notice = `Took back ${exchanges} (${removed} messages).`;
  return { type: "prefill", message: users[first]?.text ?? "", notice };
};

function countOf(arg: string): number {
  if (arg === "") return 1;
  if (/^[+-]?\d+$/.test(arg)) return Number(arg);
  throw wireError("commandUsage", "usage: /undo [count], a whole number");
}

/** `/retry` */
const retry: Builtin = (call) => {
  const session = sessionOf(call);
  refuseWhileBusy(session);
  const last = session.history.messages.findLast(({ role }) => role === "user");
  if (last === undefined) throw wireError("nothingToTakeBack");
  session.touch();
  session.history.undo();
  return { type: "send", message: last.text };
};

/** `/compress [focus]` */
const compress: Builtin = async (call) => {
  const { summary } = await compressIn(sessionOf(call), call.arg, call.context);
  return said(summary.headline, summary.token_line, summary.note);
};

/** `/branch [title]` */
const branch: Builtin = (call) => {
  const { title, session_id, message_count } = branchOf(sessionOf(call), call.arg, call.context);
  return said(`Branched: "${title}" is session ${session_id}, with ${message_count} messages`);
};

/** `/save` */
const save: Builtin = async (call) => {
  const { file } = await saveConversation(sessionOf(call), call.context);
  return said(`Saved: ${file}`);
};

/** `/clear` */
const clear: Builtin = (call) => {
  const session = sessionOf(call);
  refuseWhileBusy(session);
  session.touch();
  const count = session.history.clear();
  // An agent may remember by itself, too: the next one begins without.
  session.agents.discard();
  session.build.soon();
  session.tellInfo();
  return said(`Cleared: ${count} messages are gone from this conversation`);
};

/** See the module. */
export const conversationBuiltins = {
  status,
  usage,
  title,
  undo,
  retry,
  compress,
  branch,
  save,
  clear,
} satisfies Partial<Record<BuiltinName, Builtin>>;
