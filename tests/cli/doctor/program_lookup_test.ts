import assert from "node:assert/strict";
import { checkProgram } from "../../../src/cli/doctor/program_check.ts";
import { lookUpProgram } from "../../../src/cli/doctor/program_lookup.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("lookUpProgram() finds a name on the PATH, and a path as it is", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("some-agent", "#!/bin/sh\n");
  await Deno.chmod(file, 0o755);
  const place = { os: "linux", path: `${folder.path}/none:${folder.path}` };
  assert.deepEqual(lookUpProgram("some-agent", place), { kind: "found", path: file });
  assert.deepEqual(lookUpProgram(file, { os: "linux", path: "" }), { kind: "found", path: file });
  assert.deepEqual(lookUpProgram("other-agent", place), { kind: "not_on_path" });
  assert.deepEqual(lookUpProgram(`${file}-2`, place), { kind: "no_file" });
});

Deno.test("lookUpProgram() tells a file that cannot be executed", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("some-agent", "#!/bin/sh\n");
  await Deno.chmod(file, 0o644);
  const place = { os: "linux", path: folder.path };
  assert.deepEqual(lookUpProgram("some-agent", place), { kind: "not_executable", path: file });
});

Deno.test("lookUpProgram() tries the endings of Windows", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("some-agent.CMD", "");
  await Deno.chmod(file, 0o755);
  const found = lookUpProgram("some-agent", { os: "win32", path: folder.path });
  assert.deepEqual(found, { kind: "found", path: file });
});

Deno.test("checkProgram() says what to do about a program that is missing or cannot run", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("some-agent", "");
  const place = { os: "linux", path: folder.path };
  const said = { check: "agent a", member: "agents.a.command", place };
  const locked = checkProgram({ ...said, command: "some-agent" });
  assert(locked.kind === "problem");
  assert.deepEqual(locked.remedy, [`chmod +x "${file}"`]);
  const missing = checkProgram({ ...said, command: "no-agent" });
  assert(missing.kind === "problem");
  assert.match(missing.remedy.join(), /agents\.a\.command/);
});
