/** A conversation with a real gateway. */
import assert from "node:assert/strict";
import { Audit } from "../../adapters/support/process_audit.ts";
import { Child, TASK_PERMISSIONS } from "./child.ts";
import { readyPort, Viewer } from "./viewer.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

/** What carries frames: a window, or a process that talks over its own pipes. */
export interface Wire {
  call(id: number, method: string, params: Json): unknown;
  /** The next frame; rejects when there will be none. */
  next(): Promise<Json>;
}

/** Calls, and events that wait until somebody asks for them. */
export class Talk {
  readonly #wire: Wire;
  readonly #events: Json[] = [];
  #ids = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Sends a request whose answer nobody waits for. Answers its id. */
  async ask(method: string, params: Json = {}): Promise<number> {
    const id = ++this.#ids;
    await this.#wire.call(id, method, params);
    return id;
  }

  /** Sends a request and waits for its result. @throws {Error} with the error's message */
  async call(method: string, params: Json = {}): Promise<Json> {
    const id = await this.ask(method, params);
    for (;;) {
      const frame = await this.#wire.next();
      if (frame.id === undefined) this.#events.push(frame.params);
      if (frame.id !== id) continue;
      if (frame.error === undefined) return frame.result;
      throw new Error(`${method}: ${frame.error.message}`);
    }
  }

  /** The first event of one of these types that nobody has been given yet, in whatever order they are asked for. */
  async event(...types: string[]): Promise<Json> {
    for (;;) {
      const found = this.#events.findIndex((event) => types.includes(event.type));
      if (found !== -1) return this.#events.splice(found, 1)[0];
      const frame = await this.#wire.next();
      if (frame.id === undefined) this.#events.push(frame.params);
    }
  }

  /** Waits for so many more events, without taking any of them away. */
  async more(count: number): Promise<void> {
    for (const wanted = this.#events.length + count; this.#events.length < wanted;) {
      const frame = await this.#wire.next();
      if (frame.id === undefined) this.#events.push(frame.params);
    }
  }

  /** Forgets the events that nobody has asked for. */
  forget(): void {
    this.#events.length = 0;
  }

  /** Submits a prompt and waits for the end of its turn. */
  async turn(session_id: string, text: string): Promise<Json> {
    await this.call("prompt.submit", { session_id, text });
    return (await this.event("message.complete", "error")).payload;
  }
}

/** What a gateway with agents is started with. */
export interface AgentGatewayOptions {
  /** Behind `tidegate stdio`, or `tidegate serve --port 0`. */
  args: readonly string[];
  /** The folder of its state, so that another gateway can go on there. Default: none is kept. */
  state?: string;
  /** Further variables. */
  env?: Record<string, string>;
}

/** A gateway that may do all that the task in deno.json may. It and its children end with the test. */
export class AgentGateway implements AsyncDisposable {
  readonly audit = new Audit();
  readonly child: Child;
  readonly talk: Talk;

  constructor(options: AgentGatewayOptions) {
    this.child = startChild("stdio", options, this.audit);
    const { child } = this;
    this.talk = new Talk({
      call: (id, method, params) => child.call(id, method, params),
      next: async () => JSON.parse(await child.out.next()),
    });
  }

  /** Ends it in good order; answers what it wrote to stderr. */
  async end(): Promise<string[]> {
    await this.child.endInput();
    const { code, out, err } = await this.child.end();
    assert.equal(code, 0, err.join("\n"));
    for (const line of out) JSON.parse(line);
    assert.deepEqual(await this.audit.left({ seconds: 5, guardOf: this.child.process.pid }), []);
    return err;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
  }
}

/** Starts `tidegate serve` and opens a window on it. */
export async function serving(
  options: AgentGatewayOptions,
  audit: Audit,
): Promise<{ child: Child; talk: Talk }> {
  const child = startChild("serve", options, audit);
  try {
    const port = await readyPort(child);
    const viewer = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
    await viewer.until((frame) => frame.params?.type === "gateway.ready");
    return {
      child,
      talk: new Talk({
        call: (id, method, params) => viewer.call(id, method, params),
        next: () => viewer.until(() => true),
      }),
    };
  } catch (error) {
    await child[Symbol.asyncDispose]();
    throw error;
  }
}

const TOKEN = "0123456789abcdef0123456789abcdef";

function startChild(
  command: "serve" | "stdio",
  { args, state, env }: AgentGatewayOptions,
  audit: Audit,
): Child {
  const keeps = state === undefined ? ":memory:" : `${state}/state.db`;
  return new Child({
    args: [command, ...(command === "serve" ? ["--port", "0"] : []), "--state", keeps, ...args],
    permissions: TASK_PERMISSIONS,
    env: { ...audit.env, ...env, TIDEGATE_TOKEN: TOKEN },
  });
}
