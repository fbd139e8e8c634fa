/** Conversations of a few turns, and what is done with them. */
import assert from "node:assert/strict";
import type { Agent } from "../../../src/agent/agent.ts";
import type { Client, Json, Stage } from "../../support/stage.ts";

/** Has a turn for each text; the agent answers `re <text>`. */
export async function talk(
  stage: Stage,
  { client, id, texts }: { client: Client; id: string; texts: readonly string[] },
): Promise<void> {
  for (const text of texts) {
    client.submit(id, text);
    await stage.time.pass();
    stage.provider.turn.text(`re ${text}`);
    stage.provider.turn.end();
    await stage.time.pass(50);
  }
}

/** The texts of messages, in short: `user: one`. */
export function lines(messages: readonly Json[]): string[] {
  return messages.map(({ role, text }) => `${role}: ${text}`);
}

/** The answer to a call that takes its time; what else came stays to be taken. */
export function pendingCall(client: Client, method: string, params: Json): () => Json | undefined {
  const from = client.socket.frames.length;
  const id = client.send(method, params);
  return () =>
    client.socket.frames.slice(from).map((frame) => JSON.parse(frame)).find((one) => one.id === id);
}

/** A `summarize` that waits until it is told what to do. */
export function heldSummary() {
  const calls: { input: Parameters<NonNullable<Agent["summarize"]>>[0]; signal: AbortSignal }[] =
    [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const summarize: Agent["summarize"] = (input, signal) => {
    calls.push({ input, signal });
    return promise;
  };
  return { calls, summarize, finish: resolve, fail: reject };
}

/** Has a session compressed by an agent that is quick about it; answers its new stored id. */
export async function compress(stage: Stage, client: Client, id: string): Promise<string> {
  const answer = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  const { result, error } = answer() ?? {};
  assert.equal(error, undefined);
  assert.equal(result.summary.noop, false);
  return client.result("session.activate", { session_id: id }).session_key;
}

/** A `summarize` that counts. */
export const summarize = ({ history }: { history: readonly unknown[] }) =>
  Promise.resolve(`${history.length} messages`);
