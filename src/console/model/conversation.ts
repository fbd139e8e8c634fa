/**
 * A conversation that is open in this window, shown or not.
 *
 * @module
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type {
  AnswerTo,
  Client,
  GatewayEvent,
  Question,
  Session,
  SessionState,
  Snapshot,
} from "tidegate/client";
import { Attachments } from "./attachments.ts";
import { NoTerminal } from "./no_terminal.ts";
import { Prompts } from "./prompts.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Toasts } from "./toasts.ts";
import { isReady } from "./fold.ts";
import { TranscriptModel } from "./transcript_model.ts";

/** What a session is and does. */
export type SessionInfo = Snapshot["info"];
/** How it stands with a session: `waiting` is for an answer of somebody's. */
export type Status = "starting" | "idle" | "working" | "waiting";

/** What it is made with. */
export interface ConversationOptions {
  readonly client: Client;
  readonly session: Session;
  readonly surroundings: Surroundings;
  readonly toasts: Toasts;
  /** Whether somebody looks at it now. */
  isShown(): boolean;
  /** A prompt was not taken. */
  giveBack(text: string): void;
  /** Something has changed that a list of conversations shows. */
  onNews(): void;
}

/** As many events as one answer holds. */
const MOST_EVENTS = 2_048;

/** See the module. */
export class Conversation {
  readonly session: Session;
  /** The id it was kept under when it was opened: a compression gives it another one, by this one it is found. */
  readonly stored: string;
  /** What is shown of it. */
  readonly transcript: TranscriptModel;
  /** What goes with the next prompt. */
  readonly attachments: Attachments;
  readonly #options: ConversationOptions;
  readonly #prompts: Prompts;
  readonly #noTerminal: NoTerminal;
  readonly #info = signal<SessionInfo | undefined>(undefined);
  readonly #questions = signal<readonly Question[]>([]);
  readonly #state = signal<SessionState>("attaching");
  readonly #viewers = signal(1);
  readonly #unread = signal(false);
  readonly #observes = signal(false);
  readonly #answering = new Set<Question>();
  readonly #off = new AbortController();

