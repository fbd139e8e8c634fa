/**
 * Every conversation of the gateway, and how it stands with it.
 *
 * @module
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Client, Result } from "tidegate/client";
import type { Conversation, Status } from "./conversation.ts";

type Stored = Result<"session.list">["sessions"][number];
type Active = Result<"session.active_list">["sessions"][number];

/** A row of the list. */
export interface SessionRow {
  /** The id it is kept under. */
  readonly stored: string;
  /** The id it is live under, if it is. */
  readonly live: string | undefined;
  /** What it is called: its title, or how it began. */
  readonly name: string;
  /** Whether the name is a title somebody, or something, has given it. */
  readonly titled: boolean;
  /** Seconds since the epoch of what happened last, as far as is known. */
  readonly at: number;
  readonly status: Status | "stored";
  readonly unread: boolean;
}

/** What the list works with. */
export interface SessionListOptions {
  readonly client: Client;
  readonly open: ReadonlySignal<ReadonlyMap<string, Conversation>>;
  onError(doing: string, error: unknown): void;
}

const LISTED = 500;

/** See the module. */
export class SessionList {
  readonly #options: SessionListOptions;
  readonly #stored = signal<readonly Stored[]>([]);
  readonly #active = signal<readonly Active[]>([]);
  readonly #loaded = signal(false);
  #asking: Promise<void> | undefined;
  #again = false;

  constructor(options: SessionListOptions) {
    this.#options = options;
  }

  /** What somebody looks for. */
  readonly search = signal("");

  /** Whether the gateway has told its conversations. */
  get loaded(): ReadonlySignal<boolean> {
    return this.#loaded;
  }

  /** All of them, the newest activity first. */
  readonly all: ReadonlySignal<readonly SessionRow[]> = computed(() => this.#rows());

  /** Those that fit what is looked for. */
  readonly found: ReadonlySignal<readonly SessionRow[]> = computed(() => {
    const words = this.search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    return this.all.value.filter(({ name, stored }) => {
      const text = `${name} ${stored}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });

  /** Asks the gateway again; many calls at once are one. */
  refresh(): Promise<void> {
    if (this.#asking !== undefined) {
      this.#again = true;
      return this.#asking;
    }
    return this.#asking = this.#ask().finally(() => {
      this.#asking = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.refresh();
    });
  }

  /** Takes one out before the gateway has told so. */
  forget(stored: string): void {
    this.#stored.value = this.#stored.value.filter(({ id }) => id !== stored);
    this.#active.value = this.#active.value.filter(({ session_key }) => session_key !== stored);
  }

  async #ask(): Promise<void> {
    const { client, onError } = this.#options;
    try {
      const [stored, active] = await Promise.all([
        client.sessions.list({ limit: LISTED }),
        client.sessions.active(),
      ]);
      batch(() => {
        this.#stored.value = stored;
        this.#active.value = active;
        this.#loaded.value = true;
      });
    } catch (error) {
      if (client.state.kind === "online") onError("Listing conversations", error);
    }
  }

  /** Those that are open, by the ids they are listed under: a compression has given some another one. */
  #openNow(): ReadonlyMap<string, Conversation> {
    const moved = new Map(this.#active.value.map(({ id, session_key }) => [id, session_key]));
    return new Map([...this.#options.open.value].map(([stored, conversation]) => [
      moved.get(conversation.session.id) ?? stored,
      conversation,
    ]));
  }

  #rows(): SessionRow[] {
    const active = new Map(this.#active.value.map((each) => [each.session_key, each]));
    const open = this.#openNow();
    const known = new Set(this.#stored.value.map(({ id }) => id));
    const unlisted = [...active.keys(), ...open.keys()].filter((stored) => !known.has(stored));
    // What nobody has spoken in is of interest to nobody, unless it is open here.
    const fresh = [...new Set(unlisted)].filter((stored) =>
      open.has(stored) || (active.get(stored)?.message_count ?? 0) > 0 ||
      active.get(stored)?.status === "working"
    );
    return [
      ...fresh.reverse().map((stored) => rowOf(stored, { live: active.get(stored), open })),
      ...this.#stored.value.map((row) => rowOf(row.id, { row, live: active.get(row.id), open })),
    ];
  }
}

function rowOf(
  stored: string,
  { row, live, open }: {
    row?: Stored;
    live: Active | undefined;
    open: ReadonlyMap<string, Conversation>;
  },
): SessionRow {
  const conversation = open.get(stored);
  const title = conversation?.title.value || live?.title || row?.title || "";
  // What was just said is known here before the gateway lists it.
  const preview = row?.preview || live?.preview || conversation?.transcript.opening.value || "";
  return {
    stored: conversation?.stored ?? stored,
    live: conversation?.session.id ?? live?.id,
    name: title || preview || "New conversation",
    titled: title !== "",
    at: live?.last_active ?? row?.started_at ?? Number.MAX_SAFE_INTEGER,
    status: conversation?.status.value ?? live?.status ?? "stored",
    unread: conversation?.unread.value ?? false,
  };
}
