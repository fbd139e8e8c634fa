/**
 * The history of a session, and who hears what becomes of it: the store, the agent, whoever watches.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import { History } from "./history.ts";

/** What a history tells; looked up when there is something to tell. */
export interface HistoryHost {
  readonly history: History;
  readonly keeper: { messages(from: number, rows: readonly HistoryMessage[]): void };
  readonly facts: { rewritten(): void };
  readonly emit: Emit;
}

/** Makes the history a session begins with. */
export function historyOf(
  host: HistoryHost,
  { messages, earlier }: {
    messages: readonly HistoryMessage[];
    earlier?: readonly HistoryMessage[] | undefined;
  },
): History {
  return new History(messages, (from, rows) => host.keeper.messages(from, rows), {
    earlier,
    onRewrite: () => host.facts.rewritten(),
    // Whoever took it back knows; the other windows show what is not there any more.
    onCut: (removed) => {
      const message_count = host.history.messages.length;
      host.emit(events.sessionRewound, { message_count, removed });
    },
  });
}
