/** A gateway with calls that take as long as a test wants, and the conversation that must not mind them. */
import assert from "node:assert/strict";
import { z } from "zod";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { createGateway, type Gateway } from "../../../src/gateway/gateway.ts";
import { defineMethod } from "../../../src/gateway/own_method.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import type { Json } from "../../support/stage.ts";

const SLOW_CALLS = 100;

/** `acme.slow` (background) and `acme.stuck` (inline) are answered once `acme.free` was called. */
export function busyGateway(): Gateway {
  const { promise: freed, resolve: free } = Promise.withResolvers<void>();
  const plain = { params: z.object({}), result: z.object({}), summary: "waits, or ends all waits" };
  const wait = async () => {
    await freed;
    return {};
  };
  return createGateway({
    provider: echoProvider({ paceMs: 0 }),
    logger: silentLogger,
    methods: [
      defineMethod({ ...plain, name: "acme.slow", handler: wait }),
      defineMethod({ ...plain, name: "acme.stuck", lane: "inline", handler: wait }),
      defineMethod({
        ...plain,
        name: "acme.free",
        lane: "urgent",
        handler: () => {
          free();
          return {};
        },
      }),
    ],
  });
}

/** One connection to it: frames in their order. */
export interface BusyLine {
  send(frame: string): void | Promise<void>;
  next(): Promise<string>;
}

/** A prompt, the event of what it makes the agent ask, and the member that holds the answer. */
const questions = [
  ["/ask Which one?", "clarify", "answer"],
  ["/sudo", "sudo", "password"],
  ["/secret KEY", "secret", "value"],
  ["/terminal", "terminal.read", "text"],
  ["/approve rm -r build", "approval", "choice"],
] as const;

/** Has 100 slow calls and a stuck one under way, and is answered all the same. */
export async function converse(line: BusyLine): Promise<void> {
  const answered: string[] = [];
  const send = async (id: string, method: string, params: Json = {}) =>
    await line.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  const until = async (wanted: (frame: Json) => boolean): Promise<Json> => {
    for (;;) {
      const frame = JSON.parse(await line.next());
      if (frame.id !== undefined) answered.push(frame.id);
      if (wanted(frame)) return frame;
    }
  };
  const call = async (id: string, method: string, params: Json = {}): Promise<Json> => {
    await send(id, method, params);
    return (await until((frame) => frame.id === id)).result;
  };
  const open: { id: string; request: string; kind: string; key: string }[] = [];
  for (const [text, kind, key] of questions) {
    const { session_id: id } = await call(`open ${kind}`, "session.create");
    await send(`ask ${kind}`, "prompt.submit", { session_id: id, text });
    const { params } = await until(({ params }) => params?.type === `${kind}.request`);
    open.push({ id, request: params.payload.request_id, kind, key });
  }
  const { session_id: running } = await call("open", "session.create");
  await send("wait", "prompt.submit", { session_id: running, text: "/ask Still there?" });
  await until(({ params }) => params?.session_id === running && params.type === "clarify.request");

  const slow = Array.from({ length: SLOW_CALLS }, (_, i) => `slow ${i}`);
  for (const id of slow) await send(id, "acme.slow");
  await send("stuck", "acme.stuck");
  answered.length = 0;
  assert.deepEqual(await call("ping", "gateway.ping"), { ok: true });
  for (const { id, request, kind, key } of open) {
    const value = kind === "approval" ? "once" : "yes";
    const params = { session_id: id, request_id: request, [key]: value };
    const result = kind === "approval" ? { resolved: 1 } : { status: "ok" };
    assert.deepEqual(await call(kind, `${kind}.respond`, params), result);
    await until(({ params }) => params?.session_id === id && params.type === "message.complete");
  }
  const stop = { session_id: running };
  assert.deepEqual(await call("stop", "session.interrupt", stop), { status: "interrupted" });
  const end = await until(({ params }) =>
    params?.session_id === running && params.type === "message.complete"
  );
  assert.equal(end.params.payload.status, "interrupted");
  assert.deepEqual(await call("ping again", "gateway.ping"), { ok: true });
  const kinds = open.map(({ kind }) => kind);
  assert.deepEqual(answered, ["ping", ...kinds, "stop", "ping again"]);

  await send("free", "acme.free");
  const all = new Set([...slow, "stuck", "free"]);
  await until(({ id }) => {
    all.delete(id);
    return all.size === 0;
  });
}
