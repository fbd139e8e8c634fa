/**
 * @module
 */
import { MAX_AGENT_STATE, sessionOf, type StoreChange } from "./store.ts";

/** What a store holds of a session before the changes. */
export interface KeptSession {
  /** Number of the newest event there ever was. */
  readonly latest: number;
  /** How many messages the history has. Asked only where it matters. */
  messageCount(): number;
}

interface Outlook {
  latest: number;
  messageCount: number | (() => number);
}

/**
 * Looks whether changes fit what is kept, before anything is done.
 *
 * @param kept finds a session as it is now
 * @throws {RangeError} for the first change that does not fit
 */
export function checkChanges(
  changes: readonly StoreChange[],
  kept: (sessionId: string) => KeptSession | undefined,
): void {
  const outlooks = new Map<string, Outlook | undefined>();
  const outlookOf = (id: string): Outlook | undefined => {
    if (outlooks.has(id)) return outlooks.get(id);
    const found = kept(id);
    const outlook = found && { latest: found.latest, messageCount: () => found.messageCount() };
    outlooks.set(id, outlook);
    return outlook;
  };
  for (const change of changes) {
    if (change.kind === "session") {
      const { id } = change.session;
      if (!outlookOf(id)) outlooks.set(id, { latest: 0, messageCount: 0 });
    } else if (change.kind === "delete") {
      outlooks.set(change.sessionId, undefined);
    } else {
      const id = sessionOf(change);
      if (id === undefined) continue;
      const outlook = outlookOf(id);
      if (!outlook) throw misfit(change, id, "the session is not kept; keep its row first");
      checkOne(change, id, outlook);
    }
  }
}

function checkOne(change: StoreChange, id: string, outlook: Outlook): void {
  const { latest } = outlook;
  switch (change.kind) {
    case "event": {
      const { seq } = change.event;
      const fits = latest === 0 ? Number.isSafeInteger(seq) && seq >= 1 : seq === latest + 1;
      if (!fits) throw misfit(change, id, `number ${seq} does not follow ${latest}`);
      outlook.latest = seq;
      return;
    }
    case "event_reset": {
      const { from } = change;
      const fits = Number.isSafeInteger(from) && from > latest;
      if (!fits) throw misfit(change, id, `number ${from} is not above ${latest}`);
      outlook.latest = from - 1;
      return;
    }
    case "messages": {
      const { from, messages } = change;
      const { messageCount } = outlook;
      const count = typeof messageCount === "number" ? messageCount : messageCount();
      const fits = Number.isSafeInteger(from) && from >= 0 && from <= count;
      if (!fits) throw misfit(change, id, `position ${from} is not in 0 to ${count}`);
      outlook.messageCount = from + messages.length;
      return;
    }
    case "agent_state": {
      const { length } = change.text;
      if (length <= MAX_AGENT_STATE) return;
      throw misfit(change, id, `${length} characters are more than ${MAX_AGENT_STATE}`);
    }
  }
}

function misfit(change: StoreChange, id: string, state: string): RangeError {
  return new RangeError(`Cannot keep a change (${change.kind}) of session "${id}": ${state}`);
}
