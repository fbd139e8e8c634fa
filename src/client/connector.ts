/**
 * Keeps a connection: attempts, waits between them, and when to give up.
 *
 * @module
 */
import { sleep, type Timer } from "../lib/clock.ts";
import { backoff } from "./backoff.ts";
import { type Credential, targetOf } from "./credential.ts";
import { closedError, ConnectionError } from "./errors.ts";
import { Line, type LineEnd } from "./line.ts";
import type { ResolvedOptions } from "./options.ts";
import { refusalIn, refused } from "./refusal.ts";

/** How it stands with the connection. */
export type ClientState =
  /** An attempt is made; `attempt` counts them since the last connection, from 1. */
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "online" }
  /** The next attempt comes by itself, so many milliseconds from now. */
  | {
    readonly kind: "waiting";
    readonly attempt: number;
    readonly retryInMs: number;
    readonly error: Error;
  }
  /** No attempt comes by itself any more: the gateway refuses this client. */
  | { readonly kind: "stopped"; readonly error: Error }
  | { readonly kind: "closed" };

/** Hears what a connection does. */
export interface ConnectorEvents {
  onState(state: ClientState): void;
  onReady(greeting: Record<string, unknown>, send: (text: string) => void): void;
  onFrame(frame: Record<string, unknown>): void;
  /** It was ready, and is no more. */
  onLost(): void;
}

/** Milliseconds the end of a socket is waited for. */
const GOODBYE_MS = 2_000;

/** See the module. */
export class Connector {
  readonly #options: ResolvedOptions;
  readonly #events: ConnectorEvents;
  readonly #unwatch: () => void;
  #state: ClientState = { kind: "connecting", attempt: 1 };
  #line: Line | undefined;
  #timer: Timer | undefined;
  // Grows with each attempt: what an earlier one still brings is of no use.
  #visit = 0;
  #effort = new AbortController();
  #failed = 0;
  #refusals = 0;

  constructor(options: ResolvedOptions, events: ConnectorEvents) {
    this.#options = options;
    this.#events = events;
    this.#unwatch = options.hints.watch(() => this.#hinted());
  }

  get state(): ClientState {
    return this.#state;
  }

  /** Makes an attempt now, unless one is being made or there is a connection. */
  start(): void {
    const { kind } = this.#state;
    if (kind === "closed" || kind === "online" || this.#visit > 0 && kind === "connecting") return;
    if (kind === "stopped") this.#refusals = 0;
    this.#attempt();
  }

  /** Ends everything; resolves when the socket has closed, or did not want to in 2 s. */
  async close(): Promise<void> {
    if (this.#state.kind === "closed") return;
    const wasOnline = this.#state.kind === "online";
    this.#visit++;
    this.#timer?.cancel();
    this.#unwatch();
    this.#effort.abort(closedError("Connecting to the gateway"));
    this.#line?.close();
    this.#become({ kind: "closed" });
    if (wasOnline) this.#events.onLost();
    if (this.#line === undefined) return;
    const over = new AbortController();
    const patience = sleep(this.#options.clock, GOODBYE_MS, over.signal);
    await Promise.race([this.#line.closed, patience]);
    over.abort();
  }

  #attempt(): void {
    const visit = ++this.#visit;
    this.#timer?.cancel();
    this.#effort.abort();
    const effort = this.#effort = new AbortController();
    this.#become({ kind: "connecting", attempt: this.#failed + 1 });
    // Whoever heard of that may have closed it.
    if (visit !== this.#visit) return;
    const late = () => {
      effort.abort();
      this.#fail(visit, new ConnectionError("timeout", "Getting a credential: it took too long"));
    };
    const { clock, connectTimeoutMs } = this.#options;
    const timer = this.#timer = clock.after(connectTimeoutMs, late);
    this.#credential(effort.signal).then(
      (credential) => {
        timer.cancel();
        if (visit === this.#visit) this.#dial(visit, credential);
      },
      (error) => {
        timer.cancel();
        this.#fail(visit, asError(error));
      },
    );
  }

  async #credential(signal: AbortSignal): Promise<Credential> {
    return await this.#options.credential({ attempt: this.#failed + 1, signal });
  }

  #dial(visit: number, credential: Credential): void {
    const { url, Socket, clock, connectTimeoutMs, quietMs, onError } = this.#options;
    const { signal } = this.#effort;
    try {
      this.#line = new Line({
        target: targetOf(url, credential),
        ...{ Socket, clock, connectTimeoutMs, quietMs, onError },
        onReady: (greeting) => this.#ready(visit, greeting),
        onFrame: (frame) => {
          if (visit === this.#visit) this.#events.onFrame(frame);
        },
        onEnd: (end) => void this.#ended(visit, end, { ...{ credential, signal, url } }),
      });
    } catch (error) {
      // Not the network: an address or a subprotocol no socket can be made with.
      this.#stop(refused("no socket could be made", error));
    }
  }

  #ready(visit: number, greeting: Record<string, unknown>): void {
    const line = this.#line;
    if (visit !== this.#visit || line === undefined) return;
    this.#failed = this.#refusals = 0;
    this.#state = { kind: "online" };
    this.#events.onReady(greeting, (text) => line.send(text));
    if (visit === this.#visit) this.#events.onState(this.#state);
  }

  async #ended(
    visit: number,
    end: LineEnd,
    asked: { credential: Credential; signal: AbortSignal; url: URL },
  ): Promise<void> {
    if (visit !== this.#visit) return;
    const lost = new ConnectionError("lost", `Connecting to the gateway: ${endText(end)}`);
    if (this.#state.kind === "online") {
      // Told at once: what is asked from now on must not be sent into the void.
      this.#state = { kind: "connecting", attempt: 1 };
      this.#events.onLost();
    }
    const refusal = await refusalIn(end, { ...asked, fetch: this.#options.fetch });
    if (visit !== this.#visit) return;
    if (refusal === undefined) return this.#fail(visit, lost);
    this.#refusals++;
    // A fresh credential may do better, once.
    if (this.#refusals <= Number(this.#options.renews)) return this.#fail(visit, refusal);
    this.#stop(refusal);
  }

  #fail(visit: number, error: Error): void {
    if (visit !== this.#visit) return;
    this.#visit++;
    this.#timer?.cancel();
    this.#line?.close();
    const { clock, random } = this.#options;
    const attempt = ++this.#failed;
    const retryInMs = backoff(attempt, random());
    this.#timer = clock.after(retryInMs, () => this.#attempt());
    this.#become({ kind: "waiting", attempt, retryInMs, error });
  }

  #stop(error: Error): void {
    this.#visit++;
    this.#timer?.cancel();
    this.#become({ kind: "stopped", error });
  }

  #hinted(): void {
    if (this.#state.kind === "online") this.#line?.doubt();
    if (this.#state.kind === "waiting") this.#attempt();
  }

  #become(state: ClientState): void {
    this.#state = state;
    this.#events.onState(state);
  }
}

function endText({ opened, code, reason }: LineEnd): string {
  if (reason !== "") return `${reason} (${code})`;
  return opened ? `the socket closed (${code})` : "it cannot be reached";
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
