/**
 * Short messages that go by themselves.
 *
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { EventPayloads } from "tidegate/client";

/** One of them. */
export interface Toast {
  readonly id: number;
  readonly tone: "info" | "error";
  readonly text: string;
  /** What the gateway clears it by, where it is the gateway's. */
  readonly key?: string;
}

/** What the gateway has to say beside a conversation. */
type Notice = Pick<EventPayloads["notification.show"], "text" | "level" | "ttl_ms" | "key">;

/** Milliseconds one is shown: long enough to read two lines, and an error longer. */
const SHOWN_MS = { info: 5_000, error: 12_000 } as const;
/** More at once would cover what somebody looks at. */
const MOST = 4;

/** See the module. */
export class Toasts {
  readonly #after: (ms: number, callback: () => void) => () => void;
  readonly #all = signal<readonly Toast[]>([]);
  #made = 0;

  constructor(after: (ms: number, callback: () => void) => () => void) {
    this.#after = after;
  }

  /** Those that are shown, the oldest first. */
  get all(): ReadonlySignal<readonly Toast[]> {
    return this.#all;
  }

  /** Says that something is done. */
  info(text: string): void {
    this.#add("info", text);
  }

  /** Says that something could not be done: what, and why. */
  error(doing: string, error: unknown): void {
    this.#add("error", `${doing}: ${messageOf(error)}`);
  }

  /** Shows what the gateway has to say, in the place of what it said under the same key. */
  show({ text, level, ttl_ms, key }: Notice): void {
    this.clear(key);
    const tone = level === "error" || level === "warn" ? "error" : "info";
    this.#add(tone, text, { key, ms: ttl_ms });
  }

  /** What the gateway said under a key is over. */
  clear(key: string): void {
    this.#all.value = this.#all.value.filter((toast) => toast.key !== key);
  }

  /** The gateway cannot say any more what is over. */
  forgetNotices(): void {
    this.#all.value = this.#all.value.filter(({ key }) => key === undefined);
  }

  /** Takes one away. */
  dismiss(id: number): void {
    this.#all.value = this.#all.value.filter((toast) => toast.id !== id);
  }

  #add(
    tone: Toast["tone"],
    text: string,
    { key, ms = SHOWN_MS[tone] }: { key?: string; ms?: number | null } = {},
  ): void {
    const id = ++this.#made;
    const others = this.#all.value.filter((toast) => toast.text !== text).slice(1 - MOST);
    this.#all.value = [...others, { id, tone, text, ...key === undefined ? {} : { key } }];
    if (ms !== null) this.#after(ms, () => this.dismiss(id));
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
