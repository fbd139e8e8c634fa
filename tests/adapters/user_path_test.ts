import assert from "node:assert/strict";
import { userPath } from "../../src/adapters/user_path.ts";

function pathFor(os: string, variables: Record<string, string>): string | undefined {
  return userPath("state", "state.db", { os, get: (name) => variables[name] });
}

Deno.test("userPath() follows the XDG folders on Linux", () => {
  const HOME = "/srv/me";
  const usual = "/srv/me/.local/state/tidegate/state.db";
  assert.equal(pathFor("linux", { HOME }), usual);
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "/x" }), "/x/tidegate/state.db");
  assert.equal(pathFor("linux", { XDG_STATE_HOME: "/x" }), "/x/tidegate/state.db");
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "" }), usual);
  assert.equal(pathFor("linux", { HOME, XDG_STATE_HOME: "relative" }), usual);
  assert.equal(pathFor("freebsd", { HOME }), usual);
});

Deno.test("userPath() names the right folder on macOS and Windows", () => {
  assert.equal(
    pathFor("darwin", { HOME: "/srv/me", XDG_STATE_HOME: "/x" }),
    "/srv/me/Library/Application Support/tidegate/state.db",
  );
  const local = "C:\\Users\\me\\AppData\\Local";
  for (const os of ["windows", "win32"]) {
    assert.equal(pathFor(os, { LOCALAPPDATA: local }), `${local}\\tidegate\\state.db`);
  }
});

Deno.test("userPath() is undefined when the environment says nothing", () => {
  for (const os of ["linux", "darwin", "windows"]) assert.equal(pathFor(os, {}), undefined);
});

Deno.test("userPath() follows each system's custom for a configuration", () => {
  const home = (os: string, vars: Record<string, string>) =>
    userPath("config", "config.yaml", { os, get: (name) => vars[name] });
  const HOME = "/users/ada";
  assert.equal(home("linux", { HOME }), "/users/ada/.config/tidegate/config.yaml");
  assert.equal(home("linux", { HOME, XDG_CONFIG_HOME: "/c" }), "/c/tidegate/config.yaml");
  assert.equal(
    home("linux", { HOME, XDG_CONFIG_HOME: "c" }),
    "/users/ada/.config/tidegate/config.yaml",
  );
  assert.equal(
    home("darwin", { HOME }),
    "/users/ada/Library/Application Support/tidegate/config.yaml",
  );
  assert.equal(home("windows", { APPDATA: "C:\\r" }), "C:\\r\\tidegate\\config.yaml");
  assert.equal(home("linux", {}), undefined);
});
