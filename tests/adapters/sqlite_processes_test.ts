import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "../../src/adapters/sqlite_file.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { Lines } from "../cli/support/child.ts";
import { Folder, openStore } from "../store/support/sqlite.ts";
import { BATCH } from "../store/support/store_child.ts";

const CHILD = fileURLToPath(new URL("../store/support/store_child.ts", import.meta.url));

/** A process with the permissions that {@linkcode openSqliteStore} asks for. */
class StoreChild implements AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly out: Lines;

  constructor(task: "hold" | "write", folder: Folder) {
    this.process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-read=${folder.path}`,
        `--allow-write=${folder.path}`,
        CHILD,
        task,
        folder.file(),
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.out = new Lines(this.process.stdout);
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stdin.close();
    await this.process.status;
    await this.out.cancel();
  }
}

Deno.test("openSqliteStore() refuses a file that another process has open, until that is killed", async () => {
  using folder = new Folder();
  await using first = new StoreChild("hold", folder);
  assert.equal(await first.out.next(), "open");
  await using second = new StoreChild("hold", folder);
  const refusal = await second.out.next();
  assert.match(refusal, /^refused: .*another gateway has it open; stop that one, or .* --state$/);
  assert.ok(refusal.includes(`"${folder.file()}"`));
  assert.equal((await second.process.status).code, 1);

  await first.kill();
  openStore(folder.file()).close();
});

Deno.test("openSqliteStore() refuses a file that this process has open, and leaves the lock", async () => {
  using folder = new Folder();
  const store = openStore(folder.file());
  Deno.symlinkSync(folder.file(), folder.file("link.db"));
  for (const name of ["state.db", "link.db"]) {
    const again = openSqliteStore(folder.file(name), { logger: silentLogger });
    assert.equal(again.kind, "refused");
  }
  await using other = new StoreChild("hold", folder);
  assert.match(await other.out.next(), /^refused: /);
  store.close();
  openStore(folder.file()).close();
});

Deno.test("openSqliteStore() finds all that was written before a SIGKILL, and no half of a batch", async () => {
  using folder = new Folder();
  let acknowledged = 0;
  let batches = 0;
  // Each round goes on with what the one before it left, its log included.
  for (const lines of [1, 7, 40, 200, 400]) {
    await using child = new StoreChild("write", folder);
    assert.equal(await child.out.next(), "open");
    for (let i = 0; i < lines; i++) await child.out.next();
    await child.kill();
    const said = (await child.out.rest()).filter((line) => /^\d+$/.test(line));
    acknowledged = Math.max(acknowledged + lines, ...said.map(Number));

    const store = openStore(folder.file());
    const { first, latest } = store.range("a");
    assert.equal(first, 1);
    assert.deepEqual(store.range("b"), { first, latest });
    batches = latest / BATCH;
    assert.ok(Number.isInteger(batches), `${latest} events are a part of a batch`);
    assert.ok(batches >= acknowledged, `${acknowledged} were promised, ${batches} are there`);
    assert.equal(store.openPrompts().length, batches);
    for (const id of ["a", "b"]) {
      const seqs = store.events(id, { after: 0, limit: latest + 1 }).map(({ seq }) => seq);
      assert.deepEqual(seqs, Array.from({ length: latest }, (_, i) => i + 1));
    }
    store.close();
    acknowledged = batches;
  }
});
