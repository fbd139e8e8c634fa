/**
 * The whole of what the console shows, without showing it: one connection, the list of conversations, those that
 * are open, and the one that is looked at.
 *
 * @module
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  type Client,
  type ClientState,
  type Params,
  RpcError,
  type Session,
} from "tidegate/client";
import { Conversation } from "./conversation.ts";
import { Drafts } from "./drafts.ts";
import { ListWatch } from "./list_watch.ts";
import { Offer } from "./offer.ts";
import { SessionList } from "./session_list.ts";
import { Shelf } from "./shelf.ts";
import type { Surroundings } from "./surroundings.ts";
import { messageOf, Toasts } from "./toasts.ts";

/** What is looked at: a conversation, or the place where one begins. */
export type View =
  | { readonly kind: "new" }
  | { readonly kind: "opening"; readonly stored: string }
  | { readonly kind: "open"; readonly conversation: Conversation }
  | { readonly kind: "failed"; readonly stored: string; readonly why: string };

/** What it is made with. */
export interface DeskOptions {
  readonly client: Client;
  readonly surroundings: Surroundings;
}

/** How tools are told in a history, and how wide a window is that has no columns. */
const SHOWN = { cols: 100, details: true };
/** Of session.delete: there is no such conversation. */
const NOT_STORED = 4007;

/** See the module. */
export class Desk {
  readonly client: Client;
  readonly toasts: Toasts;
  readonly drafts: Drafts;
  readonly list: SessionList;
  /** Agents and models there are. */
  readonly offer: Offer;
  readonly #surroundings: Surroundings;
  readonly #connection = signal<ClientState>({ kind: "connecting", attempt: 1 });
  readonly #open = signal<ReadonlyMap<string, Conversation>>(new Map());
  readonly #view = signal<View>({ kind: "new" });
  readonly #off = new AbortController();
  readonly #watch: ListWatch;
  readonly #shelf = new Shelf();
  #beginning: Promise<Conversation> | undefined;

  constructor({ client, surroundings }: DeskOptions) {
    this.client = client;
    this.#surroundings = surroundings;
    this.toasts = new Toasts(surroundings.after);
    this.drafts = new Drafts(surroundings.kept);
    this.list = new SessionList({
      client,
      open: this.#open,
      onError: (doing, error) => this.toasts.error(doing, error),
    });
    this.offer = new Offer(client);
    const { signal: off } = this.#off;
    client.on("state", (state) => this.#become(state), { signal: off });
    client.on("notification.show", (notice) => this.toasts.show(notice), { signal: off });
    client.on("notification.clear", ({ key }) => this.toasts.clear(key), { signal: off });
    this.#watch = new ListWatch({ client, list: this.list, surroundings, off });
    this.#become(client.state);
  }

  /** How it stands with the connection. */
  get connection(): ReadonlySignal<ClientState> {
    return this.#connection;
  }

  /** Conversations that are open, by the ids they are kept under. */
  get open(): ReadonlySignal<ReadonlyMap<string, Conversation>> {
    return this.#open;
  }

  /** What is looked at. */
  get view(): ReadonlySignal<View> {
    return this.#view;
  }

  /** The conversation that is looked at, if one is. */
  readonly shown: ReadonlySignal<Conversation | undefined> = computed(() => {
    const view = this.#view.value;
    return view.kind === "open" ? view.conversation : undefined;
  });

  /** The stored id of what is looked at; "" where a conversation may begin. */
  readonly place: ReadonlySignal<string> = computed(() => {
    const view = this.#view.value;
    if (view.kind === "new") return "";
    return view.kind === "open" ? view.conversation.stored : view.stored;
  });

  /** How many conversations wait for an answer. */
  readonly waiting: ReadonlySignal<number> = computed(() =>
    this.list.all.value.filter(({ status }) => status === "waiting").length
  );

  /** Looks at a conversation, by its stored id, live id or title; "": where one begins. */
  async show(id: string): Promise<void> {
    if (id === "") return this.#turnTo({ kind: "new" });
    const known = this.#open.value.get(id);
    if (known !== undefined && known.state.value !== "gone") {
      return this.#turnTo({ kind: "open", conversation: known });
    }
    const opening: View = { kind: "opening", stored: id };
    this.#turnTo(opening);
    try {
      const session = await this.client.sessions.resume(id, SHOWN);
      const { storedId = id } = session;
      if (storedId !== id) this.drafts.move(id, storedId);
      const conversation = this.#take(session);
      if (this.#view.value === opening) this.#turnTo({ kind: "open", conversation });
    } catch (error) {
      const failed: View = { kind: "failed", stored: id, why: messageOf(error) };
      if (this.#view.value === opening) this.#turnTo(failed);
    }
  }

  /** The conversation that is looked at; where there is none, one begins: one, however many ask at once. */
  async here(params: Params<"session.create"> = {}): Promise<Conversation> {
    return this.shown.value ?? await (this.#beginning ??= this.begin(params).finally(() => {
      this.#beginning = undefined;
    }));
  }

  /** Begins a conversation, and looks at it unless somebody has turned to another meanwhile. */
  async begin(params: Params<"session.create"> = {}): Promise<Conversation> {
    const before = this.#view.value;
    const session = await this.client.sessions.create({ ...params, cols: SHOWN.cols });
    const conversation = this.#take(session);
    conversation.learn((await conversation.transcript.refresh()).info);
    if (this.#view.value !== before) return conversation;
    batch(() => {
      this.drafts.of(conversation.stored).value = this.drafts.of("").value;
      this.drafts.of("").value = "";
      this.#turnTo({ kind: "open", conversation });
    });
    return conversation;
  }

  /** Goes on with a copy of a conversation. */
  async branch(stored: string, name = ""): Promise<void> {
    await this.#doing("Branching", async () => {
      const { session } = await this.#opened(stored);
      const { session_id, title } = await session.request("session.branch", name ? { name } : {});
      const made = this.#take(await this.client.sessions.activate(session_id, { details: true }));
      this.#turnTo({ kind: "open", conversation: made });
      this.toasts.info(`Branched: “${title}”`);
    });
  }

