/** A sidecar that lets a gateway connect and then never reads. */
import { createHash } from "node:crypto";

// RFC 6455 section 1.3.
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export class DeafSidecar implements AsyncDisposable {
  readonly url: string;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections: Deno.Conn[] = [];
  readonly #accepting: Promise<void>;

  constructor() {
    this.url = `ws://127.0.0.1:${this.#listener.addr.port}/api/pub?channel=tides`;
    this.#accepting = this.#accept();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.push(connection);
      const buffer = new Uint8Array(16_384);
      const request = new TextDecoder().decode(
        buffer.subarray(0, await connection.read(buffer) ?? 0),
      );
      const [, key] = /^sec-websocket-key: *(\S+)/im.exec(request) ?? [];
      const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
      const lines = [
        "HTTP/1.1 101 Switching Protocols",
        "upgrade: websocket",
        "connection: Upgrade",
        `sec-websocket-accept: ${accept}`,
      ];
      await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const connection of this.#connections) connection.close();
  }
}
