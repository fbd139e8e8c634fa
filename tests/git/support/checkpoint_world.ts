/** Folders with checkpoints of real git. */
import assert from "node:assert/strict";
import { checkpointFiles } from "../../../src/adapters/checkpoint_files.ts";
import { workspaceAccess } from "../../../src/adapters/workspace_access.ts";
import { CheckpointError } from "../../../src/git/checkpoint_error.ts";
import type { CheckpointNote } from "../../../src/git/checkpoint_note.ts";
import type { CheckpointStore } from "../../../src/git/checkpoint_store.ts";
import { CheckpointStores } from "../../../src/git/checkpoint_stores.ts";
import { gitTest, type GitWorld } from "./git_world.ts";

/** What is written on a checkpoint of these tests. */
export function note(label: string, more: Partial<CheckpointNote> = {}): CheckpointNote {
  return { reason: "turn", label, conversation: label, messages: 0, digest: "", ...more };
}

/** See the module. */
export class CheckpointWorld {
  readonly world: GitWorld;
  readonly files;
  readonly stores: CheckpointStores;
  /** Milliseconds, of the clock of checkpoints. */
  now = Date.now();

  constructor(world: GitWorld, home = "") {
    this.world = world;
    this.files = checkpointFiles(() => world.path("state/checkpoints"));
    this.stores = this.another(home);
  }

  /** The stores as another process would have them. */
  another(home = ""): CheckpointStores {
    const clock = { ...this.world.clock, now: () => this.now++ };
    const { files, world: { spawn } } = this;
    return new CheckpointStores({ spawn, clock, files, access: workspaceAccess(home) });
  }

  of(folder = "work"): Promise<CheckpointStore> {
    return this.stores.of(this.world.path(folder));
  }

  /** The folder in which the only store is. */
  async storePath(): Promise<string> {
    const root = this.world.path("state/checkpoints");
    const names = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
    assert.equal(names.length, 1, names.join());
    return `${root}/${names[0]}`;
  }

  /** Makes the folder anew what it was at a checkpoint. */
  async restore(store: CheckpointStore, name: string, file?: string) {
    const before = () => note("restore", { reason: "restore" });
    return await store.restore(name, { note: before, ...file === undefined ? {} : { file } });
  }
}

/** A test with real git. */
export function checkpointTest(
  name: string,
  run: (given: CheckpointWorld, world: GitWorld) => Promise<void>,
): void {
  gitTest(name, async (world) => {
    await Deno.mkdir(world.path("work"));
    await run(new CheckpointWorld(world), world);
  });
}

/** Everything in a folder: names, modes, what links lead to, and what is in files, a line each. */
export async function everything(
  folder: string,
  { times = false }: { times?: boolean } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const walk = async (path: string): Promise<void> => {
    for await (const entry of Deno.readDir(path)) {
      const whole = `${path}/${entry.name}`;
      const { mode, mtime, isDirectory, isSymlink } = await Deno.lstat(whole);
      const what = isDirectory
        ? "folder"
        : isSymlink
        ? `-> ${await Deno.readLink(whole)}`
        : await digest(whole);
      const at = times ? ` ${mtime?.getTime()}` : "";
      const bits = (mode ?? 0) & 0o777;
      lines.push(`${JSON.stringify(whole.slice(folder.length))} ${bits.toString(8)} ${what}${at}`);
      if (isDirectory) await walk(whole);
    }
  };
  await walk(folder);
  return lines.sort();
}

async function digest(path: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return String(new Uint8Array(bytes));
}

/** Why something was not done. */
export async function faultOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => assert.fail("it was done"), (error) => error);
  assert.ok(error instanceof CheckpointError, String(error));
  return `${error.kind}: ${error.message}`;
}
