/** Looks at one connection, frame by frame as they are sent, and trusts nobody. */
import type { Json, WireEvent } from "../support/stage.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Disk } from "./disk.ts";
import type { SessionStory } from "./stories.ts";

interface Call {
  method: string;
  params: Json;
  /** Which life of the session it was asked in: the answer may have had to wait. */
  life: number;
}

interface Cursor {
  /** Number the next event must have; `undefined` where the start was not told. */
  next: number | undefined;
  /** The session has ended: what comes is its tail. */
  ended: boolean;
}

/** What comes before `params` in the frame of an event. */
const HEAD = '{"jsonrpc":"2.0","method":"event","params":'.length;

export class Witness {
  readonly #name: string;
  readonly #chronicle: Chronicle;
  readonly #disk: Disk;
  readonly #calls = new Map<string, Call>();
  readonly #cursors = new Map<SessionStory, Cursor>();

  constructor(name: string, { chronicle, disk }: { chronicle: Chronicle; disk: Disk }) {
    this.#name = name;
    this.#chronicle = chronicle;
    this.#disk = disk;
  }

  /** Number of the last event that was sent of a session it watches; `undefined`: it watches it not. */
  last(session: SessionStory): number | undefined {
    const cursor = this.#cursors.get(session);
    return cursor?.next === undefined || cursor.ended ? undefined : cursor.next - 1;
  }

  /** The gateway has ended a session. */
  ended(session: SessionStory): void {
    const cursor = this.#cursors.get(session);
    if (cursor !== undefined) cursor.ended = true;
  }

  /** The window asks. */
  asked(frame: string): void {
    const { id, method, params } = JSON.parse(frame);
    this.#chronicle.trace(() => `   ${this.#name} asks ${id} ${method} ${JSON.stringify(params)}`);
    const session = this.#chronicle.session(params.session_id ?? "");
    this.#calls.set(id, { method, params, life: session?.ends ?? 0 });
    if (method === "session.interrupt") this.#chronicle.excuse(session, "interrupt");
  }

  /** The gateway says something. */
  sent(text: string): void {
    const frame = JSON.parse(text);
    if (frame.method === "event") return this.#event(frame.params, text);
    const call = this.#calls.get(frame.id);
    if (call === undefined) this.#fail(`an answer nobody waits for: ${text}`);
    this.#calls.delete(frame.id);
    if (call.method === "session.create" && frame.error === undefined) this.#created(frame.result);
    this.#chronicle.trace(() => `   ${this.#name} gets ${frame.id} ${brief(frame)}`);
    const session = this.#chronicle.session(call.params.session_id ?? "");
    if (frame.error !== undefined) return this.#refused(call, frame.error, session);
    this.#answer(call, frame.result, session);
  }