  /** Gives a conversation another title. */
  async rename(stored: string, title: string): Promise<void> {
    await this.#doing("Renaming", async () => {
      const { session } = await this.#opened(stored);
      await session.request("session.title", { title });
    });
  }

  /** Ends what is live of a conversation; it stays in the list. */
  async end(stored: string): Promise<void> {
    await this.#doing("Closing", () => this.#close(stored));
  }

  /** Forgets a conversation for good. */
  async delete(stored: string): Promise<void> {
    await this.#doing("Deleting", async () => {
      await this.#close(stored);
      await this.client.sessions.delete(stored).catch((error) => {
        // Nothing was said in it: then it ends with its session.
        if (!(error instanceof RpcError && error.code === NOT_STORED)) throw error;
      });
      this.drafts.of(stored).value = "";
      this.list.forget(stored);
    });
  }

  /** The conversation that stands so many rows below the one that is looked at; negative: above. */
  async step(by: number): Promise<void> {
    const rows = this.list.found.value;
    const at = rows.findIndex(({ stored }) => stored === this.place.value);
    const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next !== undefined) await this.show(next.stored);
  }

  /** Somebody may have come back to the page. */
  looked(): void {
    if (this.#surroundings.visible()) this.shown.value?.seen();
    this.#watch.looked();
  }

  /** Lets go of everything; conversations go on. */
  async dispose(): Promise<void> {
    this.#off.abort();
    for (const conversation of this.#open.value.values()) conversation.dispose();
    await this.client.close();
  }

  async #opened(stored: string): Promise<Conversation> {
    const known = this.#open.value.get(stored);
    return known ?? this.#take(await this.client.sessions.resume(stored, SHOWN));
  }

  #take(session: Session): Conversation {
    const same = [...this.#open.value.values()].find((each) => each.session === session);
    if (same !== undefined) return same;
    const stored = session.storedId ?? session.id;
    const known = this.#open.value.get(stored);
    known?.dispose();
    const conversation = new Conversation({
      client: this.client,
      session,
      surroundings: this.#surroundings,
      toasts: this.toasts,
      isShown: () => this.place.value === stored && this.#surroundings.visible(),
      giveBack: (text) => this.drafts.giveBack(stored, text),
      onNews: () => this.#watch.news(),
    });
    this.#open.value = new Map(this.#open.value).set(stored, conversation);
    return conversation;
  }

  async #close(stored: string): Promise<void> {
    const live = this.list.all.value.find((row) => row.stored === stored)?.live;
    const conversation = this.#letGo(stored);
    if (conversation !== undefined) await conversation.session.close();
    else if (live !== undefined) await this.client.request("session.close", { session_id: live });
  }

  #letGo(stored: string): Conversation | undefined {
    const conversation = this.#open.value.get(stored);
    const rest = new Map(this.#open.value);
    rest.delete(stored);
    batch(() => {
      if (this.place.value === stored) this.#turnTo({ kind: "new" });
      this.#open.value = rest;
    });
    conversation?.dispose();
    return conversation;
  }

  #turnTo(view: View): void {
    this.#view.value = view;
    if (view.kind !== "open") return;
    view.conversation.seen();
    for (const { stored } of this.#shelf.turnsTo(view.conversation, this.#open.value)) {
      void this.#letGo(stored)?.session.detach();
    }
  }

  async #doing(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.toasts.error(what, error);
    }
    await this.list.refresh();
  }

  #become(state: ClientState): void {
    this.#connection.value = state;
    // What still stands is said again to whoever comes back.
    if (state.kind !== "online") return this.toasts.forgetNotices();
    this.list.refresh();
    this.offer.refresh();
  }
}
