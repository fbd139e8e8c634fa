/**
 * A session, as an app has it in its hand.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import type { Waiter } from "./calls.ts";
import type { CallOptions } from "./cancellable.ts";
import type {
  GatewayEvent,
  Message,
  Params,
  Result,
  SessionMethodName,
  Snapshot,
} from "./contracts.ts";
import { closedError, ConnectionError, goneError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import { Outbox } from "./outbox.ts";
import { answerCall, type AnswerTo, type Question, Questions } from "./questions.ts";
import { sendAnswer } from "./send_answer.ts";
import {
  type PromptOptions,
  promptParams,
  type SessionEvents,
  type SessionHost,
} from "./session_types.ts";
import { Track } from "./track.ts";
import type { TrackStart, TrackState } from "./track_types.ts";
import { SessionCalls } from "./session_calls.ts";
import { SessionTurns } from "./session_turns.ts";
import type { Turn } from "./turn.ts";
import type { Taken } from "./turn_finder.ts";
import type { ResetEvent } from "./turn_stream.ts";
import { Waitlist } from "./waitlist.ts";

/** The side of a session that its client moves. */
export interface SessionControl {
  readonly session: Session;
  readonly track: Track;
  /** Its client is closed, or the handle is. */
  end(error: (doing: string, sent: boolean) => Error): void;
}

type RestOf<M extends SessionMethodName> = Omit<Params<M>, "session_id">;

/** See the module. Made by `client.sessions`. */
export class Session {
  readonly #host: SessionHost;
  readonly #track: Track;
  readonly #outbox: Outbox;
  readonly #calls: SessionCalls;
  readonly #questions = new Questions();
  readonly #turns: SessionTurns;
  readonly #listeners: Listeners<SessionEvents>;
  #snapshot: Snapshot | undefined;
  #ended = false;

