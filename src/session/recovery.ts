/**
 * What a crash cut short gets its end.
 *
 * @module
 */
import type { AgentDescription } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import {
  type Store,
  type StoreChange,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "../store/store.ts";
import { userRow } from "./prompt.ts";
import { sessionInfo } from "./session_info.ts";
import { Transcript } from "./transcript.ts";
import { UsageMeter } from "./usage_meter.ts";

/** What recovery is given. */
export interface RecoveryOptions {
  store: Store;
  describe(): AgentDescription;
  /** Working directory of sessions that have chosen none. */
  cwd: string;
  logger: Logger;
}

const kinds = new Map(Object.values(events).map((kind) => [kind.type, kind as EventKind]));
const PAGE = 512;

/**
 * Ends every turn that a crash cut: what was said of it becomes part of the conversation, and its
 * `message.complete` (interrupted) and `session.info` get the next numbers. In one transaction for a
 * session, together with the prompt's end, so that it happens once however often it is cut itself. Then
 * ends every session the crash left, so that retention reaches it.
 *
 * @throws {StoreError}
 */
export function recover({ store, describe, cwd, logger }: RecoveryOptions): void {
  const cut = new Map<string, StoredPrompt[]>();
  for (const prompt of store.openPrompts()) {
    cut.set(prompt.sessionId, [...cut.get(prompt.sessionId) ?? [], prompt]);
  }
  for (const [sessionId, prompts] of cut) {
    try {
      const session = store.session(sessionId);
      store.write([
        ...session === undefined ? [] : endOf(session, { store, prompts, cwd, agent: describe() }),
        ...prompts.map((prompt): StoreChange => ({
          kind: "prompt",
          prompt: { ...prompt, state: "done" },
        })),
      ]);
      logger.warn("a turn was cut by a crash; it ended as interrupted", { session: sessionId });
    } catch (fault) {
      // One that cannot be mended must not keep the others from it.
      if (fault instanceof StoreError) throw fault;
      const error = errorStack(fault);
      logger.error("a turn that a crash cut could not be ended", { session: sessionId, error });
    }
  }
  endSessions(store);
}

/** What lived when the process ended without a word: nobody else would ever say that it has ended. */
function endSessions(store: Store): void {
  const left = store.sessions({ limit: Number.MAX_SAFE_INTEGER, unended: true });
  if (left.length === 0) return;
  store.write(left.map((session): StoreChange => {
    const ended = { at: session.lastActive, reason: "crash" };
    return { kind: "session", session: { ...session, ended } };
  }));
}

function endOf(
  session: StoredSession,
  { store, prompts, cwd: usualCwd, agent }: {
    store: Store;
    prompts: StoredPrompt[];
    cwd: string;
    agent: AgentDescription;
  },
): StoreChange[] {
  const { id, liveId: sessionId } = session;
  const model = session.model || agent.model;
  const cwd = session.cwd || usualCwd;
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
    event: { seq: ++seq, frame: encodeSessionEvent(kind, payload, { sessionId, seq, turnId }) },
  });
  const usage = new UsageMeter().snapshot(model);
  const { provider: providerName, reasoningEffort, fast = false, title } = session;
  const facts = { model, providerName, reasoningEffort, fast, cwd, title, running: false, usage };
  const { answer: text, reasoning } = seen.transcript;
  const { turnId } = seen;
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

/** What was said after an event, and whether a turn began there that has not ended. */
function readTurn(store: Store, id: string, seq: number) {
  let transcript = new Transcript();
  let open = false;
  let turnId: string | undefined;
  for (let after = seq;;) {
    const page = store.events(id, { after, limit: PAGE });
    for (const { frame } of page) {
      const { type, payload, turn_id } = JSON.parse(frame).params;
      const kind = kinds.get(type);
      const ends = kind === events.messageComplete || kind === events.error;
      // What a turn before it said is in the history already.
      if (kind === events.messageStart || ends) transcript = new Transcript();
      if (kind === events.messageStart || ends) open = !ends;
      if (kind === events.messageStart) turnId = typeof turn_id === "string" ? turn_id : undefined;
      if (kind !== undefined) transcript.take(kind, payload);
    }
    const last = page.at(-1);
    if (last === undefined) return { transcript, open, turnId };
    after = last.seq;
  }
}
