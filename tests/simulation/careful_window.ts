/** A window as docs/DELIVERY.md tells its author to write it: nothing is lost on it, or shown twice. */
import type { Json, WireEvent } from "../support/stage.ts";
import { Calls, unheeded } from "./calls.ts";
import type { ClientModel, Host, Key, Shown, Wire, Wish } from "./client_model.ts";
import { TranscriptView } from "./transcript_view.ts";

interface Pane {
  readonly key: Key;
  readonly view: TranscriptView;
  /** Number of the last event that is shown; `undefined` before the first snapshot. */
  last: number | undefined;
  epoch: string;
  /** `gone`: there is no such conversation any more. */
  state: "away" | "asking" | "live" | "gone";
  /** Events that came while something else was awaited first. */
  held: WireEvent[];
  /** Grows when it begins to watch and when it stops: what was asked before that is of no use. */
  visit: number;
}

export interface CarefulOptions {
  host: Host;
  /** What it does when it comes back: fetches what it missed, or takes the snapshot and forgets the rest. */
  comesBack: "replay" | "snapshot";
  /** Events of one page. */
  page: number;
}

export class CarefulWindow implements ClientModel {
  readonly kind = "careful";
  readonly repeats = true;
  readonly #options: CarefulOptions;
  readonly #calls = new Calls();
  readonly #panes = new Map<string, Pane>();
  // Prompts that were not answered yet: sent again until they are.
  readonly #unanswered = new Map<string, { key: Key; text: string }>();

  constructor(options: CarefulOptions) {
    this.#options = options;
  }

  opened(wire: Wire): void {
    this.#calls.opened(wire);
  }

  lost(): void {
    this.#calls.lost();
    for (const pane of this.#panes.values()) this.#leave(pane);
  }

  hear(text: string): void {
    const frame = JSON.parse(text);
    if (frame.method !== "event") return this.#calls.answered(frame);
    const event: WireEvent = frame.params;
    if (event.type === "gateway.ready") return this.#comeBack();
    const pane = this.#panes.get(event.session_id ?? "");
    if (pane?.state === "asking") pane.held.push(event);
    if (pane?.state === "live") this.#take(pane, event);
  }

  wish(wish: Wish): void {
    if (!this.#calls.open) return;
    if (wish.want === "create") return this.#create(wish.closeOnDisconnect);
    const pane = this.#pane(wish.key);
    const { live } = wish.key;
    switch (wish.want) {
      case "resume":
        return this.#attach(pane, "session.resume", this.#options.comesBack);
      case "activate":
        return this.#attach(pane, "session.activate", this.#options.comesBack);
      case "since":
        if (pane.state === "live") this.#catchUp(pane, wish.back);
        return;
      case "submit":
        this.#unanswered.set(wish.id, wish);
        if (pane.state === "live") this.#submit(wish.id);
        else if (pane.state !== "asking") this.#attach(pane, "session.resume", "snapshot");
        return;
      case "detach":
        this.#leave(pane);
        return this.#calls.send("session.detach", { session_id: live }, unheeded);
      case "interrupt":
      case "close":
        return this.#calls.send(`session.${wish.want}`, { session_id: live }, unheeded);
    }
  }

  shown({ live }: Key): Shown | undefined {
    const pane = this.#panes.get(live);
    if (pane === undefined || pane.state === "gone") return undefined;
    return { turns: pane.view.turns, sure: pane.state === "live" };
  }

  #pane(key: Key): Pane {
    const known = this.#panes.get(key.live);
    if (known !== undefined) return known;
    const view = new TranscriptView();
    const nothing = { last: undefined, epoch: "", held: [], visit: 0 };
    const pane: Pane = { key, view, ...nothing, state: "away" };
    this.#panes.set(key.live, pane);
    return pane;
  }

  #leave(pane: Pane): void {
    if (pane.state !== "gone") pane.state = "away";
    pane.held = [];
    pane.visit++;
  }

