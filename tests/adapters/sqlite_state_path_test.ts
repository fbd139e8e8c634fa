import assert from "node:assert/strict";
import { defaultStatePath } from "../../src/adapters/sqlite_state_path.ts";

function pathFor(os: string, variables: Record<string, string>): string | undefined {
  return defaultStatePath({ os, get: (name) => variables[name] });
}

Deno.test("defaultStatePath() follows the XDG folders on Linux", () => {
  const HOME = "/srv/me";
  const usual = "/srv/me/.local/state/tidegate/state.db";
  assert.equal(pathFor("linux", { HOME }), usual);
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "/x" }), "/x/tidegate/state.db");
  assert.equal(pathFor("linux", { XDG_STATE_HOME: "/x" }), "/x/tidegate/state.db");
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "" }), usual);
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "relative" }), usual);
  assert.equal(pathFor("freebsd", { HOME }), usual);
});

Deno.test("defaultStatePath() names the right folder on macOS and Windows", () => {
  assert.equal(
    pathFor("darwin", { HOME: "/srv/me", XDG_STATE_HOME: "/x" }),
    "/srv/me/Library/Application Support/tidegate/state.db",
  );
  const local = "C:\\Users\\me\\AppData\\Local";
  for (const os of ["windows", "win32"]) {
    assert.equal(pathFor(os, { LOCALAPPDATA: local }), `${local}\\tidegate\\state.db`);
  }
});

Deno.test("defaultStatePath() is undefined when the environment says nothing", () => {
  for (const os of ["linux", "darwin", "windows"]) assert.equal(pathFor(os, {}), undefined);
});
