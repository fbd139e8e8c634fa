/**
 * @module
 */
import type { StoredSession } from "../store/store.ts";
import { shorten } from "../lib/shorten.ts";
import type { History } from "./history.ts";
import { withoutImages } from "./prompt.ts";

/** Longest preview of a conversation in a list; CONFORMANCE 100. */
export const PREVIEW_CHARS = 160;

/** What a row says of a session. */
export interface RowFacts {
  id: string;
  storedId: string;
  title: string;
  source: string;
  chosen: { model: string; cwd: string };
  providerName: string;
  reasoningEffort: string;
  fast: boolean;
  createdAt: number;
  lastActive: number;
  history: History;
  keeper: { parent: StoredSession["parent"] };
  runner: { inflight: { user: string } | undefined };
}

/** A session as its store keeps it. */
export function storedRow(session: RowFacts): StoredSession {
  return {
    id: session.storedId,
    liveId: session.id,
    ...(session.keeper.parent === undefined ? {} : { parent: session.keeper.parent }),
    title: session.title,
    source: session.source,
    ...session.chosen,
    provider: session.providerName,
    reasoningEffort: session.reasoningEffort,
    fast: session.fast,
    createdAt: session.createdAt,
    lastActive: session.lastActive,
    messageCount: session.history.messages.length,
    preview: session.history.opening(PREVIEW_CHARS) ||
      shorten(withoutImages(session.runner.inflight?.user ?? ""), PREVIEW_CHARS),
  };
}
