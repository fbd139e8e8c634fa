/**
 * Checkpoints of the folders of sessions: made before turns, looked at, and gone back to.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import { CheckpointError } from "../git/checkpoint_error.ts";
import type { Checkpoint, CheckpointNote } from "../git/checkpoint_note.ts";
import type { CheckpointStore } from "../git/checkpoint_store.ts";
import { CheckpointStores } from "../git/checkpoint_stores.ts";
import type { FolderDiff } from "../git/folder_diff.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { shorten } from "../lib/shorten.ts";
import type { Session } from "../session/session.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";
import { markOf, rewindTo } from "./conversation_mark.ts";
import type { GitOptions } from "./git_options.ts";

/** What a desk works with. */
export interface CheckpointDeskOptions {
  git: GitOptions | undefined;
  workspace: WorkspaceAccess;
  /** Whether checkpoints are to be made now. */
  isOn(): boolean;
  clock: Clock;
  logger: Logger;
  /** Takes what goes on by itself. A shutdown waits for it. */
  closings: Pending;
}

/** What is told of the checkpoints of a session's folder. */
export type Listed =
  | { kind: "listed"; checkpoints: readonly Checkpoint[] }
  | { kind: "off"; why: string };

/** What a restore has come to. */
export interface Restoration {
  to: Checkpoint;
  before: Checkpoint;
  /** Messages that were taken back; `undefined`: the conversation is another one, and stays. */
  removed: number | undefined;
}

/**
 * Milliseconds a turn waits for its checkpoint; decision 18. What takes longer goes on beside it: by then an
 * agent has hardly read its prompt.
 */
export const TURN_WAITS_MS = 500;
/** Milliseconds for which a folder that was refused, or took too long, is left alone. */
const LEFT_ALONE_MS = 600_000;
const MOST_LEFT_ALONE = 200;
const LABEL_CHARS = 80;

/** See the module. One for all sessions. */
export class CheckpointDesk {
  readonly #options: CheckpointDeskOptions;
  readonly #stores: CheckpointStores | undefined;
  readonly #leftAlone = new Map<string, number>();
  readonly #end = new AbortController();

  constructor(options: CheckpointDeskOptions) {
    this.#options = options;
    const { git, workspace: access, clock } = options;
    const files = git?.checkpoints?.files;
    if (git === undefined || files === undefined) return;
    const { signal } = this.#end;
    this.#stores = new CheckpointStores({ spawn: git.spawn, files, access, clock, signal });
  }

