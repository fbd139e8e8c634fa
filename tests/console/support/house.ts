/** A real gateway with agents that do what a test tells them, and desks that look at it over real sockets. */
import { connect } from "../../../src/client/client.ts";
import type { SocketConstructor } from "../../../src/client/socket.ts";
import { Desk } from "../../../src/console/model/desk.ts";
import type { Entry } from "../../../src/console/entries.ts";
import { type KeyValue, memoryStore } from "../../../src/console/model/surroundings.ts";
import { createGateway, type Gateway } from "../../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";
import { Credentials } from "../../../src/http/credentials.ts";
import { type RunningServer, serve } from "../../../src/adapters/deno.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";

const TOKEN = "0123456789abcdef0123";
/** The credential of a window that may only watch. */
export const OBSERVER = "0123456789abcdef4567";

/** A signal, as far as a test looks at it. */
interface Watched<T> {
  readonly value: T;
  subscribe(listener: (value: T) => void): () => void;
}

/** Resolves as soon as a signal is such. */
export function when<T>(watched: Watched<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let done = false;
    let off = () => {};
    off = watched.subscribe((value) => {
      if (done || !fits(value)) return;
      done = true;
      queueMicrotask(() => off());
      resolve(value);
    });
  });
}

/** Entries in one line each. */
export function told(entries: readonly Entry[]): string[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case "user":
        return `user ${entry.state}: ${entry.text}`;
      case "answer":
        return `answer${entry.live ? " live" : ""}${entry.ending ? ` ${entry.ending}` : ""}: ` +
          entry.text;
      case "tool":
        return `tool ${entry.state}: ${entry.name}`;
      case "note":
        return `note ${entry.tone}: ${entry.text}`;
    }
  });
}

/** A desk, and the time it lives in: what it set a timer for is done when the test says so. */
export interface Seat {
  readonly desk: Desk;
  readonly kept: KeyValue;
  /** Whether somebody can see it. */
  visible: boolean;
  /** Does what waits for time to pass. */
  pass(): void;
}

/** See the module. */
export class House implements AsyncDisposable {
  readonly provider: ScriptedProvider;
  readonly #gateway: Gateway;
  readonly #server: RunningServer;
  readonly #desks: Desk[] = [];

  private constructor(provider: ScriptedProvider, gateway: Gateway, server: RunningServer) {
    this.provider = provider;
    this.#gateway = gateway;
    this.#server = server;
  }

  get gateway(): Gateway {
    return this.#gateway;
  }

  static async open(
    provider: ScriptedProvider = new ScriptedProvider(),
    options: Partial<GatewayOptions> = {},
  ): Promise<House> {
    const gateway = createGateway({ ...options, provider });
    const credentials = new Credentials({ token: TOKEN, observerToken: OBSERVER });
    const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0 });
    return new House(provider, gateway, server);
  }

  /** Another window; `kept`: what one that was reloaded still has; `Socket`: what it connects by. */
  sit(kept: KeyValue = memoryStore(), token = TOKEN, Socket: SocketConstructor = WebSocket): Seat {
    const timers = new Set<() => void>();
    let made = 0;
    const desk = new Desk({
      client: connect({ url: this.#server.url, token, WebSocket: Socket }),
      surroundings: {
        frame: (callback) => queueMicrotask(callback),
        after(_ms, callback) {
          timers.add(callback);
          return () => timers.delete(callback);
        },
        visible: () => seat.visible,
        kept,
        newId: () => `${this.#desks.length}-${++made}`,
      },
    });
    this.#desks.push(desk);
    const pass = () => {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer();
      }
    };
    const seat: Seat = { desk, kept, pass, visible: true };
    return seat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#desks.map((desk) => desk.dispose()));
    await this.#server.shutdown({ drain: (signal) => this.#gateway.shutdown({ signal }) });
  }
}
