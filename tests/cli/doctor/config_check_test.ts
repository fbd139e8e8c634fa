import assert from "node:assert/strict";
import { checkConfig } from "../../../src/cli/doctor/config_check.ts";
import { checkCrashLog } from "../../../src/cli/doctor/crash_log_check.ts";
import { checkPermissions } from "../../../src/cli/doctor/permission_check.ts";
import { checkRuntime } from "../../../src/cli/doctor/runtime_check.ts";
import { checkSettings } from "../../../src/cli/doctor/settings_check.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const place = { os: "linux", get: () => undefined };

async function faultOf(text: string) {
  await using folder = new TemporaryFolder();
  const path = folder.write("config.yaml", text);
  const { finding, config } = await checkConfig(path, place);
  assert(finding.kind === "problem", finding.found);
  assert.equal(config, undefined);
  return { found: finding.found, remedy: finding.remedy.map((line) => line.replace(path, "FILE")) };
}

Deno.test("checkConfig() tells the line of a fault", async () => {
  const wrong = await faultOf("agent: a\nagents:\n  a:\n    type: echo\n    pace_ms: fast\n");
  assert.match(wrong.found, /^line 5: agents\.a\.pace_ms: /);
  assert.deepEqual(wrong.remedy, ['edit "FILE", line 5']);
  const unknown = await faultOf("agents:\n  a:\n    type: echo\n    pase_ms: 1\n");
  assert.match(unknown.found, /^line 4: /);
  const broken = await faultOf("agents: {}\ntools: [\n");
  assert.match(broken.found, /line [23]/);
});

Deno.test("checkConfig() names the variable that is not set, and its line", async () => {
  const { found, remedy } = await faultOf(
    "mcp_servers:\n  s:\n    url: http://h/mcp\n    headers:\n      a: Bearer ${NO_KEY}\n",
  );
  assert.match(found, /^line 5: .*NO_KEY/);
  assert.deepEqual(remedy, ["export NO_KEY=…", 'edit "FILE", line 5']);
});

Deno.test("checkConfig() gives what is valid, and needs no file", async () => {
  await using folder = new TemporaryFolder();
  const path = folder.write("config.yaml", "agents: { a: { type: echo } }\n");
  const good = await checkConfig(path, place);
  assert.equal(good.finding.kind, "ok");
  assert.deepEqual(Object.keys(good.config?.agents ?? {}), ["a"]);
  const none = { os: "linux", get: (name: string) => name === "HOME" ? folder.path : undefined };
  assert.equal((await checkConfig(undefined, none)).finding.kind, "ok");
  assert.equal((await checkConfig(`${path}x`, place)).finding.kind, "problem");
});

Deno.test("checkCrashLog() tells the newest entry's time", async () => {
  await using folder = new TemporaryFolder();
  const entry = (time: string) => `${time} tidegate 0.1.0, deno, pid 1\nwhat\nError: hush\n\n`;
  const text = entry("2026-01-02T03:04:05.678Z") + entry("2026-02-03T04:05:06.789Z");
  const found = checkCrashLog(folder.write("crash.log", text));
  assert.equal(found.kind, "note");
  assert.equal(found.found, "2 crashes, the newest of 2026-02-03T04:05:06.789Z");
  assert.equal(checkCrashLog(`${folder.path}/none.log`).kind, "ok");
});

Deno.test("checkRuntime() wants Node 20, and notes that there is no SQLite", () => {
  const host = { about: "node" };
  assert.equal(checkRuntime({ host, node: "24.1.0", hasSqlite: true }).kind, "ok");
  assert.equal(checkRuntime({ host, node: "20.19.0", hasSqlite: false }).kind, "note");
  assert.equal(checkRuntime({ host, node: "18.0.0", hasSqlite: false }).kind, "problem");
});

Deno.test("checkPermissions() names the flags that are missing", () => {
  const finding = checkPermissions({ mayAll: (what) => what !== "run" && what !== "net" });
  assert(finding.kind === "note");
  assert.deepEqual(finding.remedy, ["deno run --allow-net --allow-run …"]);
  assert.equal(checkPermissions({ mayAll: () => true }).kind, "ok");
  assert.equal(checkPermissions({}).kind, "ok");
});

Deno.test("checkSettings() notes each setting that cannot be used", () => {
  const { settings, findings } = checkSettings((name) =>
    name === "TIDEGATE_PORT" ? "x" : undefined
  );
  assert.equal(settings.port, 9120);
  assert.deepEqual(findings.map(({ kind }) => kind), ["note"]);
});
