/** Answers one request to the model server. */
export type Handler = (
  request: Request,
  body: Record<string, unknown>,
) => Response | Promise<Response>;

/** A real HTTP server on a free port that plays a model server. */
export interface ModelServer extends AsyncDisposable {
  baseUrl: string;
  requests: { url: URL; headers: Headers; body: Record<string, unknown> }[];
}

/** Serves the handlers one after the other, the last one again and again. */
export function serveModel(...handlers: Handler[]): ModelServer {
  const requests: ModelServer["requests"] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} },
    async (request) => {
      const body = await request.json();
      requests.push({ url: new URL(request.url), headers: request.headers, body });
      const handler = handlers[Math.min(requests.length, handlers.length) - 1];
      return handler!(request, body);
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

/** A TCP server that reads one request's head, writes `reply` and closes: for what no HTTP server would do. */
export function serveRaw(reply: string): { baseUrl: string } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const done = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(64 * 1024));
      await connection.write(new TextEncoder().encode(reply));
      connection.close();
    }
  })();
  return {
    baseUrl: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/v1`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await done;
    },
  };
}

/** A streamed chunk with a piece of the answer. */
export function delta(content: string): Record<string, unknown> {
  return { choices: [{ index: 0, delta: { content } }] };
}

/** The chunk that tells why the model stopped. */
export function finish(reason = "stop"): Record<string, unknown> {
  return { choices: [{ index: 0, delta: {}, finish_reason: reason }] };
}

/** Writes chunks as server-sent events. A string is taken as the data itself. */
export function sse(...chunks: (Record<string, unknown> | string)[]): string {
  return chunks
    .map((chunk) => `data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`)
    .join("");
}

/** A streamed answer that ends as it should. */
export function answer(text: string): Response {
  return stream(sse(delta(text), finish(), "[DONE]"));
}

/** A response of the server-sent events kind. */
export function stream(body: BodyInit): Response {
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A body that sends `pieces` and then stays open until it is cancelled. */
export function openBody(
  ...pieces: string[]
): { body: ReadableStream<Uint8Array>; cancelled: Promise<void> } {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
    },
    cancel: () => resolve(),
  });
  return { body, cancelled };
}
