/** The test server over streamable HTTP, on a free port. */
// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import {
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { toolServer, type ToolServerOptions } from "./tool_server.ts";

/** A running one. Each client has a session of its own. */
export class HttpToolServer implements AsyncDisposable {
  readonly requests: { method: string; authorization: string | null }[] = [];
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  readonly #options: ToolServerOptions;
  readonly #stop = new AbortController();

  constructor(options: ToolServerOptions = {}, port = 0) {
    this.#options = options;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port, signal: this.#stop.signal, onListen() {} },
      (request) => this.#answer(request),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/mcp`;
  }

  /** How many clients have a session. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** Forgets every session, as a server does that was started anew. */
  async forget(): Promise<void> {
    const transports = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const transport of transports) await transport.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.forget();
    this.#stop.abort();
    await this.#server.finished;
  }

  async #answer(request: Request): Promise<Response> {
    const { method, headers } = request;
    this.requests.push({ method, authorization: headers.get("authorization") });
    const id = headers.get("mcp-session-id");
    if (id !== null) {
      const known = this.#sessions.get(id);
      return await known?.handleRequest(request) ??
        new Response("no such session", { status: 404 });
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (session) => void this.#sessions.set(session, transport),
      onsessionclosed: (session) => void this.#sessions.delete(session),
    });
    await toolServer(this.#options).connect(transport);
    return await transport.handleRequest(request);
  }
}
