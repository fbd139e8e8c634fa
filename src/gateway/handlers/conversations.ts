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
  throw wireError("sessionBusy", "session busy; it is being compressed: wait, or interrupt it");
}

const branch = implement(sessionBranch, ({ session_id, name }, context: CallContext) => {
  const { options, registry, titles, caller, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const source = registry.get(session_id);
  const { messages } = source.history;
  if (messages.length === 0) throw wireError("nothingToBranch");
  const { model, chosen, providerName, reasoningEffort, cwd, cols, closeOnDisconnect } = source;
  const title = askStore("branchFailed", () => branchTitle(source, { name, context }));
  const session = registry.create({
    provider: options.provider,
    source: source.source,
    ...{ model, chosen, providerName, reasoningEffort, cwd, cols, closeOnDisconnect, title },
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
});

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

const compress = implement(sessionCompress, async (params, context: CallContext) => {
  const { registry, compressor, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const session = registry.get(params.session_id);
  const done = await compressor.run(session, params.focus_topic?.trim() ?? "");
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
});

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
    messages: messages.map(({ text, ...rest }) => ({ ...rest, text, content: text })),
  };
}

const save = implement(sessionSave, async ({ session_id }, context: CallContext) => {
  const { registry, options: { clock, saveDocument } } = context;
  const { name, text } = savedConversation(registry.get(session_id), clock.now());
  try {
    return { file: await saveDocument(name, text) };
  } catch (fault) {
    throw wireError("saveFailed", `Cannot save the conversation: ${errorMessage(fault)}`);
  }
});

/** See the module. */
export const conversationMethods: Method<CallContext>[] = [branch, compress, save];
