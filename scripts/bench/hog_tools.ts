/**
 * A tool server whose one tool answers with 20 MB, and a model that asks for it once a second. Run as a
 * program it is the tool server.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { sleep, systemClock } from "../../src/lib/clock.ts";

const LARGE = "a line of what the tool has found\n".repeat(20_000_000 / 34);

/** A model server on a free port, until it is disposed of: calls for so many seconds from its first request on. */
export function hogModel(seconds: number): { baseUrl: string } & AsyncDisposable {
  const stop = new AbortController();
  let end: number | undefined;
  const call = { index: 0, id: "c", function: { name: "bench__read", arguments: "{}" } };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} },
    async (request) => {
      await request.body?.cancel();
      end ??= performance.now() + seconds * 1_000;
      // A title may be asked for when the measuring is over.
      await sleep(systemClock, 1_000, stop.signal);
      const isOver = performance.now() > end;
      const delta = isOver ? { content: "That is all." } : { tool_calls: [call] };
      const finish_reason = isOver ? "stop" : "tool_calls";
      const chunks = [{ choices: [{ delta }] }, { choices: [{ delta: {}, finish_reason }] }];
      const data = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
      const headers = { "content-type": "text/event-stream" };
      return new Response(`${data}data: [DONE]\n\n`, { headers });
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

const RESULTS: Record<string, (params: { protocolVersion?: string }) => unknown> = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: "bench", version: "1" },
  }),
  "tools/list": () => ({ tools: [{ name: "read", inputSchema: { type: "object" } }] }),
  "tools/call": () => ({ content: [{ type: "text", text: LARGE }] }),
};

if (import.meta.main) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params = {} } = JSON.parse(line);
    const result = RESULTS[method]?.(params);
    if (id === undefined || result === undefined) continue;
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
  }
}
