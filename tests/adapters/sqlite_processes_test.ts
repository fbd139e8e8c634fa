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

  constructor(task: "hold" | "write", folder: Folder, umask?: number) {
    this.process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-read=${folder.path}`,
        `--allow-write=${folder.path}`,
        ...(umask === undefined ? [] : ["--allow-sys"]),
        CHILD,
        task,
        folder.file("made/here/state.db"),
        ...(umask === undefined ? [] : [`${umask}`]),
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

// Making a link takes more permissions than a test has.
async function makeLink(path: string, link: string): Promise<void> {
  const code = "await Deno.symlink(Deno.args[0], Deno.args[1])";
  const args = ["eval", code, path, link];
  assert.ok((await new Deno.Command(Deno.execPath(), { args }).output()).success);
}

function mode(path: string): string {
  return ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8);
}

for (const umask of [0o000, 0o077, 0o277]) {
  Deno.test({
    name: `openSqliteStore() makes what is missing for its owner only under umask ${
      umask.toString(8)
    }`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using folder = new Folder();
      const path = folder.file("made/here/state.db");
      // Where not even the owner may write, SQLite cannot either: the folder must be there.
      if (umask === 0o277) await Deno.mkdir(folder.file("made/here"), { recursive: true });
      await using child = new StoreChild("hold", folder, umask);
      assert.equal(await child.out.next(), "open");
      assert.deepEqual([mode(path), mode(`${path}-wal`)], ["600", "600"]);
      if (umask === 0o277) return;
      assert.deepEqual([folder.file("made"), folder.file("made/here")].map(mode), ["700", "700"]);
    },
  });
}

Deno.test("openSqliteStore() refuses a file that another process has open, until that is killed", async () => {
  using folder = new Folder();
  const path = folder.file("made/here/state.db");
  await using first = new StoreChild("hold", folder);
  assert.equal(await first.out.next(), "open");
  await using second = new StoreChild("hold", folder);
  const refusal = await second.out.next();
  assert.match(refusal, /^refused: .*another gateway has it open; stop that one, or .* --state$/);
  assert.ok(refusal.includes(`"${path}"`));
  assert.equal((await second.process.status).code, 1);

  await first.kill();
  openStore(path).close();
});

Deno.test("openSqliteStore() refuses a file that this process has open, and leaves the lock", async () => {
  using folder = new Folder();
  const path = folder.file("made/here/state.db");
  const store = openStore(path);
  const link = folder.file("link.db");
  await makeLink(path, link);
  for (const name of [path, link]) {
    const again = openSqliteStore(name, { logger: silentLogger });
    assert.equal(again.kind, "refused");
  }
  await using other = new StoreChild("hold", folder);
  assert.match(await other.out.next(), /^refused: /);
  store.close();
  openStore(path).close();
});

Deno.test("openSqliteStore() finds all that was written before a SIGKILL, and no half of a batch", async () => {
  using folder = new Folder();
  const path = folder.file("made/here/state.db");
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

    const store = openStore(path);
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