  private constructor(host: SessionHost, start: TrackStart, attachWith: Record<string, unknown>) {
    const { clock, random, onError, timeoutMs, queueLimit } = host.options;
    this.#host = host;
    this.#listeners = new Listeners(onError);
    this.#calls = new SessionCalls({
      waiting: new Waitlist({ clock, timeoutMs, limit: queueLimit }),
      ask: (method, params, waiter) => this.#ask(method, params, waiter),
      isLive: () => this.#track.state === "live",
      fault: (doing) => this.#fault(doing),
      revive: () => this.#track.revive(),
    });
    this.#outbox = new Outbox({
      limit: queueLimit,
      repeats: () => host.knowledge.repeats === true,
      ask: (method, params, waiter) => void this.#ask(method, params, waiter),
      onNotLive: () => this.#track.revive(),
    });
    this.#turns = new SessionTurns({
      onError,
      isLive: () => this.#track.state === "live",
      ordered: () => host.knowledge.numbers === true,
      look: (waiter) => void this.#ask("session.activate", {}, waiter),
    });
    this.#track = new Track({
      ...{ clock, random, attachWith },
      knowledge: host.knowledge,
      ask: (method, params, waiter) => void host.ask(method, params, waiter),
      onEvent: (event) => this.#heard(event),
      onReset: (snapshot, reason) => this.#reset({ reason, snapshot }),
      onState: (state, error) => this.#become(state, error),
      onLive: (snapshot) => this.#live(snapshot),
      onMoved: (from) => host.moved(from),
    }, start);
  }

  /** Makes a handle, and what moves it. */
  static begin(
    host: SessionHost,
    start: TrackStart & { snapshot: Snapshot | undefined; attachWith: Record<string, unknown> },
  ): SessionControl {
    const session = new Session(host, start, start.attachWith);
    session.#snapshot = start.snapshot;
    if (start.snapshot !== undefined) session.#questions.reset(start.snapshot);
    return { session, track: session.#track, end: (error) => session.#end(error) };
  }

  /** The live id, by which calls and events name it. Only a plain gateway ever changes it. */
  get id(): string {
    return this.#track.live;
  }

  /** The id its conversation is kept under. */
  get storedId(): string | undefined {
    return this.#track.stored;
  }

  /** How it stands with what it shows. */
  get state(): TrackState {
    return this.#track.state;
  }

  /** What the gateway last said it is, whole: when it was resumed, or reset. Events since are not in it. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** What waits for an answer, oldest first. */
  get questions(): readonly Question[] {
    return this.#questions.all;
  }

  /** Prompts and answers that the gateway has not confirmed yet. */
  get unsent(): number {
    return this.#outbox.size;
  }

  /** Calls `listener` for each of these; answers what ends that, as the signal does. */
  on<K extends keyof SessionEvents>(
    name: K,
    listener: (...args: SessionEvents[K]) => void,
    { signal }: CallOptions = {},
  ): () => void {
    return this.#listeners.on(name, listener, signal);
  }

  /**
   * Says something to the agent, as soon as there is a way. The signal withdraws what has not left, and
   * interrupts the turn that has begun.
   */
  prompt(text: string, options: PromptOptions = {}): Turn {
    const { signal, id = randomHex(16), again = false } = options;
    const [turn, control] = this.#turns.begin(id, text, () => {
      signal?.removeEventListener("abort", abort);
    });
    let withdraw = () => {};
    const abort = () => {
      if (control.runs) this.interrupt().catch(this.#host.options.onError);
      withdraw();
      control.fail(signal?.reason);
    };
    const fault = this.#fault("Sending prompt.submit");
    if (fault !== undefined || signal?.aborted) {
      control.fail(fault ?? signal?.reason);
      return turn;
    }
    signal?.addEventListener("abort", abort, { once: true });
    withdraw = this.#outbox.add({
      method: "prompt.submit",
      params: promptParams({ ...options, text, id }),
      taken: ({ status }, repeated) => {
        control.accepted(status as Taken, again || repeated);
        // It was on its way when it was called off.
        if (signal?.aborted && status === "streaming") abort();
      },
      failed: (error) => control.fail(error),
    });
    if (this.#track.state === "live") this.#outbox.flush();
    return turn;
  }

  /**
   * Answers what the agent asks. `gone`: somebody was faster, or it waits no more.
   *
   * @param question one of {@linkcode questions}, or the payload's event
   */
  answer<Q extends Question>(
    question: Q,
    answer: AnswerTo<Q>,
    { signal, id = randomHex(16) }: CallOptions & { id?: string } = {},
  ): Promise<"taken" | "gone"> {
    const { method } = answerCall(question, answer);
    const fault = this.#fault(`Sending ${method}`);
    if (fault !== undefined) return Promise.reject(fault);
    const sent = sendAnswer(this.#outbox, { question, answer, id, signal });
    if (this.#track.state === "live") this.#outbox.flush();
    return sent.then((fate) => {
      if (fate === "taken") this.#questions.gone(question.payload.request_id ?? "");
      return fate;
    });
  }

  /** Stops the turn that runs, and forgets prompts that wait behind it. */
  async interrupt(options?: CallOptions): Promise<void> {
    await this.request("session.interrupt", {}, options);
  }

  /** Gives the agent a hint within its turn. */
  async steer(text: string, options?: CallOptions): Promise<"queued" | "rejected"> {
    return (await this.request("session.steer", { text }, options)).status;
  }

  /** The conversation so far. */
  async history(options?: CallOptions): Promise<Message[]> {
    return (await this.request("session.history", {}, options)).messages;
  }

  /**
   * Calls a method about this session; `session_id` is filled in. A call waits until the session is up to date,
   * and is sent once: a session that is not live on the gateway is resumed first.
   */
  request<M extends SessionMethodName>(
    method: M,
    params: RestOf<M>,
    { signal }: CallOptions = {},
  ): Promise<Result<M>> {
    return this.#calls.request<Result<M>>(method, params, signal);
  }

  /** Watches it no more; the session goes on. The handle is of no use after that. */
  async detach(): Promise<void> {
    if (this.#ended) return;
    // A gateway that does not know of it forgets the window with its connection.
    const left = new Promise<void>((resolve) => {
      this.#ask("session.detach", {}, { result: () => resolve(), error: () => resolve() });
    });
    this.#leave();
    await left;
  }

  /** Ends the session on the gateway; its conversation stays. The handle is of no use after that. */
  async close(options?: CallOptions): Promise<void> {
    if (this.#ended) return;
    if (this.#track.state !== "gone") await this.request("session.close", {}, options);
    this.#leave();
  }

  #leave(): void {
    this.#end((doing, sent) => new ConnectionError("closed", `${doing}: it was closed`, { sent }));
    this.#host.left();
  }

  #end(error: (doing: string, sent: boolean) => Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#track.close();
    this.#giveUp(error);
    this.#listeners.clear();
  }

  #giveUp(error: (doing: string, sent: boolean) => Error): void {
    this.#outbox.fail(error);
    this.#calls.fail(error);
    this.#turns.fail(error);
  }

  #fault(doing: string): Error | undefined {
    if (this.#ended) return closedError(doing);
    return this.#track.state === "gone" ? goneError(doing) : undefined;
  }

  #ask(method: string, params: object, waiter: Waiter): () => void {
    return this.#host.ask(method, { ...params, session_id: this.#track.live }, waiter);
  }

  #heard(event: GatewayEvent): void {
    this.#questions.take(event);
    this.#turns.take(event);
    const { type, payload } = event;
    this.#listeners.tell(type, ...[payload, event] as unknown as SessionEvents[typeof type]);
    this.#listeners.tell("event", event);
    this.#host.heard(event);
  }

  #reset(payload: ResetEvent["payload"]): void {
    this.#snapshot = payload.snapshot;
    this.#questions.reset(payload.snapshot);
    this.#turns.reset(payload);
    this.#listeners.tell("reset", payload);
  }

  #become(state: TrackState, error: Error | undefined): void {
    if (state === "gone") this.#giveUp((doing) => error ?? goneError(doing));
    this.#listeners.tell("state", state, error);
  }

  #live(snapshot: Snapshot | undefined): void {
    this.#turns.live(snapshot);
    this.#outbox.flush();
    this.#calls.live();
  }
}
