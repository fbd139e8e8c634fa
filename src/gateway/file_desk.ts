/**
 * The files that sessions look for and attach.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { PendingAttachments } from "../session/pending_attachments.ts";
import type { Session } from "../session/session.ts";
import type { Store } from "../store/store.ts";
import type { AttachmentFolder } from "../workspace/attachment_folder.ts";
import { FileIndex } from "../workspace/file_index.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";

/** As often as the store forgets what retention does not cover. */
const TIDY_MS = 3_600_000;

/** What a desk works with. */
export interface FileDeskOptions {
  workspace: WorkspaceAccess;
  attachments: AttachmentFolder;
  store: Store;
  retentionMs: number;
  clock: Clock;
  logger: Logger;
}

/** See the module. One for all sessions. */
export class FileDesk {
  readonly index: FileIndex;
  readonly #options: FileDeskOptions;
  readonly #closings: Pending;
  // Of the clock, when what is kept may be looked through again.
  #tidyAt = 0;
  // Of live sessions those that something was kept for.
  readonly #keepers = new Set<Session>();
  readonly #waiting = new WeakMap<Session, PendingAttachments>();

  /** @param closings takes what goes on by itself. A shutdown waits for it */
  constructor(options: FileDeskOptions, closings: Pending) {
    this.#options = options;
    this.#closings = closings;
    this.index = new FileIndex(options.workspace, options.clock);
  }

  /** What goes along with the next prompt of a session. */
  pending(session: Session): PendingAttachments {
    const waiting = this.#waiting.get(session) ?? new PendingAttachments();
    this.#waiting.set(session, waiting);
    return waiting;
  }

  /**
   * Keeps what was sent in a session. With the first, and later once an hour, what retention has reached is
   * removed.
   *
   * @returns its path
   * @throws {unknown} with a message that is shown to the user
   */
  async keep(session: Session, file: { name: string; bytes: Uint8Array }): Promise<string> {
    const now = this.#options.clock.monotonic();
    if (now >= this.#tidyAt) {
      this.#tidyAt = now + TIDY_MS;
      this.#do("look through the attachments", () => this.#tidy());
    }
    this.#keepers.add(session);
    try {
      return await this.#options.attachments.keep(session.id, file);
    } finally {
      // It has ended meanwhile: what was removed then did not have this one in it.
      if (session.closed) {
        this.#keepers.add(session);
        this.forget(session);
      }
    }
  }

  /**
   * Takes back what was to go along with the next prompt, and the file of what was sent for it. Answers
   * whether there was something.
   */
  takeBack(session: Session, path: string): boolean {
    const taken = this.pending(session).remove(path);
    if (taken?.sent) {
      const { attachments } = this.#options;
      this.#do("remove an attachment", () => attachments.removeFile(session.id, path));
    }
    return taken !== undefined;
  }

  /**
   * A session has ended: what was attached to one that leaves no trace leaves none either. Where nothing
   * outlives the process, none does.
   */
  forget(session: Session): void {
    this.#waiting.delete(session);
    const stays = session.keeper.kept && this.#options.store.keepsEvents;
    if (this.#keepers.delete(session) && !stays) this.remove(session.id);
  }

  /**
   * A conversation is deleted, and what was sent in it too.
   *
   * @param liveId of the session
   */
  remove(liveId: string): void {
    const { attachments } = this.#options;
    this.#do("remove the attachments of a session", () => attachments.remove(liveId));
  }

  /**
   * Removes what was sent in conversations that retention has reached. Others may keep theirs in the same
   * folder, so one that this store does not know counts as theirs until it is as old.
   */
  async #tidy(): Promise<void> {
    const { attachments, store, retentionMs, clock } = this.#options;
    if (retentionMs === 0) return;
    for (const { session, at } of await attachments.all()) {
      if (clock.now() - at < retentionMs || store.outage !== undefined) continue;
      if (store.sessionByLiveId(session) === undefined) await attachments.remove(session);
    }
  }

  #do(doing: string, act: () => Promise<void>): void {
    const { logger } = this.#options;
    const done = Promise.resolve().then(act).catch((error) => {
      logger.warn(`cannot ${doing}`, { error: errorStack(error) });
    });
    this.#closings.add(done);
  }
}
