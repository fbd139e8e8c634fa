/** The sockets of one window's client: each becomes the line the simulation opens next. */
import type { Hints } from "../../src/client/hints.ts";
import type { ClientSocket, SocketConstructor } from "../../src/client/socket.ts";
import type { Host, Wire } from "./client_model.ts";

type Listener = (event: Record<string, unknown>) => void;

class SimulatedSocket implements ClientSocket {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #door: SimulatedDoor;
  wire: Wire | undefined;
  over = false;

  constructor(door: SimulatedDoor) {
    this.#door = door;
    door.dialed(this);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    const all = this.#listeners.get(type) ?? [];
    this.#listeners.set(type, [...all, listener as Listener]);
  }

  send(text: string): void {
    this.wire?.send(text);
  }

  close(): void {
    this.#door.hungUp(this);
  }

  tell(type: string, event: Record<string, unknown> = {}): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

export class SimulatedDoor {
  readonly Socket: SocketConstructor;
  readonly hints: Hints;
  readonly #host: Host;
  #wake: () => void = () => {};
  #wire: Wire | undefined;
  // Dialled, and not answered or not ended yet.
  #socket: SimulatedSocket | undefined;
  #early: string[] = [];

  constructor(host: Host) {
    this.#host = host;
    // deno-lint-ignore no-this-alias -- a class of its own for each door
    const door = this;
    this.Socket = class extends SimulatedSocket {
      constructor() {
        super(door);
      }
    };
    this.hints = {
      watch: (wake) => {
        this.#wake = wake;
        return () => this.#wake = () => {};
      },
    };
  }

  /** The simulation has a line. */
  opened(wire: Wire): void {
    this.#wire = wire;
    if (this.#socket === undefined) this.#wake();
    else this.#join(this.#socket);
  }

  lost(): void {
    const socket = this.#socket;
    this.#wire = undefined;
    this.#early = [];
    if (socket?.wire === undefined) return;
    this.#socket = undefined;
    socket.over = true;
    socket.tell("close", { code: 1006, reason: "" });
  }

  hear(frame: string): void {
    if (this.#socket?.wire === undefined) this.#early.push(frame);
    else this.#socket.tell("message", { data: frame });
  }

  dialed(socket: SimulatedSocket): void {
    this.#socket = socket;
    this.#host.count("dials");
    if (this.#wire !== undefined) return queueMicrotask(() => this.#join(socket));
    // Nobody is there: it is told at once, or the attempt hangs.
    if (this.#host.below(2) === 0) queueMicrotask(() => this.#refuse(socket));
  }

  hungUp(socket: SimulatedSocket): void {
    if (socket.over) return;
    socket.over = true;
    const { wire } = socket;
    socket.wire = undefined;
    if (this.#socket === socket) this.#socket = undefined;
    if (wire !== undefined) {
      this.#host.count("client hung up");
      this.#wire = undefined;
      this.#early = [];
      wire.close();
    }
    queueMicrotask(() => socket.tell("close", { code: 1005, reason: "" }));
  }

  #refuse(socket: SimulatedSocket): void {
    if (socket.over || socket.wire !== undefined) return;
    socket.over = true;
    if (this.#socket === socket) this.#socket = undefined;
    socket.tell("close", { code: 1006, reason: "" });
  }

  #join(socket: SimulatedSocket): void {
    const wire = this.#wire;
    if (socket.over || socket.wire !== undefined || wire === undefined) return;
    socket.wire = wire;
    socket.tell("open");
    const early = this.#early;
    this.#early = [];
    for (const data of early) socket.tell("message", { data });
  }
}