  /**
   * Makes a checkpoint before a turn, if one is to be made. Never rejects; resolves when it is made, or when
   * the turn has waited long enough.
   *
   * @param start.messages the conversation before the prompt
   */
  before(
    session: Session,
    start: { messages: readonly HistoryMessage[]; text: string },
    signal: AbortSignal,
  ): Promise<void> | undefined {
    const { clock } = this.#options;
    if (!this.#mayChange(session)) return undefined;
    const over = new AbortController();
    this.#quietly(session, async (store) => {
      const label = `before "${shorten(start.text, LABEL_CHARS)}"`;
      const mark = await markOf(session, start.messages);
      await store.take({ reason: "turn", label, ...mark });
      // Beside the turn: whoever has something to do goes first.
      if (store.isUntidy) this.#quietly(session, () => store.tidy());
    }).finally(() => over.abort());
    return sleep(clock, TURN_WAITS_MS, AbortSignal.any([over.signal, signal]));
  }

  /** Has the folder of a session looked through, so that its next checkpoint costs little. */
  warm(session: Session): void {
    if (!this.#mayChange(session)) return;
    this.#quietly(session, async (store) => {
      await store.warm();
      await this.#stores?.tidy();
    });
  }

  /** @throws {CheckpointError} `failed` */
  async list({ cwd }: Session): Promise<Listed> {
    if (!this.#options.isOn()) {
      return { kind: "off", why: "checkpoints are off; config.set checkpoints on" };
    }
    try {
      return { kind: "listed", checkpoints: await (await this.#store(cwd)).list() };
    } catch (error) {
      if (!(error instanceof CheckpointError) || error.kind === "failed") throw error;
      return { kind: "off", why: error.message };
    }
  }

  /**
   * @param name a number, a hash, or the beginning of one
   * @throws {CheckpointError}
   */
  async diff({ cwd }: Session, name: string): Promise<FolderDiff> {
    return await (await this.#store(cwd)).diff(name);
  }

  /**
   * Makes one file what it was.
   *
   * @throws {CheckpointError}
   */
  async restoreFile(session: Session, name: string, path: string): Promise<Restoration> {
    const { workspace: access, git } = this.#options;
    const { cwd, history } = session;
    const store = await this.#store(cwd);
    const way = access.inside(cwd, access.absolute(cwd, path));
    const isInside = way !== undefined && !path.split(/[\\/]/).includes("..") &&
      await git?.checkpoints?.files.staysInside(cwd, way);
    if (!isInside) {
      const shown = path.slice(0, 200).toWellFormed();
      throw new CheckpointError("unknown", `"${shown}" is not in the session's folder`);
    }
    const mark = await markOf(session, history.messages);
    const restored = await store.restore(name, { note: noteFor(way, mark), file: way });
    return { ...restored, removed: 0 };
  }

  /**
   * Makes the folder what it was, and the conversation too. No turn begins meanwhile; the caller sees to it
   * that none runs. An agent that was interrupted lets go of the folder first.
   *
   * @throws {CheckpointError}
   */
  restore(session: Session, name: string): Promise<Restoration> {
    return session.hold.during(async () => {
      await session.runner.lingering.gone(this.#end.signal);
      const store = await this.#store(session.cwd);
      const mark = await markOf(session, session.history.messages);
      const restored = await store.restore(name, { note: noteFor(undefined, mark) });
      if (session.closed) return { ...restored, removed: 0 };
      session.touch();
      return { ...restored, removed: await rewindTo(session, restored.to) };
    });
  }

  /** Whether two sessions work in one folder, however they call it. */
  async sharesFolder(one: Session, other: Session): Promise<boolean> {
    if (this.#stores === undefined) return false;
    const [a, b] = await Promise.all([one, other].map(({ cwd }) => this.#stores?.folder(cwd)));
    return a !== "" && a === b;
  }

  /** Ends what is under way; nothing begins any more. */
  close(): void {
    this.#end.abort();
  }

  #mayChange({ cwd, provider, closed }: Session): boolean {
    if (this.#stores === undefined || this.#end.signal.aborted || closed || cwd === "") {
      return false;
    }
    if (provider.changesFiles === false || !this.#options.isOn()) return false;
    return (this.#leftAlone.get(cwd) ?? 0) <= this.#options.clock.monotonic();
  }

  #store(cwd: string): Promise<CheckpointStore> {
    if (this.#stores !== undefined) return this.#stores.of(cwd);
    throw new CheckpointError("missing", "this gateway keeps no checkpoints");
  }

  /** Does what nobody has asked for: what goes wrong is logged, and the folder left alone for a while. */
  #quietly(session: Session, work: (store: CheckpointStore) => Promise<void>): Promise<void> {
    const { logger, clock, closings } = this.#options;
    const { cwd } = session;
    const done = this.#storeLater(cwd).then(work).catch((error) => {
      if (this.#end.signal.aborted) return;
      const isExpected = error instanceof CheckpointError;
      const why = isExpected ? error.message : errorStack(error);
      const fields = { session: session.id, error: why };
      if (isExpected && error.kind !== "failed") logger.info("no checkpoint is made", fields);
      else logger.warn("cannot make a checkpoint", fields);
      this.#leftAlone.delete(cwd);
      this.#leftAlone.set(cwd, clock.monotonic() + LEFT_ALONE_MS);
      const [oldest] = this.#leftAlone.keys();
      const isFull = this.#leftAlone.size > MOST_LEFT_ALONE;
      if (isFull && oldest !== undefined) this.#leftAlone.delete(oldest);
    });
    closings.add(done);
    return done;
  }

  async #storeLater(cwd: string): Promise<CheckpointStore> {
    return await this.#store(cwd);
  }
}

function noteFor(
  file: string | undefined,
  mark: Awaited<ReturnType<typeof markOf>>,
): (to: Checkpoint) => CheckpointNote {
  return ({ hash }) => {
    const what = file === undefined ? "" : `"${shorten(file, LABEL_CHARS)}" of `;
    return { reason: "restore", label: `before restoring ${what}${hash.slice(0, 10)}`, ...mark };
  };
}
