/**
 * The checkpoints of one folder.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import { CheckpointError } from "./checkpoint_error.ts";
import type { CheckpointFiles } from "./checkpoint_files.ts";
import {
  type Checkpoint,
  type CheckpointNote,
  findCheckpoint,
  FORMAT,
  importOf,
  readCheckpoints,
  refFor,
  REFS,
} from "./checkpoint_note.ts";
import { diffSince, type FolderDiff } from "./folder_diff.ts";
import { restoreFile, restoreFolder } from "./folder_restore.ts";
import { scanFolder, type ScanTools } from "./folder_scan.ts";
import { OneAtATime } from "./one_at_a_time.ts";
import { damageOf, mayBeDamage } from "./store_damage.ts";
import { StoreGit, type StoreGitTools, type StorePlace } from "./store_git.ts";
import { isTooMany, pruneStore } from "./store_upkeep.ts";

/** What a store works with. */
export interface CheckpointStoreOptions extends StoreGitTools {
  files: CheckpointFiles;
  place: StorePlace;
  /** What is left out of the folder, beside what its own `.gitignore` files say. */
  excluded(): Promise<string>;
}

/** What a restore has come to. */
export interface Restored {
  readonly to: Checkpoint;
  /** What was there before: restoring this takes the restore back. */
  readonly before: Checkpoint;
}

/** Checkpoints after which it is looked whether there is something to pack. */
const TIDY_EACH = 20;

/**
 * See the module. Everything in here is done one thing after the other. A process that is killed leaves
 * nothing that would keep the next from going on: each works with an index of its own, which takes the
 * place of the common one when it is whole, and a name is used once.
 */
export class CheckpointStore {
  readonly #options: CheckpointStoreOptions;
  readonly #git: StoreGit;
  readonly #queue = new OneAtATime();
  // As they were when git was last asked: others may have made some since, which does no harm.
  #known: readonly Checkpoint[] | undefined;
  #index: { stamp: string; tree: string } | undefined;
  #warming: Promise<void> | undefined;
  #upkeep = false;
  #untidy = false;
  #taken = 0;

  constructor(options: CheckpointStoreOptions) {
    this.#options = options;
    this.#git = new StoreGit(options.place, options);
  }

  /**
   * Takes in what has changed in the folder, so that the next checkpoint has little to do. Whoever asks
   * meanwhile waits for the same.
   *
   * @throws {CheckpointError}
   */
  warm(): Promise<void> {
    this.#warming ??= this.#do(async (tools) => void await scanFolder(tools))
      .finally(() => this.#warming = undefined);
    return this.#warming;
  }

  /**
   * Makes a checkpoint of the folder as it is. One of the same conversation that holds the same, with nothing
   * else since, is replaced by it.
   *
   * @throws {CheckpointError}
   */
  take(note: CheckpointNote): Promise<Checkpoint> {
    return this.#do((tools) => this.#take(note, tools));
  }

  /**
   * All of them, the newest first. Waits for nothing that is under way.
   *
   * @throws {CheckpointError}
   */
  async list(): Promise<Checkpoint[]> {
    await this.#prepare();
    return await this.#list();
  }

  /**
   * What has changed in the folder since a checkpoint.
   *
   * @param name as of {@linkcode findCheckpoint}
   * @throws {CheckpointError}
   */
  diff(name: string): Promise<FolderDiff> {
    return this.#do(async (tools) => {
      const { hash } = findCheckpoint(await this.#list(), name);
      return await diffSince(hash, tools);
    });
  }

