/**
 * The sessions of a gateway, and the handles of those that are watched.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import type { CallOptions } from "./cancellable.ts";
import type { Knowledge } from "./capabilities.ts";
import type { GatewayEvent, Params, Result, Snapshot } from "./contracts.ts";
import { Session, type SessionControl } from "./session.ts";
import type { SessionHost } from "./session_types.ts";

/** What sessions need of their client. */
export interface SessionsHost extends Omit<SessionHost, "moved" | "left"> {
  readonly knowledge: Knowledge;
  /** Calls a method; `take` makes of its answer what the promise comes to, before anything that follows. */
  call<T>(
    method: string,
    params: object,
    options: CallOptions & { take(result: Record<string, unknown>): T },
  ): Promise<T>;
}

/** The side of it that the client moves. */
export interface SessionsControl {
  connected(): void;
  disconnected(): void;
  /** Answers whether it is an event of a session that has a handle. */
  hear(event: GatewayEvent): boolean;
  end(error: (doing: string, sent: boolean) => Error): void;
}

type ResumeParams = Omit<Params<"session.resume">, "session_id">;

/** Made by a client: `client.sessions`. */
export class Sessions {
  readonly #host: SessionsHost;
  readonly #byLive = new Map<string, SessionControl>();

  private constructor(host: SessionsHost) {
    this.#host = host;
  }

  /** Makes it, and what moves it. */
  static begin(host: SessionsHost): [Sessions, SessionsControl] {
    const sessions = new Sessions(host);
    const all = sessions.#byLive;
    return [sessions, {
      connected() {
        for (const { track } of [...all.values()]) track.connected();
      },
      disconnected() {
        for (const { track } of [...all.values()]) track.disconnected();
      },
      hear(event) {
        const known = all.get(event.session_id ?? "");
        known?.track.hear(event);
        return known !== undefined;
      },
      end(error) {
        for (const control of [...all.values()]) control.end(error);
        all.clear();
      },
    }];
  }

  /** Opens a session. It is there when this resolves; its agent may still be on the way. */
  create(params: Params<"session.create"> = {}, { signal }: CallOptions = {}): Promise<Session> {
    const { cols, close_on_disconnect } = params;
    return this.#host.call("session.create", params, {
      signal,
      take: (result) => {
        const { session_id, stored_session_id } = result as Result<"session.create">;
        const { epoch } = this.#host.knowledge;
        const start = { live: session_id, stored: stored_session_id, epoch, snapshot: undefined };
        // A gateway that numbers begins with 1.
        const seq = epoch === undefined ? undefined : 0;
        return this.#begin({ ...start, seq, attachWith: plain({ cols, close_on_disconnect }) });
      },
    });
  }

  /**
   * Goes on with a conversation.
   *
   * @param id a stored id, a live id, or an exact title
   */
  resume(id: string, params: ResumeParams = {}, { signal }: CallOptions = {}): Promise<Session> {
    return this.#host.call("session.resume", { ...params, session_id: id }, {
      signal,
      take: (result) => this.#described(result as Snapshot, plain(params)),
    });
  }

  /** Watches a session that is live, by its live id. */
  activate(
    id: string,
    params: Omit<Params<"session.activate">, "session_id"> = {},
    { signal }: CallOptions = {},
  ): Promise<Session> {
    return this.#host.call("session.activate", { ...params, session_id: id }, {
      signal,
      take: (result) => this.#described(result as Snapshot, plain(params)),
    });
  }

  /** Conversations, the newest activity first. */
  list(
    params: Params<"session.list"> = {},
    options: CallOptions = {},
  ): Promise<Result<"session.list">["sessions"]> {
    return this.#call("session.list", params, options).then(({ sessions }) => sessions);
  }

  /** Sessions that are live, the oldest first. */
  active(options: CallOptions = {}): Promise<Result<"session.active_list">["sessions"]> {
    return this.#call("session.active_list", {}, options).then(({ sessions }) => sessions);
  }

  /** Forgets a conversation that is not live. */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#call("session.delete", { session_id: id }, options);
  }

  /** The handle of a session that is watched, by its live id. There is one for each. */
  get(id: string): Session | undefined {
    return this.#byLive.get(id)?.session;
  }

  /** Every session that is watched. */
  get watched(): Session[] {
    return [...this.#byLive.values()].map(({ session }) => session);
  }

  #call<M extends "session.list" | "session.active_list" | "session.delete">(
    method: M,
    params: object,
    { signal }: CallOptions,
  ): Promise<Result<M>> {
    return this.#host.call(method, params, { signal, take: (result) => result as Result<M> });
  }

  #described(snapshot: Snapshot, attachWith: Record<string, unknown>): Session {
    const { knowledge } = this.#host;
    knowledge.described(snapshot);
    const { session_id: live, session_key: stored, seq } = snapshot;
    const known = this.#byLive.get(live);
    if (known !== undefined && known.track.state !== "gone") {
      known.track.compare(snapshot);
      return known.session;
    }
    const epoch = snapshot.epoch ?? knowledge.epoch;
    return this.#begin({ live, stored, seq, epoch, snapshot, attachWith });
  }

  #begin(start: Parameters<typeof Session.begin>[1]): Session {
    const { options, knowledge, ask, heard } = this.#host;
    const control: SessionControl = Session.begin({
      ...{ options, knowledge, ask, heard },
      moved: (from) => {
        this.#byLive.delete(from);
        this.#byLive.set(control.track.live, control);
      },
      left: () => {
        if (this.#byLive.get(control.track.live) === control) {
          this.#byLive.delete(control.track.live);
        }
      },
    }, start);
    this.#byLive.set(start.live, control);
    return control.session;
  }
}

// What was left out is not sent, and `session_id` is not among it.
function plain(params: object): Record<string, unknown> {
  if (!isRecord(params)) return {};
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
