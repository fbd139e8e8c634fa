/**
 * Projects, and what is kept of them, for all windows.
 *
 * @module
 */
import { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { type Project, ProjectBook } from "../projects/project_book.ts";

/** Where projects are kept, as one text. Every method may throw. */
export interface ProjectFile {
  /** `undefined`: there is none yet. */
  read(): Promise<string | undefined>;
  /** Replaces all of it, or nothing. */
  write(text: string): Promise<void>;
  /** Another text each time somebody has written. Missing: nobody writes but one gateway. */
  version?(): Promise<string>;
}

/** Conversations whose branches are remembered. */
const MOST_SESSIONS = 2_000;
/** Repositories that are recorded at most. */
const MOST_REPOSITORIES = 2_000;
/** Characters of a path and of a label: more than systems take, and than people read. */
const MOST_ROOT_CHARS = 4_096;
const MOST_LABEL_CHARS = 200;

const text = z.string().nullable();
const project = z.object({
  ...{ id: z.string(), slug: z.string(), name: z.string(), description: z.string() },
  ...{ icon: text, color: text, board_slug: text, primary_path: text },
  ...{ archived: z.boolean(), created_at: z.number() },
  folders: z.array(z.object({
    path: z.string(),
    label: z.string(),
    is_primary: z.boolean(),
    added_at: z.number(),
  })),
});
const document = z.object({
  version: z.literal(1),
  projects: z.array(project),
  active_id: text,
  repositories: z.array(z.object({ root: z.string(), label: z.string(), at: z.number() })),
  sessions: z.record(z.string(), z.object({ branch: z.string(), root: z.string() })),
});

/** A repository somebody has recorded. */
export interface RecordedRepository {
  root: string;
  label: string;
  /** Seconds since the epoch. */
  at: number;
}

/** What there is. */
interface Shelf {
  book: ProjectBook;
  repositories: RecordedRepository[];
  /** By stored id. */
  sessions: Map<string, { branch: string; root: string }>;
}

/** See the module. Other gateways may keep theirs in the same file: what they write is heard. */
export class ProjectDesk {
  readonly #file: ProjectFile | undefined;
  readonly #tools: { clock: Clock; logger: Logger };
  #shelf: Shelf | undefined;
  /** Of the file, when it was read; `undefined`: it has to be read. */
  #version: string | undefined;
  #changing: Promise<void> = Promise.resolve();

  /** @param file `undefined`: they last as long as the gateway */
  constructor(file: ProjectFile | undefined, tools: { clock: Clock; logger: Logger }) {
    this.#file = file;
    this.#tools = tools;
  }

  /**
   * What there is, with all changes that were asked for before. A file that cannot be read is tried again the
   * next time: nothing is written over it.
   *
   * @throws {unknown}
   */
  async shelf(): Promise<Shelf> {
    await this.#changing;
    return await this.#current();
  }

  /** Changes something, and keeps it; where that fails, nothing has changed. @throws {unknown} */
  change<T>(act: (shelf: Shelf) => T): Promise<T> {
    const done = this.#changing.then(() => this.#change(act));
    this.#changing = done.then(() => {}, () => {});
    return done;
  }

  /** Remembers where a conversation was. What goes wrong is logged: nobody waits for it. */
  async remember(storedId: string, where: { branch: string; root: string }): Promise<void> {
    try {
      const { sessions } = await this.shelf();
      const known = sessions.get(storedId);
      if (known?.branch === where.branch && known.root === where.root) return;
      await this.change((shelf) => {
        shelf.sessions.delete(storedId);
        shelf.sessions.set(storedId, where);
        const [oldest] = shelf.sessions.keys();
        if (shelf.sessions.size > MOST_SESSIONS && oldest !== undefined) {
          shelf.sessions.delete(oldest);
        }
      });
    } catch (error) {
      const { logger } = this.#tools;
      logger.warn("cannot remember the branch of a session", { error: errorStack(error) });
    }
  }

  /** Replaces the recorded repositories. @throws {unknown} */
  async record(repositories: readonly { root: string; label: string }[]): Promise<void> {
    const at = Math.floor(this.#tools.clock.now() / 1000);
    const usable = repositories.filter(({ root }) => root !== "" && root.length <= MOST_ROOT_CHARS)
      .map(({ root, label }) => ({ root, label: label.slice(0, MOST_LABEL_CHARS), at }));
    const byRoot = new Map(usable.map((each) => [each.root, each]));
    await this.change((shelf) => {
      shelf.repositories = [...byRoot.values()].slice(0, MOST_REPOSITORIES);
    });
  }

  async #current(): Promise<Shelf> {
    const version = await this.#file?.version?.() ?? "";
    if (this.#shelf === undefined || version !== this.#version) {
      this.#shelf = await this.#load();
      this.#version = version;
    }
    return this.#shelf;
  }

  async #change<T>(act: (shelf: Shelf) => T): Promise<T> {
    const shelf = this.#copy(await this.#current());
    const done = act(shelf);
    await this.#file?.write(textOf(shelf));
    this.#shelf = shelf;
    // What stands there now may be somebody else's already.
    if (this.#file?.version !== undefined) this.#version = undefined;
    return done;
  }

  async #load(): Promise<Shelf> {
    const kept = await this.#file?.read();
    if (kept === undefined) {
      return { book: this.#book([], null), repositories: [], sessions: new Map() };
    }
    const { projects, active_id, repositories, sessions } = document.parse(JSON.parse(kept));
    const book = this.#book(projects, active_id);
    return { book, repositories, sessions: new Map(Object.entries(sessions)) };
  }

  #copy({ book, repositories, sessions }: Shelf): Shelf {
    const copy = this.#book(structuredClone(book.all), book.activeId);
    return { book: copy, repositories, sessions: new Map(sessions) };
  }

  #book(projects: Project[], activeId: string | null): ProjectBook {
    return new ProjectBook({ projects, activeId }, () => this.#tools.clock.now());
  }
}

function textOf({ book, repositories, sessions }: Shelf): string {
  return JSON.stringify({
    version: 1,
    projects: book.all,
    active_id: book.activeId,
    repositories,
    sessions: Object.fromEntries(sessions),
  });
}
