import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "../../src/store/migrations.ts";
import { Folder } from "../store/support/sqlite.ts";
import { Child } from "./support/child.ts";
import { CrashWindow, type Json } from "./support/crash_window.ts";
import { readyPort } from "./support/viewer.ts";

const TOKEN = { TIDEGATE_TOKEN: "0123456789abcdef" };

/** A gateway that keeps its state in the usual place below `folder`. */
function start(folder: Folder, { args = [], pace = 0 }: { args?: string[]; pace?: number } = {}) {
  return new Child({
    args: ["serve", "--port", "0", "--pace", `${pace}`, ...args],
    env: { ...TOKEN, XDG_STATE_HOME: folder.path },
    writable: [folder.path],
  });
}

/** A window, and what its sessions are told by `status.update`. */
async function connect(child: Child) {
  const told: string[] = [];
  const window = new CrashWindow(({ type, payload }) => {
    if (type === "status.update") told.push(payload.text);
  });
  await window.connect(await readyPort(child));
  return { window, told };
}

/** A session that has said something, and its stored id. */
async function converse(
  window: CrashWindow,
  text: string,
): Promise<{ id: string; stored: string }> {
  const created = await window.call("session.create", {});
  const { session_id: id, stored_session_id: stored } = created;
  await window.resume(id);
  await window.call("prompt.submit", { session_id: id, text });
  return { id, stored };
}

async function shown(window: CrashWindow, what: string): Promise<void> {
  while (!window.shown.includes(what)) await window.more(1);
}

// A file that is open cannot be moved there.
const ignore = Deno.build.os === "windows";

Deno.test(
  "serve goes on in memory while its usual file cannot be opened, and keeps all once it can be",
  {
    ignore,
  },
  async () => {
    using folder = new Folder();
    let cut: string;
    let last: number;
    {
      await using child = start(folder, { pace: 60_000 });
      const { window } = await connect(child);
      const { stored } = await converse(window, "cut by a crash");
      await shown(window, "message.delta");
      cut = stored;
      last = window.last;
      child.kill("SIGKILL");
      await window.ended;
    }
    await Deno.rename(folder.file("tidegate"), folder.file("aside"));
    await Deno.writeTextFile(folder.file("tidegate"), "in the way");
    await using child = start(folder);
    const { window, told } = await connect(child);
    await child.err.until((line) => /ERROR .*going on in memory, and trying again/.test(line));
    const { id, stored } = await converse(window, "said meanwhile");
    await shown(window, "complete");
    assert.match(
      told.join(),
      /^Conversations cannot be kept for now \(.+\); they go on in memory\.$/,
    );
    const why = /\((.+)\)/.exec(told[0] ?? "")?.[1];
    const refused = (method: string, params: Json, code: number) =>
      assert.rejects(window.call(method, params), {
        message: `${method}: ${code} state.db unavailable: ${why}`,
      });
    await refused("session.list", {}, 5006);
    await refused("session.resume", { session_id: cut }, 5000);
    await refused("session.delete", { session_id: cut }, 5036);
    assert.deepEqual(await window.call("session.most_recent", {}), { session_id: null });

    await Deno.remove(folder.file("tidegate"));
    await Deno.rename(folder.file("aside"), folder.file("tidegate"));
    while (told.length < 2) await window.more(1);
    assert.equal(told[1], "Conversations are kept again.");
    const { sessions } = await window.call("session.list", {});
    assert.deepEqual(sessions.map((row: Json) => row.id).sort(), [cut, stored].sort());
    const missed = await window.call("session.events.since", { session_id: cut, last_seen: last });
    assert.deepEqual(missed.events.map(({ type, seq }: Json) => [type, seq]), [
      ["message.complete", last + 1],
      ["session.info", last + 2],
    ]);
    child.kill("SIGKILL");
    await window.ended;

    await using again = start(folder);
    const { window: after } = await connect(again);
    const { messages, session_id } = await after.call("session.resume", { session_id: stored });
    assert.equal(session_id, id);
    assert.equal(messages.at(-1).text, "said meanwhile");
    await after.close();
  },
);

Deno.test("serve keeps nothing where it may not touch its usual file, and says so once", async () => {
  using folder = new Folder();
  await using child = new Child({
    args: ["serve", "--port", "0", "--pace", "0"],
    env: { ...TOKEN, XDG_STATE_HOME: folder.path },
  });
  const { window, told } = await connect(child);
  await child.err.until((line) =>
    /WARNING .*Requires write access.*keeping conversations in memory/.test(line)
  );
  const { stored } = await converse(window, "hello");
  await shown(window, "complete");
  const { sessions } = await window.call("session.list", {});
  assert.deepEqual(sessions.map((row: Json) => row.id), [stored]);
  assert.deepEqual(told, []);
  await window.close();
});

Deno.test("serve keeps conversations in memory while another gateway has its usual file, and refuses a named one", async () => {
  using folder = new Folder();
  await using first = start(folder);
  await readyPort(first);
  await using second = start(folder);
  await readyPort(second);
  await second.err.until((line) =>
    /another gateway has it open.*in memory until the end/.test(line)
  );
  await using third = start(folder, { args: ["--state", folder.file("tidegate/state.db")] });
  const { code, err } = await third.end();
  assert.equal(code, 2);
  assert.match(
    err.join("\n"),
    /^error: Cannot use the state file ".*": another gateway has it open/,
  );
});

Deno.test("serve refuses a file of a newer version wherever it is, and one that was named and cannot be had", async () => {
  using folder = new Folder();
  {
    await using child = start(folder);
    await readyPort(child);
    child.kill("SIGTERM");
    await child.end();
  }
  const path = folder.file("tidegate/state.db");
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = DELETE; PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const before = await Deno.readFile(path);
  await using newer = start(folder);
  const refused = await newer.end();
  assert.equal(refused.code, 2);
  assert.match(refused.err.join("\n"), /a newer version of tidegate wrote it/);
  assert.deepEqual(await Deno.readFile(path), before);
  const names = (await Array.fromAsync(Deno.readDir(folder.file("tidegate")))).map(({ name }) =>
    name
  );
  assert.deepEqual(names, ["state.db"]);
  await using named = start(folder, { args: ["--state", `${path}/below.db`] });
  const { code, err } = await named.end();
  assert.equal(code, 2);
  assert.match(err.join("\n"), /^error: Cannot use the state file ".*below\.db": /);
});

Deno.test("serve says that there is no folder for the state when the environment names none", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0"],
    env: { XDG_STATE_HOME: "", HOME: "", LOCALAPPDATA: "" },
  });
  await readyPort(child);
  await child.err.until((line) => /no folder for the state: name a file with --state/.test(line));
});
