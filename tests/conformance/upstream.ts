/**
 * A model server that the case itself plays: a real HTTP server whose every answer waits for a word.
 *
 * @module
 */
import assert from "node:assert/strict";
import { patiently } from "./patience.ts";

/** A message of a chat request. */
export interface ChatMessage {
  role: string;
  content: string;
}

/** What a request asks. */
export interface ChatRequest {
  model: string;
  stream: boolean;
  messages: ChatMessage[];
  reasoning_effort?: string;
}

/** See the module. */
export class Upstream implements AsyncDisposable {
  readonly baseUrl: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();
  readonly #waiting: ChatExchange[] = [];
  #wake: () => void = () => {};

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, signal: this.#stop.signal, onListen() {} },
      async (request) => {
        assert.equal(new URL(request.url).pathname, "/v1/chat/completions");
        const exchange = new ChatExchange(await request.json(), request.headers);
        this.#waiting.push(exchange);
        this.#wake();
        return await exchange.response;
      },
    );
    this.baseUrl = `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  /** The next request of the server under test. */
  request(): Promise<ChatExchange> {
    return patiently(this.#next(), () => "a request to the model server");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }

  async #next(): Promise<ChatExchange> {
    for (;;) {
      const exchange = this.#waiting.shift();
      if (exchange !== undefined) return exchange;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** One request, to be answered piece by piece. */
export class ChatExchange {
  readonly body: ChatRequest;
  readonly headers: Headers;
  readonly response: Promise<Response>;
  /** Resolves when the other side gives up the answer. */
  readonly cancelled: Promise<void>;
  readonly #respond: (response: Response) => void;
  readonly #stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #begun = false;

  constructor(body: ChatRequest, headers: Headers) {
    this.body = body;
    this.headers = headers;
    const response = Promise.withResolvers<Response>();
    this.response = response.promise;
    this.#respond = response.resolve;
    const cancelled = Promise.withResolvers<void>();
    this.cancelled = cancelled.promise;
    this.#stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => cancelled.resolve(),
    });
  }

  /** Streams pieces of the answer, all in one write. */
  say(...texts: string[]): void {
    this.#send(texts.map((content) => event({ choices: [{ index: 0, delta: { content } }] })));
  }

  /** Ends the answer as it should end, with these pieces as its last. */
  finish(...texts: string[]): void {
    this.say(...texts);
    this.end("stop");
  }

  /** Ends the answer, saying why the model stopped. */
  end(reason: string): void {
    const last = { choices: [{ index: 0, delta: {}, finish_reason: reason }] };
    const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
    this.#send([event(last), event({ choices: [], usage }), "data: [DONE]\n\n"]);
    this.#controller?.close();
  }

  /** Ends the answer in its middle, as a server that dies. */
  cut(): void {
    this.#begin();
    this.#controller?.error(new Error("cut by the test"));
  }

  /** Answers with an error. */
  refuse(status: number, body: object): void {
    this.#begun = true;
    this.#respond(Response.json(body, { status }));
  }

  #send(events: string[]): void {
    this.#begin();
    this.#controller?.enqueue(new TextEncoder().encode(events.join("")));
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const headers = { "content-type": "text/event-stream" };
    this.#respond(new Response(this.#stream, { headers }));
  }
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
