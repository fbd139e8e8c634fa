import assert from "node:assert/strict";
import type { Child } from "./child.ts";

/** The port a server says on its first line. */
export async function readyPort(child: Child, prefix = "TIDEGATE_READY"): Promise<number> {
  const line = await child.out.next();
  const match = new RegExp(`^${prefix} port=(\\d+)$`).exec(line);
  assert.ok(match, line);
  return Number(match[1]);
}

/** A window on the gateway. */
export class Viewer {
  readonly closed: Promise<CloseEvent>;
  readonly #socket: WebSocket;
  readonly #frames: AsyncIterator<string>;

  constructor(url: string) {
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", resolve, { once: true });
    });
    const stream = new ReadableStream<string>({
      start(controller) {
        socket.addEventListener("message", ({ data }) => controller.enqueue(data));
        socket.addEventListener("close", () => controller.close(), { once: true });
      },
    });
    this.#frames = stream[Symbol.asyncIterator]();
  }

  call(id: number, method: string, params: Record<string, unknown> = {}): void {
    this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  }

  // deno-lint-ignore no-explicit-any
  async until(fits: (frame: any) => boolean): Promise<any> {
    for (;;) {
      const { done, value } = await this.#frames.next();
      assert.ok(!done, "the socket closed before the frame that was waited for");
      const frame = JSON.parse(value);
      if (fits(frame)) return frame;
    }
  }
}
