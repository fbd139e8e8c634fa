/** Things to keep. */
import type { StoreChange, StoredPrompt, StoredSession } from "../../../src/store/store.ts";

export function sampleSession(id: string, changes: Partial<StoredSession> = {}): StoredSession {
  return {
    id,
    liveId: `live-${id}`,
    title: "",
    source: "tui",
    cwd: "/home/me",
    model: "m",
    provider: "p",
    reasoningEffort: "",
    createdAt: 1_000,
    lastActive: 1_000,
    messageCount: 0,
    preview: "",
    ...changes,
  };
}

export function samplePrompt(sessionId: string, changes: Partial<StoredPrompt> = {}): StoredPrompt {
  return {
    sessionId,
    id: "p1",
    text: "hi",
    status: "streaming",
    state: "open",
    at: 1,
    seq: 0,
    ...changes,
  };
}

export function keepSession(id: string, changes: Partial<StoredSession> = {}): StoreChange {
  return { kind: "session", session: sampleSession(id, changes) };
}

export function keepPrompt(sessionId: string, changes: Partial<StoredPrompt> = {}): StoreChange {
  return { kind: "prompt", prompt: samplePrompt(sessionId, changes) };
}

/** Events `from` to `to`, each with a frame of `chars` characters. */
export function keepEvents(
  sessionId: string,
  { from = 1, to, chars = 10 }: { from?: number; to: number; chars?: number },
): StoreChange[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    kind: "event" as const,
    sessionId,
    event: { seq: from + i, frame: frameOf(from + i, chars) },
  }));
}

export function frameOf(seq: number, chars = 10): string {
  return `${seq}`.padEnd(chars, ".");
}

export function keepMessages(sessionId: string, from: number, ...texts: string[]): StoreChange {
  return {
    kind: "messages",
    sessionId,
    from,
    messages: texts.map((text) => ({ role: "user" as const, text })),
  };
}
