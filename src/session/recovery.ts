/**
 * What a crash cut short gets its end.
 *
 * @module
 */
import type { AgentDescription } from "../agent/agent.ts";
import type { Logger } from "../lib/logger.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { Store, StoreChange, StoredPrompt, StoredSession } from "../store/store.ts";
import { sessionInfo } from "./session_info.ts";
import { Transcript } from "./transcript.ts";
import { UsageMeter } from "./usage_meter.ts";

/** What recovery is given. */
export interface RecoveryOptions {
  store: Store;
  describe(): AgentDescription;
  logger: Logger;
}

const kinds = new Map(Object.values(events).map((kind) => [kind.type, kind as EventKind]));
const PAGE = 512;

/**
 * Ends every turn that a crash cut: what was said of it becomes part of the conversation, and its
 * `message.complete` (interrupted) and `session.info` get the next numbers. In one transaction for a
 * session, together with the prompt's end, so that it happens once however often it is cut itself.
 *
 * @throws {StoreError}
 */
export function recover({ store, describe, logger }: RecoveryOptions): void {
  const cut = new Map<string, StoredPrompt[]>();
  for (const prompt of store.openPrompts()) {
    cut.set(prompt.sessionId, [...cut.get(prompt.sessionId) ?? [], prompt]);
  }
  for (const [sessionId, prompts] of cut) {
    const session = store.session(sessionId);
    store.write([
      ...session === undefined ? [] : endOf(session, { store, prompts, agent: describe() }),
      ...prompts.map((prompt): StoreChange => ({
        kind: "prompt",
        prompt: { ...prompt, state: "done" },
      })),
    ]);
    logger.warn("a turn was cut by a crash; it ended as interrupted", { session: sessionId });
  }
}

function endOf(
  session: StoredSession,
  { store, prompts, agent }: { store: Store; prompts: StoredPrompt[]; agent: AgentDescription },
): StoreChange[] {
  const { id, liveId: sessionId } = session;
  const seen = readTurn(store, id, prompts[0]?.seq ?? 0);
  const from = store.messages(id).length;
  const [run, ...queued] = prompts;
  const rows = [
    ...run === undefined ? [] : [userRow(run), ...seen.transcript.rows()],
    ...queued.map(userRow),
  ];
  let { latest: seq } = store.range(id);
  const say = (kind: EventKind, payload: Payload): StoreChange => ({
    kind: "event",
    sessionId: id,
    event: { seq: ++seq, frame: encodeSessionEvent(kind, payload, { sessionId, seq }) },
  });
  const usage = new UsageMeter().snapshot(session.model);
  const { model, provider: providerName, reasoningEffort, cwd, title } = session;
  const facts = { model, providerName, reasoningEffort, cwd, title, running: false, usage };
  const { answer: text, reasoning } = seen.transcript;
  return [
    ...seen.open
      ? [say(events.messageComplete as EventKind, {
        text,
        usage,
        status: "interrupted",
        ...(reasoning === "" ? {} : { reasoning }),
      })]
      : [],
    say(events.sessionInfo as EventKind, sessionInfo({ ...facts, ready: false }, agent)),
    { kind: "messages", sessionId: id, from, messages: rows },
    { kind: "session", session: { ...session, messageCount: from + rows.length } },
  ];
}

function userRow({ text }: StoredPrompt) {
  return { role: "user" as const, text };
}

/** What was said after an event, and whether a turn began there that has not ended. */
function readTurn(store: Store, id: string, seq: number) {
  let transcript = new Transcript();
  let open = false;
  for (let after = seq;;) {
    const page = store.events(id, { after, limit: PAGE });
    for (const { frame } of page) {
      const { type, payload } = JSON.parse(frame).params;
      const kind = kinds.get(type);
      const ends = kind === events.messageComplete || kind === events.error;
      // What a turn before it said is in the history already.
      if (kind === events.messageStart || ends) transcript = new Transcript();
      if (kind === events.messageStart || ends) open = !ends;
      if (kind !== undefined) transcript.take(kind, payload);
    }
    const last = page.at(-1);
    if (last === undefined) return { transcript, open };
    after = last.seq;
  }
}
