/** A window of a gateway whose agents are real. */
import { MemorySocket } from "../../support/memory_socket.ts";
import type { Json, WireEvent } from "../../support/stage.ts";

/** A window that can wait for what it is told. */
export class Window extends MemorySocket {
  #wake: () => void = () => {};
  #read = 0;

  override send(text: string): boolean {
    const sent = super.send(text);
    this.#wake();
    return sent;
  }

  /** The next frame that `wanted` takes, behind those that were waited for before. */
  async next(wanted: (frame: Json) => boolean): Promise<Json> {
    for (;;) {
      while (this.#read < this.frames.length) {
        const frame = JSON.parse(this.frames[this.#read++] as string);
        if (wanted(frame)) return frame;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async event(...types: string[]): Promise<WireEvent> {
    const { params } = await this.next((frame) => types.includes(frame.params?.type));
    return params;
  }
}
