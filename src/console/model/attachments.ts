/**
 * Files that go with the next prompt.
 *
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Client, Session, Snapshot } from "tidegate/client";

/** A file that goes with the next prompt. */
export interface Attachment {
  readonly id: number;
  readonly name: string;
  readonly kind: "image" | "file";
  readonly state: "sending" | "ready" | "failed";
  /** What went wrong. */
  readonly why?: string;
  /** Where the gateway keeps it. */
  readonly path?: string;
  /** What stands for it in a prompt. */
  readonly refText?: string;
}

/** A file somebody chose. */
export interface Picked {
  readonly name: string;
  /** As a MIME type. */
  readonly type: string;
  readonly size: number;
  /** Its bytes as a `data:` address. */
  dataUrl(): Promise<string>;
}

/** Bytes of the largest file that is sent: as large as its gateway takes an image, in one frame. */
export const LARGEST_FILE = 20_000_000;
const IMAGES = /^image\/(png|jpeg|gif|webp|bmp)$/;

/** See the module. */
export class Attachments {
  readonly #client: Client;
  readonly #all = signal<readonly Attachment[]>([]);
  // What has gone, with a prompt or without: a snapshot may not know of that yet.
  readonly #taken = new Set<string>();
  #made = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** All of them, in the order in which they were chosen. */
  get all(): ReadonlySignal<readonly Attachment[]> {
    return this.#all;
  }

  /** Whether one of them is on its way still. */
  get busy(): boolean {
    return this.#all.value.some(({ state }) => state === "sending");
  }

  /**
   * Shows what the gateway holds for the next prompt: also what was attached before the page was loaded, or by
   * another window. A gateway that does not say changes nothing.
   */
  show(waiting: Snapshot["attachments"]): void {
    if (waiting === undefined) return;
    const paths = new Set(waiting.map(({ id }) => id));
    const stays = this.#all.value.filter(({ state, path }) => state !== "ready" || paths.has(path));
    const known = new Set(this.#all.value.map(({ path }) => path));
    const others = waiting.filter(({ id = "" }) => !known.has(id) && !this.#taken.has(id));
    if (stays.length === this.#all.value.length && others.length === 0) return;
    this.#all.value = [
      ...stays,
      ...others.map(({ id: path, name, kind, ref_text: refText }) => ({
        ...{ id: ++this.#made, name, kind, state: "ready" as const },
        ...path === undefined ? {} : { path },
        ...refText === undefined ? {} : { refText },
      })),
    ];
  }

  /** Sends a file to the gateway, which keeps it for the next prompt. */
  async add(session: Session, file: Picked): Promise<void> {
    const kind = IMAGES.test(file.type) ? "image" : "file";
    const id = ++this.#made;
    this.#all.value = [...this.#all.value, { id, name: file.name, kind, state: "sending" }];
    try {
      if (file.size > LARGEST_FILE) throw new Error(`it is over ${LARGEST_FILE / 1e6} MB`);
      const told = await this.#upload(session, file, kind);
      const path = typeof told.path === "string" ? told.path : undefined;
      const refText = typeof told.ref_text === "string" ? told.ref_text : undefined;
      if (!this.#all.value.some((each) => each.id === id)) return await this.#detach(session, path);
      this.#change(id, {
        state: "ready",
        ...path === undefined ? {} : { path },
        ...refText === undefined ? {} : { refText },
      });
    } catch (error) {
      this.#change(id, {
        state: "failed",
        why: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Takes one away again. */
  async remove(session: Session | undefined, id: number): Promise<void> {
    const found = this.#all.value.find((each) => each.id === id);
    this.#all.value = this.#all.value.filter((each) => each !== found);
    if (found?.path !== undefined) this.#taken.add(found.path);
    if (session === undefined || found?.path === undefined) return;
    await this.#detach(session, found.path);
  }

  /** Takes them out for a prompt: what stands for files in its text, and the names images are kept under. */
  take(): { refs: string[]; images: string[] } {
    const ready = this.#all.value.filter(({ state }) => state === "ready");
    for (const { path } of ready) if (path !== undefined) this.#taken.add(path);
    this.#all.value = this.#all.value.filter(({ state }) => state === "sending");
    return {
      refs: ready.flatMap(({ refText }) => refText === undefined ? [] : [refText]),
      images: ready.flatMap(({ name, kind, path }) =>
        kind === "image" ? [path?.split(/[\\/]/).at(-1) ?? name] : []
      ),
    };
  }

  async #detach(session: Session, path: string | undefined): Promise<void> {
    if (path !== undefined) {
      await this.#client.call("image.detach", { session_id: session.id, path });
    }
  }

  async #upload(
    session: Session,
    file: Picked,
    kind: "image" | "file",
  ): Promise<Record<string, unknown>> {
    const data = await file.dataUrl();
    const { id: session_id } = session;
    return kind === "image"
      ? await this.#client.call("image.attach_bytes", { session_id, data, filename: file.name })
      : await this.#client.call("file.attach", { session_id, data_url: data, name: file.name });
  }

  #change(id: number, change: Partial<Attachment>): void {
    this.#all.value = this.#all.value.map((each) => each.id === id ? { ...each, ...change } : each);
  }
}
