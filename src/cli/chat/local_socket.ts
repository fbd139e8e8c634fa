/**
 * @module
 */
import type { ClientSocket, SocketConstructor } from "../../client/socket.ts";
import type { ConnectionAcceptor, GatewayConnection } from "../../gateway/acceptor.ts";
import { utf8BytesOver } from "../../lib/utf8_length.ts";

interface SocketEvent {
  data: unknown;
  code?: number;
  reason?: string;
}

type Listener = (event: SocketEvent) => void;

/**
 * Sockets that lead to a gateway of this very process: no port is opened, and nobody else can get in. What
 * is sent arrives in order and a moment later, as it would over a network.
 */
export function socketsTo(gateway: ConnectionAcceptor): SocketConstructor {
  return class implements ClientSocket {
    readonly #listeners = new Map<string, Listener[]>();
    readonly #connection: Promise<GatewayConnection>;
    #closed = false;

    constructor() {
      // Whoever made it listens first.
      this.#connection = Promise.resolve().then(() => {
        this.#tell("open");
        return gateway.connect({
          bufferedAmount: 0,
          send: (text) => this.#bring(text),
          close: (code, reason) => this.#end(code, reason),
        }, { label: "terminal", transport: "stdio" });
      });
    }

    addEventListener(type: "open" | "message" | "close" | "error", listener: Listener): void {
      this.#listeners.set(type, [...this.#listeners.get(type) ?? [], listener]);
    }

    send(text: string): void {
      void this.#connection.then((connection) => {
        if (this.#closed) return;
        const tooMany = utf8BytesOver(text, gateway.maxFrameBytes);
        if (tooMany === null) connection.receive(text);
        else connection.refuseFrame(tooMany);
      });
    }

    close(code = 1000): void {
      if (this.#closed) return;
      this.#end(code, "");
      void this.#connection.then((connection) => connection.end("the terminal was left"));
    }

    #bring(text: string): boolean {
      if (this.#closed) return false;
      queueMicrotask(() => this.#tell("message", { data: text }));
      return true;
    }

    #end(code: number, reason: string): void {
      if (this.#closed) return;
      this.#closed = true;
      queueMicrotask(() => this.#tell("close", { data: undefined, code, reason }));
    }

    #tell(type: string, event: SocketEvent = { data: undefined }): void {
      for (const listener of this.#listeners.get(type) ?? []) listener(event);
    }
  };
}
