/** A window of a plain tui_gateway: it knows of no numbers, gaps, pages or ids of prompts. */
import type { WireEvent } from "../support/stage.ts";
import { Calls, unheeded } from "./calls.ts";
import type { ClientModel, Host, Key, Shown, Wire, Wish } from "./client_model.ts";
import { TranscriptView } from "./transcript_view.ts";

interface Pane {
  readonly key: Key;
  readonly view: TranscriptView;
  state: "away" | "live" | "gone";
  /** Grows when it begins to watch and when it stops: what was asked before that is of no use. */
  visit: number;
  /** A gap has passed by, and it does not know what that is. */
  holed: boolean;
}

export class PlainWindow implements ClientModel {
  readonly kind = "plain";
  readonly repeats = false;
  readonly #host: Host;
  readonly #calls = new Calls();
  readonly #panes = new Map<string, Pane>();

  constructor(host: Host) {
    this.#host = host;
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
    if (event.type === "gateway.ready") {
      for (const pane of this.#panes.values()) if (pane.state === "away") this.#resume(pane);
      return;
    }
    const pane = this.#panes.get(event.session_id ?? "");
    if (pane?.state !== "live") return;
    if (event.type === "session.gap") pane.holed = true;
    const fault = pane.view.take(event);
    if (fault !== undefined && !pane.holed) this.#host.fail(`${pane.key.live}: ${fault}`);
  }

  wish(wish: Wish): void {
    if (!this.#calls.open) return;
    if (wish.want === "create") return this.#create(wish.closeOnDisconnect);
    const pane = this.#pane(wish.key);
    const { live } = wish.key;
    switch (wish.want) {
      case "resume":
      case "activate":
      case "since":
        return this.#resume(pane);
      case "submit":
        if (pane.state !== "live") return this.#resume(pane);
        return this.#calls.send("prompt.submit", { session_id: live, text: wish.text }, {
          result() {},
          error: ({ code }) => {
            if (code === 4001) this.#resume(pane);
          },
        });
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
    return { turns: pane.view.turns, sure: pane.state === "live" && !pane.holed };
  }

  #leave(pane: Pane): void {
    if (pane.state !== "gone") pane.state = "away";
    pane.visit++;
  }

  #pane(key: Key): Pane {
    const known = this.#panes.get(key.live);
    if (known !== undefined) return known;
    const view = new TranscriptView();
    const pane: Pane = { key, view, state: "away", visit: 0, holed: false };
    this.#panes.set(key.live, pane);
    return pane;
  }

  #create(close_on_disconnect: boolean): void {
    this.#calls.send("session.create", { cols: 80, close_on_disconnect }, {
      result: ({ session_id: live, stored_session_id: stored }) => {
        const pane = this.#pane({ live, stored });
        if (pane.visit === 0) pane.state = "live";
      },
      error() {},
    });
  }

  #resume(pane: Pane): void {
    const visit = ++pane.visit;
    this.#calls.send("session.resume", { session_id: pane.key.stored, cols: 80 }, {
      result: (snapshot) => {
        if (visit !== pane.visit) return;
        pane.view.begin(snapshot);
        pane.state = "live";
        pane.holed = false;
      },
      error: ({ code }) => {
        if (visit !== pane.visit) return;
        pane.state = code === 4007 ? "gone" : "away";
      },
    });
  }
}
