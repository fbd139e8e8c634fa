import assert from "node:assert/strict";
import { crashLogPath, writeCrashLog } from "../../src/adapters/crash_log.ts";

function place(os: typeof Deno.build.os, variables: Record<string, string>) {
  return crashLogPath({ os, get: (name) => variables[name] });
}

Deno.test("crashLogPath() follows each system's habit", () => {
  assert.equal(place("linux", { HOME: "/h" }), "/h/.local/state/tidegate/crash.log");
  const both = { HOME: "/h", XDG_STATE_HOME: "/state" };
  assert.equal(place("linux", both), "/state/tidegate/crash.log");
  assert.equal(place("darwin", both), "/h/Library/Logs/tidegate/crash.log");
  assert.equal(place("windows", { LOCALAPPDATA: "C:\\L" }), "C:\\L/tidegate/crash.log");
});

Deno.test("crashLogPath() has no place where the environment names none", () => {
  assert.equal(place("linux", {}), undefined);
  assert.equal(place("linux", { HOME: "" }), undefined);
  assert.equal(place("darwin", { XDG_STATE_HOME: "/state" }), undefined);
  assert.equal(place("windows", { HOME: "/h" }), undefined);
});

Deno.test("crashLogPath() ignores a relative XDG_STATE_HOME", () => {
  assert.equal(
    place("linux", { HOME: "/h", XDG_STATE_HOME: "state" }),
    "/h/.local/state/tidegate/crash.log",
  );
});

Deno.test("writeCrashLog() appends to a file for its owner only, making the folder", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/deep/er/crash.log`;
    assert.deepEqual(writeCrashLog(path, "first"), { kind: "written", path });
    assert.deepEqual(writeCrashLog(path, "second é"), { kind: "written", path });
    assert.equal(Deno.readTextFileSync(path), "first\n\nsecond é\n\n");
    if (Deno.build.os !== "windows") {
      assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
      assert.equal((Deno.statSync(`${folder}/deep`).mode ?? 0) & 0o777, 0o700);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("writeCrashLog() starts over when the file is over 1 MiB", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, "x".repeat(1_048_577));
    assert.equal(writeCrashLog(path, "fresh").kind, "written");
    assert.equal(Deno.readTextFileSync(path), "fresh\n\n");
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("writeCrashLog() answers what was in the way", () => {
  const path = Deno.makeTempFileSync();
  try {
    const result = writeCrashLog(`${path}/crash.log`, "entry");
    assert.ok(result.kind === "failed");
    assert.match(result.problem, /^Cannot write ".*crash\.log": /);
  } finally {
    Deno.removeSync(path);
  }
});
