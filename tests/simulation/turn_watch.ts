/** Reads the turns of a window's prompts, and holds what it reads against what was asked. */
import type { Turn } from "../../src/client/turn.ts";
import type { Host } from "./client_model.ts";

// Of a prompt that several windows send at about the same time, only those can tell its turn that say so.
const sentAgain = new WeakMap<Host, Set<string>>();

export class TurnWatch {
  readonly #host: Host;
  readonly #open = new Map<Turn, string>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The prompts whose turns have not come to an end. */
  get open(): string[] {
    return [...this.#open.values()].filter((prompt) => !this.#repeated.has(prompt));
  }

  get #repeated(): Set<string> {
    const known = sentAgain.get(this.#host) ?? new Set();
    sentAgain.set(this.#host, known);
    return known;
  }

  add(turn: Turn, prompt: string, again: boolean): void {
    if (again) this.#repeated.add(prompt);
    this.#open.set(turn, prompt);
    this.#read(turn, prompt).then(
      () => this.#host.count("turns read"),
      () => this.#host.count("turns failed"),
    ).finally(() => this.#open.delete(turn));
  }

  async #read(turn: Turn, prompt: string): Promise<void> {
    let said = "";
    let last: number | undefined;
    for await (const event of turn) {
      if (event.type === "reset") {
        const { inflight, seq } = event.payload.snapshot;
        said = inflight?.assistant ?? "";
        last = seq;
        continue;
      }
      const { seq = 0, type, payload } = event;
      if (last !== undefined && seq !== last + 1) {
        this.#host.fail(`the turn of "${prompt}" gives number ${seq} behind ${last}`);
      }
      last = seq;
      if (type === "message.delta") said += payload.text;
    }
    const status = await turn.accepted;
    const end = await turn.done;
    this.#host.count(`turn ${status} ${end.kind}`);
    if (said === "" || status === "steered" || end.kind === "unseen") return;
    if (this.#repeated.has(prompt)) return;
    const asked = this.#host.askedFor(said)?.split("\n\n") ?? [];
    if (!asked.includes(prompt)) {
      this.#host.fail(`the turn of "${prompt}" gives "${said}", which was for "${asked}"`);
    }
  }
}