  #comeBack(): void {
    for (const pane of this.#panes.values()) {
      if (pane.state === "away") this.#attach(pane, "session.resume", this.#options.comesBack);
    }
  }

  #create(close_on_disconnect: boolean): void {
    this.#calls.send("session.create", { cols: 80, close_on_disconnect }, {
      result: ({ session_id: live, stored_session_id: stored }) => {
        const pane = this.#pane({ live, stored });
        // It has been asked for again before this answer came.
        if (pane.visit > 0) return;
        pane.last = 0;
        pane.state = "live";
      },
      error() {},
    });
  }

  #attach(pane: Pane, method: string, how: "replay" | "snapshot"): void {
    if (pane.state !== "asking") pane.held = [];
    pane.state = "asking";
    const visit = ++pane.visit;
    const { live, stored } = pane.key;
    const session_id = method === "session.resume" ? stored : live;
    this.#calls.send(method, { session_id }, {
      result: (snapshot) => {
        if (visit !== pane.visit) return;
        const { last, epoch } = pane;
        const known = last !== undefined && epoch === snapshot.epoch;
        if (known && last > snapshot.seq) {
          this.#options.host.fail(`${live} stands at ${snapshot.seq}, and ${last} was told before`);
        }
        if (how === "replay" && known) return this.#replay(pane, snapshot);
        this.#show(pane, snapshot);
      },
      error: ({ code }) => {
        if (visit !== pane.visit) return;
        // It is not live: by its stored id it can be had.
        if (code === 4001) return this.#attach(pane, "session.resume", how);
        pane.state = code === 4007 ? "gone" : "away";
      },
    });
  }

  #show(pane: Pane, snapshot: Json): void {
    pane.view.begin(snapshot);
    pane.last = snapshot.seq;
    pane.epoch = snapshot.epoch;
    this.#goLive(pane);
  }

  #goLive(pane: Pane): void {
    const { held } = pane;
    pane.held = [];
    pane.state = "live";
    for (const event of held) {
      // One of them may have sent it back to ask.
      if ((pane.state as Pane["state"]) === "live") this.#take(pane, event);
      else pane.held.push(event);
    }
    for (const [id, { key }] of this.#unanswered) if (key.live === pane.key.live) this.#submit(id);
  }

  /** Fetches what was missed, page by page, until it stands where the snapshot does. */
  #replay(pane: Pane, snapshot: Json): void {
    this.#page(pane, pane.last ?? 0, (latest) => {
      if ((pane.last ?? 0) < latest) return this.#replay(pane, snapshot);
      if (pane.last === snapshot.seq) this.#compare(pane, snapshot);
      this.#goLive(pane);
    });
  }

  #compare({ view, key }: Pane, snapshot: Json): void {
    this.#options.host.count("replays");
    const told = new TranscriptView();
    told.begin(snapshot);
    if (told.turns.join("|") === view.turns.join("|")) return;
    this.#options.host.fail(
      `shows "${view.turns}" of ${key.live}, the snapshot says "${told.turns}"`,
    );
  }

  #catchUp(pane: Pane, back: number): void {
    this.#page(pane, Math.max(0, (pane.last ?? 0) - back), () => {});
  }

  #page(pane: Pane, last_seen: number, then: (latest: number) => void): void {
    const { visit, key } = pane;
    const params = { session_id: key.live, last_seen, limit: this.#options.page };
    this.#calls.send("session.events.since", params, {
      result: ({ events, latest, truncated, epoch }) => {
        if (visit !== pane.visit) return;
        if (truncated || epoch !== pane.epoch) return this.#anew(pane);
        for (const event of events) this.#display(pane, event);
        then(latest);
      },
      error: () => {
        if (visit === pane.visit) this.#anew(pane);
      },
    });
  }

  /** Something is missing for good: the session is fetched anew. */
  #anew(pane: Pane): void {
    this.#options.host.count("fetched anew");
    this.#attach(pane, "session.activate", "snapshot");
  }

  #take(pane: Pane, event: WireEvent): void {
    if (event.type !== "session.gap") return this.#display(pane, event);
    const { from, to } = event.payload;
    const { last = 0 } = pane;
    if (to <= last) return;
    if (from > last + 1) this.#options.host.fail(`a gap from ${from} behind ${last}`);
    this.#anew(pane);
  }

  #display(pane: Pane, event: WireEvent): void {
    const { seq = 0 } = event;
    const { last = 0 } = pane;
    if (seq <= last) return;
    if (seq !== last + 1) {
      this.#options.host.fail(`number ${seq} of ${pane.key.live} behind ${last}`);
    }
    pane.last = seq;
    const fault = pane.view.take(event);
    if (fault !== undefined) this.#options.host.fail(`${pane.key.live} #${seq}: ${fault}`);
  }

  #submit(id: string): void {
    const prompt = this.#unanswered.get(id);
    if (prompt === undefined) return;
    const { key, text } = prompt;
    const params = { session_id: key.live, text, client_message_id: id };
    this.#calls.send("prompt.submit", params, {
      result: () => void this.#unanswered.delete(id),
      error: ({ code }) => {
        if (code !== 4001) return;
        const pane = this.#pane(key);
        if (pane.state === "live") this.#attach(pane, "session.resume", "replay");
      },
    });
  }
}
