/**
 * A client of a gateway.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import { Calls } from "./calls.ts";
import { type CallOptions, cancellable } from "./cancellable.ts";
import { type Capabilities, Knowledge } from "./capabilities.ts";
import { type ClientState, Connector } from "./connector.ts";
import type {
  EventName,
  EventOf,
  EventPayloads,
  GatewayEvent,
  MethodName,
  Params,
  Result,
} from "./contracts.ts";
import { closedError, ConnectionError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import { type ClientOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
import { Sessions, type SessionsControl } from "./sessions.ts";
import { Waitlist } from "./waitlist.ts";

/** What a client tells its listeners: each event by its name, every one as `event`, and how it stands. */
export type ClientEvents =
  & { [T in EventName]: [payload: EventPayloads[T], event: EventOf<T>] }
  & { event: [event: GatewayEvent]; state: [state: ClientState] };

type Given<M extends MethodName> = Record<never, never> extends Params<M>
  ? [params?: Params<M>, options?: CallOptions]
  : [params: Params<M>, options?: CallOptions];

/** Connects to a gateway, and keeps the connection: {@linkcode connect} makes one. */
export class Client implements AsyncDisposable {
  /** The gateway's sessions. */
  readonly sessions: Sessions;
  readonly #options: ResolvedOptions;
  readonly #calls: Calls;
  readonly #waiting: Waitlist;
  readonly #connector: Connector;
  readonly #knowledge = new Knowledge();
  readonly #listeners: Listeners<ClientEvents>;
  readonly #watched: SessionsControl;

  /**
   * Connects at once.
   *
   * @throws {TypeError} where an option is missing, or none of its kind
   */
  constructor(options: ClientOptions) {
    const resolved = this.#options = resolveOptions(options);
    const { clock, timeoutMs, queueLimit, onError } = resolved;
    this.#listeners = new Listeners(onError);
    this.#calls = new Calls({ clock, timeoutMs, limit: queueLimit });
    this.#waiting = new Waitlist({ clock, timeoutMs, limit: queueLimit });
    const calls = this.#calls;
    [this.sessions, this.#watched] = Sessions.begin({
      options: resolved,
      knowledge: this.#knowledge,
      ask: (method, params, waiter) => calls.ask(method, params, waiter),
      heard: (event) => this.#tell(event),
      call: (method, params, asked) => this.#call(method, params, asked),
    });
    this.#connector = new Connector(resolved, {
      onState: (state) => this.#become(state),
      onReady: (greeting, send) => this.#ready(greeting, send),
      onFrame: (frame) => this.#take(frame),
      onLost: () => this.#lost(),
    });
    this.#connector.start();
  }

  /** How it stands with the connection. */
  get state(): ClientState {
    return this.#connector.state;
  }

  /** What the gateway can do, as far as it has shown it. */
  get capabilities(): Capabilities {
    return this.#knowledge;
  }

  /** Calls `listener` for each of these; answers what ends that, as the signal does. */
  on<K extends keyof ClientEvents>(
    name: K,
    listener: (...args: ClientEvents[K]) => void,
    { signal }: CallOptions = {},
  ): () => void {
    return this.#listeners.on(name, listener, signal);
  }

  /**
   * Calls a method. It waits for a connection, and is sent once.
   *
   * @throws {RpcError} as a rejection: what the gateway answered
   * @throws {ConnectionError} as a rejection: there was no answer
   */
  request<M extends MethodName>(method: M, ...[params, options]: Given<M>): Promise<Result<M>> {
    const take = (result: Record<string, unknown>) => result as Result<M>;
    return this.#call(method, params ?? {}, { ...options, take });
  }

  /** As {@linkcode request}, for methods this client has no types of. */
  call(
    method: string,
    params: Record<string, unknown> = {},
    options: CallOptions = {},
  ): Promise<Record<string, unknown>> {
    return this.#call(method, params, { ...options, take: (result) => result });
  }

  /** Resolves once there is a connection; rejects where the gateway refuses, or the client is closed. */
  online({ signal }: CallOptions = {}): Promise<void> {
    return cancellable<void>(signal, ({ resolve, reject }) => {
      const fault = this.#fault("Waiting for the gateway");
      if (fault !== undefined) reject(fault);
      else if (this.#calls.open) resolve();
      else {
        const wait = { doing: "Waiting for the gateway", go: () => resolve(), fail: reject };
        return this.#waiting.add(wait);
      }
      return () => {};
    });
  }

  /** Tries now, also where it had given up. */
  reconnect(): void {
    this.#connector.start();
  }

  /**
   * Lets go of everything: what waits for an answer fails with a {@linkcode ConnectionError} whose reason is
   * `closed`. Sessions go on. Resolves when the socket has closed.
   */
  async close(): Promise<void> {
    const closed = this.#connector.close();
    this.#fail((doing, sent) => new ConnectionError("closed", `${doing}: it was closed`, { sent }));
    this.#watched.end((doing, sent) =>
      new ConnectionError("closed", `${doing}: the client was closed`, { sent })
    );
    this.#listeners.clear();
    await closed;
  }

  /** As {@linkcode close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #call<T>(
    method: string,
    params: object,
    { signal, take }: CallOptions & { take(result: Record<string, unknown>): T },
  ): Promise<T> {
    const doing = `Calling ${method}`;
    return cancellable<T>(signal, ({ resolve, reject }) => {
      let giveUp = () => {};
      const go = () => {
        giveUp = this.#calls.ask(method, params, {
          result: (result) => resolve(take(result)),
          error: (error) => {
            this.#knowledge.failed(method, error);
            reject(error);
          },
        });
      };
      const fault = this.#fault(doing);
      if (fault !== undefined) reject(fault);
      else if (this.#calls.open) go();
      else giveUp = this.#waiting.add({ doing, go, fail: reject });
      return () => giveUp();
    });
  }

  #fault(doing: string): Error | undefined {
    const { state } = this;
    if (state.kind === "closed") return closedError(doing);
    return state.kind === "stopped" ? state.error : undefined;
  }

  #ready(greeting: Record<string, unknown>, send: (text: string) => void): void {
    this.#knowledge.greeted(greeting);
    this.#calls.opened(send);
    this.#watched.connected();
    this.#waiting.open();
    const payload = greeting as EventPayloads["gateway.ready"];
    this.#tell({ type: "gateway.ready", payload });
  }

  #lost(): void {
    // Sessions first: what their calls fail with must find them away.
    this.#watched.disconnected();
    this.#calls.lost();
  }

  #become(state: ClientState): void {
    if (state.kind === "stopped") this.#fail(() => state.error);
    this.#listeners.tell("state", state);
  }

  #fail(error: (doing: string, sent: boolean) => Error): void {
    this.#waiting.fail((doing) => error(doing, false));
  }

  #take(frame: Record<string, unknown>): void {
    if (frame.method !== "event") return this.#calls.answered(frame);
    const { params } = frame;
    if (!isRecord(params) || typeof params.type !== "string") return;
    const event = params as unknown as GatewayEvent;
    if (!this.#watched.hear(event)) this.#tell(event);
  }

  #tell(event: GatewayEvent): void {
    const { type, payload } = event;
    this.#listeners.tell(type, ...[payload, event] as unknown as ClientEvents[typeof type]);
    this.#listeners.tell("event", event);
  }
}

/**
 * Connects to a gateway. The client is there at once, and keeps the connection from then on.
 *
 * @throws {TypeError} where an option is missing, or none of its kind
 */
export function connect(options: ClientOptions = {}): Client {
  return new Client(options);
}
