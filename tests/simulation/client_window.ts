/** A window that is the real client, over a socket of the simulation. */
import { Client } from "../../src/client/client.ts";
import type { GatewayEvent, Snapshot } from "../../src/client/contracts.ts";
import type { Session } from "../../src/client/session.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { ClientModel, Host, Key, Shown, Wire, Wish } from "./client_model.ts";
import { SimulatedDoor } from "./simulated_socket.ts";
import { TranscriptView } from "./transcript_view.ts";
import { TurnWatch } from "./turn_watch.ts";

interface Pane {
  readonly key: Key;
  readonly view: TranscriptView;
  session: Session | undefined;
  /** Number of the last event that is shown. */
  last: number;
}

export class ClientWindow implements ClientModel {
  readonly kind = "client";
  readonly repeats = true;
  readonly turns: TurnWatch;
  readonly client: Client;
  readonly #host: Host;
  readonly #door: SimulatedDoor;
  readonly #panes = new Map<string, Pane>();

  constructor(host: Host, clock: Clock) {
    this.#host = host;
    this.turns = new TurnWatch(host);
    this.#door = new SimulatedDoor(host);
    this.client = new Client({
      url: "ws://gateway.test/api/ws",
      WebSocket: this.#door.Socket,
      hints: this.#door.hints,
      fetch: null,
      onError: (error) => {
        host.fail(`the client reports ${error instanceof Error ? error.stack : error}`);
      },
      ...{ clock, random: () => host.below(1_000) / 1_000 },
    });
  }

  opened(wire: Wire): void {
    this.#door.opened(wire);
  }

  lost(): void {
    this.#door.lost();
  }

  hear(frame: string): void {
    this.#door.hear(frame);
  }

  wish(wish: Wish): void {
    const { sessions } = this.client;
    if (wish.want === "create") {
      const close_on_disconnect = wish.closeOnDisconnect;
      return this.#open(sessions.create({ cols: 80, close_on_disconnect }));
    }
    const { live, stored } = wish.key;
    const session = sessions.get(live);
    switch (wish.want) {
      case "resume":
        return this.#open(sessions.resume(stored));
      case "activate":
        return this.#open(sessions.activate(live));
      case "since":
        return unheeded(
          this.client.request("session.events.since", {
            session_id: live,
            last_seen: Math.max(0, (this.#panes.get(live)?.last ?? 0) - wish.back),
            limit: 1 + this.#host.below(20),
          }),
        );
      case "submit":
        if (session !== undefined && session.state !== "gone") return this.#submit(session, wish);
        return this.#open(sessions.resume(stored), (opened) => this.#submit(opened, wish));
      case "detach":
        return unheeded(session?.detach());
      case "interrupt":
        return unheeded(session?.interrupt());
      case "close":
        return unheeded(session?.close());
    }
  }

  shown({ live }: Key): Shown | undefined {
    const pane = this.#panes.get(live);
    if (pane === undefined) return undefined;
    const watched = this.client.sessions.get(live);
    if (watched?.state === "gone") return undefined;
    const sure = watched !== undefined && watched === pane.session && watched.state === "live";
    return { turns: pane.view.turns, sure };
  }

  #open(opening: Promise<Session>, then?: (session: Session) => void): void {
    unheeded(opening.then((session) => {
      this.#watch(session);
      then?.(session);
    }));
  }

  #watch(session: Session): void {
    const key = { live: session.id, stored: session.storedId ?? "" };
    const pane = this.#panes.get(session.id) ?? this.#newPane(key);
    if (pane.session === session) return;
    pane.session = session;
    if (session.snapshot === undefined) pane.last = 0;
    else this.#begin(pane, session.snapshot);
    session.on("event", (event) => this.#show(pane, event));
    session.on("reset", ({ snapshot, reason }) => {
      this.#host.count(`reset ${reason}`);
      this.#begin(pane, snapshot);
    });
    session.on("state", (state) => this.#host.count(`session ${state}`));
  }

  #newPane(key: Key): Pane {
    const pane = { key, view: new TranscriptView(), session: undefined, last: 0 };
    this.#panes.set(key.live, pane);
    return pane;
  }

  #begin(pane: Pane, snapshot: Snapshot): void {
    pane.view.begin(snapshot);
    pane.last = snapshot.seq ?? this.#host.fail("a snapshot without a number");
  }

  /** Every event once and in order: the client has no other way to lose one than to say so. */
  #show(pane: Pane, event: GatewayEvent): void {
    const { key, last } = pane;
    // News for every window; it has no number.
    if (event.type === "session.reclaimed") return;
    if (event.seq !== last + 1) {
      this.#host.fail(`the client shows number ${event.seq} of ${key.live} behind ${last}`);
    }
    pane.last++;
    const fault = pane.view.take(event);
    if (fault !== undefined) this.#host.fail(`${key.live} #${event.seq}: ${fault}`);
  }

  #submit(session: Session, wish: Extract<Wish, { want: "submit" }>): void {
    const { id, text, again } = wish;
    this.turns.add(session.prompt(text, { id, ...again && { again } }), text, again === true);
  }
}

/** What is refused, lost or closed while a schedule runs is no fault of the client. */
function unheeded(promise: Promise<unknown> | undefined): void {
  promise?.catch(() => {});
}
