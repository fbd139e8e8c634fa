import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { checkState } from "../../../src/cli/doctor/state_check.ts";
import { Folder, openStore } from "../../store/support/sqlite.ts";
import { Child } from "../support/child.ts";
import { readyPort } from "../support/viewer.ts";

const place = { os: "linux", get: () => undefined };
const check = (named: string | undefined) => checkState({ named, place });

/** A check, and that it left the folder as it was. */
function checkUntouched(folder: Folder, named: string) {
  const look = () =>
    folder.names().map((name) => {
      const { size, mtime } = Deno.statSync(folder.file(name));
      return { name, size, mtime };
    });
  const before = look();
  const finding = check(named);
  assert.deepEqual(look(), before);
  return finding;
}

Deno.test("checkState() finds a file whole, and leaves nothing beside it", () => {
  using folder = new Folder();
  assert.match(checkUntouched(folder, folder.file()).found, /not there yet/);
  openStore(folder.file()).close();
  const finding = checkUntouched(folder, folder.file());
  assert.equal(finding.kind, "ok");
  assert.match(finding.found, /^whole, tables \d+$/);
});

Deno.test("checkState() tells damage, other programs' files and newer versions", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("text.db"), "not a database at all ".repeat(20));
  assert.match(checkUntouched(folder, folder.file("text.db")).found, /damaged/);

  const other = new DatabaseSync(folder.file("other.db"));
  other.exec("CREATE TABLE t (x)");
  other.close();
  const foreign = checkUntouched(folder, folder.file("other.db"));
  assert(foreign.kind === "problem");
  assert.deepEqual(foreign.remedy, ["--state ./other.db"]);

  openStore(folder.file()).close();
  const newer = new DatabaseSync(folder.file());
  newer.exec("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)");
  newer.close();
  assert.match(checkUntouched(folder, folder.file()).found, /newer tidegate wrote it/);
});

Deno.test("checkState() sees damage behind a header that is whole", () => {
  using folder = new Folder();
  openStore(folder.file()).close();
  const bytes = Deno.readFileSync(folder.file());
  bytes.fill(0xff, 4_096, 12_288);
  Deno.writeFileSync(folder.file(), bytes);
  const finding = checkUntouched(folder, folder.file());
  assert.equal(finding.kind, "problem");
  assert.match(finding.found, /damaged/);
});

Deno.test("checkState() knows a file in use from one that a crash has left", async () => {
  using folder = new Folder();
  const file = folder.file();
  const token = { TIDEGATE_TOKEN: "0123456789abcdef" };
  await using child = new Child({
    args: ["serve", "--port", "0", "--state", file],
    env: token,
    writable: [folder.path],
  });
  await readyPort(child);
  const inUse = checkUntouched(folder, file);
  assert.equal(inUse.kind, "problem");
  assert.match(inUse.found, /another process has it open/);

  child.kill("SIGKILL");
  await child.process.status;
  assert(folder.names().includes("state.db-wal"));
  const left = checkUntouched(folder, file);
  assert.equal(left.kind, "ok");
  assert.match(left.found, /left by a crash/);
});

Deno.test("checkState() tells a folder that is none, and a runtime without SQLite", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("file"), "");
  assert.equal(check(folder.file("file/state.db")).kind, "problem");
  assert.equal(check(":memory:").kind, "ok");
  assert.equal(check(undefined).kind, "note");
});
