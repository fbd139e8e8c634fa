/**
 * Events of a live session that somebody missed.
 *
 * @module
 */
import type { StoredEvent } from "../store/store.ts";
import type { Session } from "./session.ts";

/** What can be had of a session's events. */
export interface EventReader {
  /** Number of the oldest. */
  first: number;
  /** Number of the newest there ever was. */
  latest: number;
  /** Frames after an event, oldest first, at most `limit`. */
  read(after: number, limit: number): string[];
}

/**
 * The events of a live session, everything said so far included: those the journal still has, and those
 * of the store.
 *
 * @throws {StoreError} where the store has to be asked, and cannot be
 */
export function eventReader(session: Session): EventReader {
  session.flush();
  const { journal, keeper } = session;
  const older = (seq: number) => keeper.past(seq).map((event: StoredEvent) => event.frame);
  const read = (after: number, limit: number): string[] => {
    const frames: string[] = [];
    for (let seq = after + 1; seq <= journal.latest && frames.length < limit;) {
      const frame = journal.at(seq);
      const found = frame === undefined ? older(seq) : [frame];
      if (found.length === 0) break;
      frames.push(...found);
      seq += found.length;
    }
    return frames.slice(0, limit);
  };
  return { first: keeper.first(), latest: journal.latest, read };
}