  /**
   * Makes the folder what it was at a checkpoint, and a checkpoint of what it is first. What is ignored, and
   * repositories in it, stay as they are.
   *
   * @param how.file the one file to restore, as its way from the folder. Default: everything
   * @throws {CheckpointError} also where something has changed meanwhile: then nothing is restored
   */
  restore(
    name: string,
    { note, file }: { note(to: Checkpoint): CheckpointNote; file?: string | undefined },
  ): Promise<Restored> {
    return this.#do(async (tools) => {
      const to = findCheckpoint(await this.#list(), name);
      const keep = () => this.#take(note(to), tools);
      if (file !== undefined) return { to, before: await restoreFile(to.hash, file, keep, tools) };
      return { to, before: await restoreFolder(to.hash, keep, tools) };
    });
  }

  /** Removes checkpoints that are too old or too many, and what nothing needs any more; gives way. */
  async tidy(): Promise<void> {
    if (this.#upkeep) return;
    this.#upkeep = true;
    this.#untidy = false;
    try {
      await this.#queue.aside(async (signal) => {
        await pruneStore(
          { git: this.#git, clock: this.#options.clock, signal },
          await this.#list(),
        );
      });
    } finally {
      this.#known = undefined;
      this.#upkeep = false;
    }
  }

  /** Whether {@linkcode tidy} may find something to do. */
  get isUntidy(): boolean {
    return this.#untidy;
  }

  async #take(note: CheckpointNote, tools: ScanTools): Promise<Checkpoint> {
    const [tree, all] = await Promise.all([scanFolder(tools), this.#known ?? this.#list()]);
    // Names sort by time, also where the clock was set back.
    const at = Math.max(this.#options.clock.now(), (all[0]?.at ?? 0) + 1);
    const ref = refFor(at, randomHex(3));
    const same = note.reason === "turn" ? replaceable(all, tree, note) : undefined;
    const input = importOf({ ref, tree, at, note, ...same && { replaced: same.ref } });
    const hash = (await this.#git.run(["fast-import", "--quiet"], { input })).trim();
    const taken = { ...note, hash, tree, ref, at };
    this.#known = [taken, ...all.filter((one) => one !== same)];
    this.#untidy ||= isTooMany(all, at) || ++this.#taken % TIDY_EACH === 0;
    return taken;
  }

  async #list(): Promise<Checkpoint[]> {
    const out = await this.#git.run(["for-each-ref", `--format=${FORMAT}`, REFS]);
    const found = readCheckpoints(out);
    this.#known = found;
    return found;
  }

  async #prepare(): Promise<{ ignoresCase: boolean }> {
    const { files, place, excluded } = this.#options;
    try {
      return await files.prepare(place, await excluded());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CheckpointError("missing", `checkpoints cannot be kept: ${why}`);
    }
  }

  /** With an index of its own. What is damaged is made anew, once. */
  #do<T>(work: (tools: ScanTools) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (!await this.#mend(error)) throw error;
        return await this.#attempt(work);
      }
    });
  }

  async #attempt<T>(work: (tools: ScanTools) => Promise<T>): Promise<T> {
    const { files, place: { store } } = this.#options;
    const { ignoresCase } = await this.#prepare();
    const { path: index, stamp } = await files.borrowIndex(store);
    const tree = this.#index?.stamp === stamp ? this.#index.tree : undefined;
    const tools: ScanTools = { git: this.#git, files, index, ignoresCase, tree, changed: false };
    try {
      const done = await work(tools);
      if (tools.changed) {
        const kept = await files.keepIndex(store, index);
        this.#index = tools.tree === undefined ? undefined : { stamp: kept, tree: tools.tree };
      }
      return done;
    } finally {
      await files.dropIndex(index);
    }
  }

  async #mend(error: unknown): Promise<boolean> {
    const { files, place: { store } } = this.#options;
    if (!(error instanceof CheckpointError) || error.kind !== "failed") return false;
    if (!mayBeDamage(error.message)) return false;
    this.#known = undefined;
    this.#index = undefined;
    const damage = await damageOf(this.#git);
    if (damage === "index") await files.forgetIndex(store);
    if (damage === "store") await files.setAside(store);
    return damage !== "none";
  }
}

function replaceable(
  all: readonly Checkpoint[],
  tree: string,
  { conversation }: CheckpointNote,
): Checkpoint | undefined {
  const other = all.findIndex((one) => one.tree !== tree);
  return (other === -1 ? all : all.slice(0, other))
    .find((one) => one.reason === "turn" && one.conversation === conversation);
}