  constructor(options: ConversationOptions) {
    const { client, session, surroundings, toasts } = this.#options = options;
    this.session = session;
    this.stored = session.storedId ?? session.id;
    this.attachments = new Attachments(client);
    this.transcript = new TranscriptModel({
      frame: surroundings.frame,
      look: async () => {
        const params = { session_id: session.id, details: true };
        const snapshot = await client.call("session.activate", params) as unknown as Snapshot;
        this.attachments.show(snapshot.attachments);
        return snapshot;
      },
      since: async (seq) => {
        const params = { session_id: session.id, last_seen: seq, limit: MOST_EVENTS };
        const { events } = await client.request("session.events.since", params);
        return events as unknown as GatewayEvent[];
      },
      onError: (error) => this.#failed("Reading the conversation", error),
    });
    this.#prompts = new Prompts({
      session,
      stored: this.stored,
      surroundings,
      transcript: this.transcript,
      isOver: () => client.state.kind === "stopped" || client.state.kind === "closed",
      onTaken: () => options.onNews(),
      onFailed: (text, error) => {
        if (this.#off.signal.aborted) return;
        options.giveBack(text);
        toasts.error("The message was not sent", error);
      },
      onLost: (error) => this.#failed("Following the answer", error),
    });
    this.#noTerminal = new NoTerminal({
      ...{ session, surroundings },
      onError: (error) => this.#failed("Answering", error),
    });
    const { signal: off } = this.#off;
    session.on("event", (event) => this.#heard(event), { signal: off });
    session.on("reset", ({ snapshot }) => this.#show(snapshot), { signal: off });
    session.on("state", (state) => this.#state.value = state, { signal: off });
    this.#state.value = session.state;
    if (session.snapshot !== undefined) this.#show(session.snapshot);
    this.#prompts.sendAgain();
  }

  /** What the session is, once it has been told. */
  get info(): ReadonlySignal<SessionInfo | undefined> {
    return this.#info;
  }

  /** What waits for an answer, oldest first. */
  get questions(): ReadonlySignal<readonly Question[]> {
    return this.#questions;
  }

  /** How it stands with what is shown. */
  get state(): ReadonlySignal<SessionState> {
    return this.#state;
  }

  /** How many windows watch it. */
  get viewers(): ReadonlySignal<number> {
    return this.#viewers;
  }

  /** Whether something was said that nobody has looked at. */
  get unread(): ReadonlySignal<boolean> {
    return this.#unread;
  }

  /** Whether this window may only watch. */
  get observes(): ReadonlySignal<boolean> {
    return this.#observes;
  }

  /** What it is about. */
  readonly title: ReadonlySignal<string> = computed(() => this.#info.value?.title ?? "");

  /** What it does. */
  readonly status: ReadonlySignal<Status> = computed(() => {
    if (this.#questions.value.length > 0) return "waiting";
    return this.transcript.running.value ? "working" : "idle";
  });

  /** Whether nothing would be missed of it if it were closed here. */
  get atRest(): boolean {
    const { unsent } = this.session;
    return this.status.value === "idle" && !this.unread.value && this.state.value === "live" &&
      unsent === 0 && this.attachments.all.value.length === 0;
  }

  /** Tells what a session that was just made is. */
  learn(info: SessionInfo): void {
    this.#info.value = info;
  }

  /** Says something to the agent, with what is attached. */
  say(text: string): void {
    const { refs, images } = this.attachments.take();
    const missing = refs.filter((ref) => !text.includes(ref));
    this.#prompts.send(
      [text, missing.join(" ")].filter((each) => each !== "").join("\n\n"),
      images,
    );
  }

  /** Gives the agent a hint; where it takes none, it is said when the turn is over. */
  async steer(text: string): Promise<void> {
    const { toasts } = this.#options;
    try {
      if (await this.session.steer(text) === "queued") {
        return this.transcript.notes(`Hint for the agent: ${text}`);
      }
      toasts.info("The agent takes no hint now: it is sent when this turn is over");
    } catch (error) {
      toasts.error("The hint is sent as a message", error);
    }
    this.say(text);
  }

  /** Stops the turn that runs. */
  async stop(): Promise<void> {
    try {
      await this.session.interrupt();
    } catch (error) {
      this.#failed("Stopping", error);
    }
  }

  /** Answers what the agent asks, once. */
  async answer<Q extends Question>(question: Q, answer: AnswerTo<Q>): Promise<void> {
    if (this.#answering.has(question)) return;
    this.#answering.add(question);
    try {
      const fate = await this.session.answer(question, answer);
      if (fate === "gone") this.#options.toasts.info("That question has been answered elsewhere");
    } catch (error) {
      this.#failed("Answering", error);
    }
    this.#answering.delete(question);
    this.#ask();
  }

  /** Somebody looks at it. */
  seen(): void {
    this.#unread.value = false;
  }

  /** Lets go of it; the session goes on. */
  dispose(): void {
    this.#off.abort();
    this.#noTerminal.dispose();
  }

  #heard(event: GatewayEvent): void {
    this.transcript.take(event);
    switch (event.type) {
      case "session.info":
        this.#info.value = event.payload;
        this.#options.onNews();
        break;
      case "status.update":
        // A compression is over: what was said before it is not what is shown any more.
        if (!isReady(event.payload)) break;
        this.transcript.refresh().catch((error) => this.#failed("Reading the conversation", error));
        break;
      case "session.viewers":
        this.#viewers.value = event.payload.viewers.length;
        break;
      case "terminal.read.request":
        if (!this.#observes.value) this.#noTerminal.asks(event);
        break;
      case "message.complete":
        this.#usage(event.payload.usage);
        this.#news();
        break;
      case "error":
      case "approval.request":
      case "clarify.request":
      case "secret.request":
      case "sudo.request":
        this.#news();
        break;
    }
    this.#ask();
  }

  #usage(usage: SessionInfo["usage"]): void {
    const info = this.#info.value;
    if (info !== undefined) this.#info.value = { ...info, usage };
  }

  #news(): void {
    if (!this.#options.isShown()) this.#unread.value = true;
    this.#options.onNews();
  }

  #show(snapshot: Snapshot): void {
    batch(() => {
      this.transcript.reset(snapshot);
      this.#info.value = snapshot.info;
      this.#viewers.value = snapshot.viewers?.length ?? 1;
      this.#observes.value = snapshot.role === "observer";
      this.attachments.show(snapshot.attachments);
      this.#ask();
    });
    if (this.#observes.value) return;
    for (const question of this.session.questions) {
      if (question.type === "terminal.read.request") this.#noTerminal.asks(question);
    }
  }

  // The session keeps them; it tells by its events when to look.
  #ask(): void {
    const open = this.session.questions.filter(({ type }) => type !== "terminal.read.request");
    const before = this.#questions.value;
    const same = open.length === before.length && open.every((each, at) => each === before[at]);
    if (!same) this.#questions.value = open;
  }

  #failed(doing: string, error: unknown): void {
    if (!this.#off.signal.aborted) this.#options.toasts.error(doing, error);
  }
}
