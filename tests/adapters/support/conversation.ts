/** One peer of a gateway in this process, in real time, and agents that use a tool. */
import type { AgentEvent, AgentProvider } from "../../../src/agent/agent.ts";
import type { Peer } from "../../../src/gateway/acceptor.ts";
import type { Gateway } from "../../../src/gateway/gateway.ts";
import type { Json } from "../../support/stage.ts";
import { MemorySocket } from "../../support/memory_socket.ts";

/** What the agent is given and says; none of it may be found in what measures. */
export const SPOKEN = "a word between us";

/** Agents whose every turn says a text in four pieces, and calls a tool. */
export const toolUser: AgentProvider = {
  name: "tool-user",
  describe: () => ({ model: "m-1", provider: "", tools: {}, skills: {}, configured: true }),
  create: () =>
    Promise.resolve({
      async *prompt(): AsyncGenerator<AgentEvent | AgentEvent[]> {
        yield { type: "tool_start", id: "call-1", name: "look_up", context: SPOKEN, args: {} };
        yield {
          type: "tool_complete",
          id: "call-1",
          name: "look_up",
          args: { query: SPOKEN },
          result: SPOKEN,
        };
        yield [SPOKEN, SPOKEN, SPOKEN, SPOKEN].map((text) => ({ type: "text" as const, text }));
        yield { type: "usage", usage: { input: 30, output: 12, total: 42 } };
        await Promise.resolve();
      },
    }),
};

/** A peer that asks, and waits for answers and events. */
export class Conversation {
  readonly #socket = new MemorySocket();
  readonly #connection: ReturnType<Gateway["connect"]>;
  readonly #waiting: { fits: (frame: Json) => boolean; take: (frame: Json) => void }[] = [];
  #ids = 0;

  constructor(gateway: Gateway, peer: Partial<Peer> = {}) {
    this.#socket.onFrame = (text) => {
      const frame = JSON.parse(text);
      const found = this.#waiting.findIndex(({ fits }) => fits(frame));
      if (found >= 0) this.#waiting.splice(found, 1)[0]?.take(frame);
    };
    this.#connection = gateway.connect(this.#socket, {
      label: "here",
      transport: "websocket",
      ...peer,
    });
  }

  /** Frames that were sent to it. */
  get frames(): readonly string[] {
    return this.#socket.frames;
  }

  /** The answer to a call; `more` stands beside its method. */
  async call(method: string, params: Json = {}, more: Json = {}): Promise<Json> {
    const id = `r${++this.#ids}`;
    const answer = this.#next((frame) => frame.id === id);
    this.#connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params, ...more }));
    return await answer;
  }

  /** A session, and a turn in it that has ended. Resolves with the session's id. */
  async turn({ id, ...more }: Json = {}): Promise<string> {
    const session_id = id ?? (await this.call("session.create")).result.session_id;
    // What is told behind the end of a turn: by then all has been measured.
    const idle = this.#next(({ params }) =>
      params?.type === "message.complete" && params.session_id === session_id
    );
    await this.call("prompt.submit", { session_id, text: SPOKEN }, more);
    await idle;
    return session_id;
  }

  end(): void {
    this.#connection.end("done");
  }

  #next(fits: (frame: Json) => boolean): Promise<Json> {
    return new Promise((take) => this.#waiting.push({ fits, take }));
  }
}
