/**
 * The stores of checkpoints, a folder each.
 *
 * @module
 */
import { hexDigest } from "../lib/hex_digest.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";
import { CheckpointError } from "./checkpoint_error.ts";
import type { CheckpointFiles } from "./checkpoint_files.ts";
import { CheckpointStore } from "./checkpoint_store.ts";
import { ignoresAbove } from "./ignores_above.ts";
import type { StoreGitTools } from "./store_git.ts";
import { LONGEST_MS } from "./store_upkeep.ts";

/** What the stores work with. */
export interface CheckpointStoresOptions extends StoreGitTools {
  files: CheckpointFiles;
  access: WorkspaceAccess;
}

/** Folders of which stores are kept, and how many are open. */
const MOST_STORES = 100;
const MOST_OPEN = 200;
const TIDY_MS = 86_400_000;

/** See the module. */
export class CheckpointStores {
  readonly #options: CheckpointStoresOptions;
  readonly #open = new Map<string, CheckpointStore>();
  #tidyAt = 0;

  constructor(options: CheckpointStoresOptions) {
    this.#options = options;
  }

  /**
   * That of a folder.
   *
   * @throws {CheckpointError} `missing` or `refused`, saying why
   */
  async of(cwd: string): Promise<CheckpointStore> {
    const { files } = this.#options;
    const root = files.root();
    if (root === undefined) {
      const remedy = "set HOME or XDG_STATE_HOME";
      throw new CheckpointError("missing", `there is no folder to keep checkpoints in: ${remedy}`);
    }
    const folder = cwd === "" ? undefined : await files.realFolder(cwd);
    if (folder === undefined) throw new CheckpointError("missing", "the session has no folder");
    const known = this.#open.get(folder);
    if (known !== undefined) return known;
    await this.#refuse(folder, root);
    return this.#open.get(folder) ?? await this.#opened(folder, root);
  }

  /** A folder without symbolic links in its path, for comparing; empty: there is none. */
  async folder(cwd: string): Promise<string> {
    return cwd === "" ? "" : await this.#options.files.realFolder(cwd) ?? "";
  }

  /** Once a day, removes what nobody has used for long. */
  async tidy(): Promise<void> {
    const { files, clock } = this.#options;
    const root = files.root();
    if (root === undefined || clock.monotonic() < this.#tidyAt) return;
    this.#tidyAt = clock.monotonic() + TIDY_MS;
    await files.tidy(root, { unusedSince: clock.now() - LONGEST_MS, most: MOST_STORES });
  }

  async #opened(folder: string, root: string): Promise<CheckpointStore> {
    const { access, files } = this.#options;
    const store = access.absolute(root, await hexDigest(folder));
    const around = access.inside(folder, root);
    const excluded = async () => {
      const rules = await ignoresAbove(folder, access);
      // What is kept is not to be kept in what is kept.
      return around === undefined ? rules : `${rules}\n/${escaped(around)}/`;
    };
    const place = { store, folder };
    const made = this.#open.get(folder) ??
      new CheckpointStore({ ...this.#options, files, place, excluded });
    this.#open.delete(folder);
    this.#open.set(folder, made);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return made;
  }

  async #refuse(folder: string, root: string): Promise<void> {
    const { access, files } = this.#options;
    const refuse = (why: string) => {
      throw new CheckpointError("refused", `no checkpoints are made of this folder: ${why}`);
    };
    if (access.absolute(folder, "..") === folder) refuse("it is the root of the file system");
    const home = access.home === "" ? undefined : await files.realFolder(access.home);
    if (home === folder) refuse("it is the home folder");
    if (home !== undefined && access.inside(folder, home) !== undefined) {
      refuse("the home folder is in it");
    }
    const kept = await files.realFolder(root) ?? root;
    if (kept === folder || access.inside(kept, folder) !== undefined) {
      refuse("checkpoints are kept in it");
    }
    if (folder.split(/[\\/]/).includes(".git")) refuse("it is of a repository's own");
  }
}

function escaped(path: string): string {
  return path.replaceAll(/[\\*?[\]!# ]/g, "\\$&");
}