  #event(params: WireEvent, text: string): void {
    const { session_id, type, seq, payload } = params;
    this.#chronicle.trace(() => `   ${this.#name} hears ${session_id ?? ""} ${story(params)}`);
    // The latter is news for every window, also of what it has never heard of, and has no number.
    if (!session_id || type === "session.reclaimed") return;
    const session = this.#known(session_id);
    const attaching = this.#waiting(session, "session.resume", "session.activate");
    const oldest = this.#waiting(session, "session.resume", "session.activate", "prompt.submit");
    const ended = oldest !== undefined && oldest.life < session.ends;
    const cursor = this.#cursors.get(session) ?? { next: undefined, ended };
    this.#cursors.set(session, cursor);
    if (type === "session.gap") return this.#gap(session, cursor, payload);
    if (seq === undefined) this.#fail(`an event without a number: ${text}`);
    // It comes back: what its coming is told with may be there before the snapshot.
    if (cursor.ended && attaching !== undefined) cursor.next = Math.max(cursor.next ?? 0, seq);
    if (cursor.next !== undefined && seq !== cursor.next) {
      this.#fail(`number ${seq} of s${session.n} where ${cursor.next} was due`);
    }
    cursor.next = seq + 1;
    if (this.#disk.keepsEvents && this.#disk.keeps(session)) {
      const { latest } = this.#disk.range(session);
      if (latest < seq) this.#fail(`number ${seq} of s${session.n} is told, and not kept yet`);
    }
    this.#chronicle.heard(session, text.slice(HEAD, -1), params);
  }

  #gap(session: SessionStory, cursor: Cursor, { from, to }: { from: number; to: number }): void {
    this.#chronicle.count("gaps");
    if (to < from || (cursor.next !== undefined && from !== cursor.next)) {
      this.#fail(`a gap of s${session.n} from ${from} to ${to}, ${cursor.next} was due`);
    }
    // Of a session that has ended a slow viewer gets the newest part.
    if (this.#disk.has(session, to) && !cursor.ended && !this.#leaves(session)) {
      this.#fail(`a gap of s${session.n} from ${from} to ${to}, and the store has it`);
    }
    cursor.next = to + 1;
  }

  #answer(call: Call, result: Json, session: SessionStory | undefined): void {
    const { method, params, life } = call;
    switch (method) {
      case "session.resume":
      case "session.activate":
        return this.#snapshot(this.#known(result.session_id), { ...result, life });
      case "session.detach":
        if (session !== undefined) this.#cursors.delete(session);
        return;
      case "session.events.since":
        return this.#page(params, result, session);
      case "prompt.submit":
        this.#chronicle.answered(params.text, result.status, this.#disk.keepsEvents);
        // It watches now, from a place nobody told it.
        if (session === undefined || this.#cursors.has(session)) return;
        this.#cursors.set(session, { next: undefined, ended: session.ends > life });
    }
  }

  #created({ session_id, stored_session_id }: Json): void {
    this.#chronicle.created(session_id, stored_session_id);
    this.#cursors.set(this.#known(session_id), { next: 1, ended: false });
  }

  #snapshot(session: SessionStory, snapshot: Json): void {
    const { seq, epoch, life } = snapshot;
    this.#chronicle.count("snapshots");
    if (epoch !== this.#disk.epoch) this.#fail(`the epoch of s${session.n} is not the store's`);
    const cursor = this.#cursors.get(session);
    if (cursor?.next !== undefined) {
      const skips = cursor.ended || this.#leaves(session);
      const fits = skips ? cursor.next <= seq + 1 : cursor.next === seq + 1;
      if (!fits) this.#fail(`s${session.n} stands at ${seq}, ${cursor.next} was due`);
    }
    this.#cursors.set(session, { next: seq + 1, ended: session.ends > life });
    if (this.#disk.keepsEvents && this.#disk.keeps(session) && session.log.latest < seq) {
      this.#fail(`s${session.n} stands at ${seq}, kept is up to ${session.log.latest}`);
    }
    session.log.reaches(seq);
    this.#chronicle.shown(session, snapshot);
  }

  #page(params: Json, result: Json, session: SessionStory | undefined): void {
    const { events, latest, truncated, epoch } = result;
    this.#chronicle.count("pages");
    if (epoch !== this.#disk.epoch) this.#fail("the epoch of a page is not the store's");
    const last: number = params.last_seen;
    if (session === undefined || session.lost) return;
    if (truncated) {
      this.#chronicle.count("pages truncated");
      if (this.#disk.has(session, last + 1)) {
        this.#fail(`s${session.n} is truncated after ${last}, and the store has it`);
      }
    }
    let due = truncated ? events[0]?.seq : last + 1;
    for (const event of events) {
      if (event.seq !== due) this.#fail(`a page of s${session.n} has ${event.seq}, due was ${due}`);
      due++;
      this.#chronicle.heard(session, JSON.stringify(event), event);
    }
    if (events.length > params.limit) {
      this.#fail(`a page of s${session.n} is longer than asked for`);
    }
    const more = !truncated && events.length === 0 && last < latest;
    if (more) this.#fail(`s${session.n} stands at ${latest}, and nothing comes after ${last}`);
  }

  #refused(call: Call, error: { code: number; message: string }, session?: SessionStory): void {
    const { method, params } = call;
    const { code, message } = error;
    // Any answer is a sign of life.
    if (method === "gateway.ping") return;
    this.#chronicle.count(`refused ${code}`);
    const known = [4001, 4007, 5000].includes(code);
    if (!known) this.#fail(`${method} ${JSON.stringify(params)}: ${code} ${message}`);
    if (method !== "session.resume" || code !== 4007 || session === undefined) return;
    if (this.#disk.keeps(session)) this.#fail(`s${session.n} is kept, and cannot be resumed`);
    this.#chronicle.vanished(session);
  }

  /** A call of one of these methods that waits for its answer. */
  #waiting(session: SessionStory, ...methods: string[]): Call | undefined {
    for (const call of this.#calls.values()) {
      if (!methods.includes(call.method)) continue;
      if (this.#chronicle.session(call.params.session_id) === session) return call;
    }
    return undefined;
  }

  /** What was still to be told of it is not; answers to earlier calls are on their way. */
  #leaves(session: SessionStory): boolean {
    return this.#waiting(session, "session.detach") !== undefined;
  }

  #known(live: string): SessionStory {
    return this.#chronicle.session(live) ?? this.#fail(`an unknown session ${live}`);
  }

  #fail(what: string): never {
    return this.#chronicle.fail(`${this.#name}: ${what}`);
  }
}

function story({ type, seq, payload }: WireEvent): string {
  const number = seq === undefined ? "" : `#${seq} `;
  if (type === "session.gap") return `${type} ${payload.from}-${payload.to}`;
  if (type === "session.info") return `${number}${type} running=${payload.running}`;
  const said = payload?.text === undefined ? "" : ` ${JSON.stringify(payload.text)}`;
  return `${number}${type}${payload?.status === undefined ? "" : ` ${payload.status}`}${said}`;
}

function brief({ result, error }: Json): string {
  if (error !== undefined) return `refused: ${error.code} ${error.message}`;
  const { session_id, status, seq, running, inflight, messages, events, latest, truncated } =
    result;
  if (events !== undefined) {
    const numbers = events.map((event: WireEvent) => event.seq).join(" ");
    return `page [${numbers}] latest ${latest}${truncated ? " truncated" : ""}`;
  }
  if (seq === undefined) return [session_id, status].filter((word) => word).join(" ");
  const spoken = messages.map(({ role, text }: Json) => `${role} ${JSON.stringify(text)}`);
  // Without the id of the turn, which is another one every time.
  const flying = inflight === undefined
    ? ""
    : `, inflight ${JSON.stringify({ ...inflight, turn_id: undefined })}`;
  return `${session_id} at ${seq}${running ? ", running" : ""}: ${spoken.join(", ")}${flying}`;
}
