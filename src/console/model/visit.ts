/**
 * A visit to the gateway: who is at the door, and the desk of whoever is in.
 *
 * @module
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Desk } from "./desk.ts";
import type { SignIn } from "./sign_in.ts";

/** How far somebody has come. */
export type Phase =
  | { readonly kind: "checking" }
  /** `message`: why, where there is more to say than that. */
  | { readonly kind: "out"; readonly message: string }
  | { readonly kind: "in"; readonly desk: Desk };

/** What it is made with. */
export interface VisitOptions {
  readonly signIn: SignIn;
  /** Connects to the gateway. */
  openDesk(): Desk;
}

/** See the module. */
export class Visit {
  readonly #options: VisitOptions;
  readonly #phase = signal<Phase>({ kind: "checking" });
  #watching = () => {};
  // Grows with whatever is begun at the door: an answer to what was asked before that comes too late.
  #asked = 0;

  constructor(options: VisitOptions) {
    this.#options = options;
  }

  /** How far it has come. */
  get phase(): ReadonlySignal<Phase> {
    return this.#phase;
  }

  /** Comes in: by the code of a link, where there is one, or as the browser is signed in. */
  async start(code: string): Promise<void> {
    const { signIn } = this.#options;
    // Somebody who is in stays in when a link is opened again.
    if (this.#phase.value.kind === "in") return void (code !== "" && await signIn.byCode(code));
    const asked = ++this.#asked;
    this.#phase.value = { kind: "checking" };
    const { verdict, message } = await (code === "" ? signIn.check() : signIn.byCode(code));
    if (asked !== this.#asked) return;
    if (verdict === "stop") this.#phase.value = { kind: "out", message };
    else this.#enter();
  }

  /** Comes in by a token. */
  async startByToken(token: string): Promise<void> {
    const usable = this.#options.signIn.useToken(token);
    if (usable) return await this.start("");
    const message = "That cannot be the access token: it holds characters a token never has.";
    this.#phase.value = { kind: "out", message };
  }

  /** Leaves, and signs this browser out. */
  async leave(): Promise<void> {
    this.#asked++;
    await this.#close();
    const { verdict, message } = await this.#options.signIn.signOut();
    const failed = verdict === "go" ? "" : `This browser may still be signed in. ${message}`;
    this.#phase.value = { kind: "out", message: failed };
  }

  #enter(): void {
    const desk = this.#options.openDesk();
    this.#phase.value = { kind: "in", desk };
    this.#watching = effect(() => {
      const state = desk.connection.value;
      if (state.kind !== "stopped") return;
      queueMicrotask(() => this.#refused());
    });
  }

  /** The gateway lets us in no more: it says itself why. */
  async #refused(): Promise<void> {
    const asked = ++this.#asked;
    await this.#close();
    const { message } = await this.#options.signIn.check();
    if (asked !== this.#asked) return;
    this.#options.signIn.useToken("");
    this.#phase.value = { kind: "out", message: message || "The gateway has ended this sign-in." };
  }

  async #close(): Promise<void> {
    this.#watching();
    const phase = this.#phase.value;
    this.#phase.value = { kind: "checking" };
    if (phase.kind === "in") await phase.desk.dispose();
  }
}
