/**
 * @module
 */
import type { Session } from "../session/session.ts";

/** Ids of the sessions with a turn whose agent works on this very loop. */
export function runningHere(sessions: readonly Session[]): string[] {
  return sessions
    .filter(({ runner, provider }) => runner.running && provider.isolated !== true)
    .map(({ id }) => id);
}
