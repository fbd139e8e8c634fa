/**
 * Making something else of a conversation: another one, a shorter one, a file.
 *
 * @module
 */
import type { HistoryMessage } from "../../agent/agent.ts";
import { errorMessage } from "../../lib/error_text.ts";
import {
  sessionBranch,
  sessionCompress,
  sessionSave,
} from "../../protocol/conversation_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { compressionReport } from "../../session/compression_report.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { savedConversation } from "../saved_conversation.ts";
import { freeTitle, tidyTitle } from "../title_rules.ts";
import { finishOpening } from "./opening.ts";
import { askStore } from "./stored_sessions.ts";

/** Characters of what the user said first that name the branch of a conversation without a title. */
const OPENING_CHARS = 60;

/**
 * Refuses what would change a history while a summary of it is being written.
 *
 * @throws {RpcError} 4009
 */
export function refuseWhileHeld(session: Session): void {
  if (!session.hold.active) return;
  const what = "its conversation is being compressed or restored";
  throw wireError("sessionBusy", `session busy; ${what}: wait, or interrupt it`);
}

const branch = implement(sessionBranch, ({ session_id, name }, context: CallContext) => {
  if (context.isDraining()) throw wireError("shuttingDown");
  return branchOf(context.registry.get(session_id), name, context);
});

/**
 * Opens another session with a copy of the history so far.
 *
 * @param name its title; without one it is made from the source's
 * @throws {RpcError} as `session.branch`
 */
export function branchOf(source: Session, name: string | null | undefined, context: CallContext) {
  const { providers, registry, titles, caller } = context;
  const { messages } = source.history;
  if (messages.length === 0) throw wireError("nothingToBranch");
  const { model, chosen, providerName, reasoningEffort, fast, cwd, cols, closeOnDisconnect } =
    source;
  const title = askStore("branchFailed", () => branchTitle(source, { name, context }));
  const session = registry.create({
    provider: providers.of(providerName),
    source: source.source,
    ...{ model, chosen, providerName, reasoningEffort, fast, cwd, cols, closeOnDisconnect, title },
    messages: messages.map((message) => ({ ...message })),
    parent: { id: source.storedId, how: "branch" },
  });
  return finishOpening(session, context, () => {
    titles.opened(session);
    caller.watch(session);
    session.build.soon();
    return {
      session_id: session.id,
      stored_session_id: session.storedId,
      title,
      parent: source.storedId,
      count: messages.length,
      message_count: messages.length,
    };
  });
}

function branchTitle(
  { title, history }: Session,
  { name, context }: { name: string | null | undefined; context: CallContext },
): string {
  const isTaken = (wanted: string) => context.registry.isTitleTaken(wanted, undefined);
  const wanted = tidyTitle(name ?? "");
  if (wanted !== "") return freeTitle(wanted, { isTaken });
  const base = title || tidyTitle(history.opening(OPENING_CHARS)) || "Conversation";
  return freeTitle(base, { isTaken, first: 2 });
}

const compress = implement(sessionCompress, (params, context: CallContext) => {
  if (context.isDraining()) throw wireError("shuttingDown");
  const session = context.registry.get(params.session_id);
  return compressIn(session, params.focus_topic ?? "", context);
});

/**
 * Puts a summary in the place of older messages.
 *
 * @param focus what it should keep above all; may be blank
 * @throws {RpcError} as `session.compress`
 */
export async function compressIn(session: Session, focus: string, context: CallContext) {
  const done = await context.compressor.run(session, focus.trim());
  switch (done.kind) {
    case "busy":
      refuseWhileHeld(session);
      throw wireError("sessionBusy", "session busy; interrupt it before compressing");
    case "no_agent":
      throw wireError("agentUnavailable", done.message);
    case "failed":
      throw wireError("compressFailed", `Cannot compress the conversation: ${done.message}`);
    case "nothing":
      return compressed(session, compressionReport(done.messages), done.messages);
    case "compressed":
      return compressed(session, compressionReport(done.before, done.after), done.after);
  }
}

function compressed(
  session: Session,
  report: ReturnType<typeof compressionReport>,
  messages: readonly HistoryMessage[],
) {
  return {
    status: "compressed" as const,
    ...report,
    usage: session.usage(),
    info: session.info(),
    messages: messages.map(({ text, tool: _, ...rest }) => ({ ...rest, text, content: text })),
  };
}

const save = implement(sessionSave, ({ session_id }, context: CallContext) => {
  return saveConversation(context.registry.get(session_id), context);
});

/**
 * Writes a conversation into a file of its own.
 *
 * @throws {RpcError} as `session.save`
 */
export async function saveConversation(session: Session, { options }: CallContext) {
  const { clock, saveDocument } = options;
  const { name, text } = savedConversation(session, clock.now());
  try {
    return { file: await saveDocument(name, text) };
  } catch (fault) {
    throw wireError("saveFailed", `Cannot save the conversation: ${errorMessage(fault)}`);
  }
}

/** See the module. */
export const conversationMethods: Method<CallContext>[] = [branch, compress, save];
