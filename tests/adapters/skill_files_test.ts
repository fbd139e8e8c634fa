import assert from "node:assert/strict";
import { join } from "node:path";
import { skillFiles } from "../../src/adapters/skill_files.ts";
import { folderOf } from "./support/folder_of.ts";

Deno.test("skillFiles() reads name.md and name/SKILL.md, and nothing else", async () => {
  await using skills = await folderOf({
    "tides.md": "Look up.",
    "moon/SKILL.md": "Look higher.",
    "moon/notes.md": "not this",
    "empty/readme.txt": "nor this",
    ".hidden.md": "nor this",
    "script.sh": "nor this",
  });
  const { files, faults } = await skillFiles([skills.path]).read();
  assert.deepEqual(faults, []);
  assert.deepEqual(files, [
    { path: join(skills.path, "moon", "SKILL.md"), stem: "moon", text: "Look higher." },
    { path: join(skills.path, "tides.md"), stem: "tides", text: "Look up." },
  ]);
});

Deno.test("skillFiles() tells what it cannot read, and reads the others", async () => {
  await using skills = await folderOf({ "a.md": "Do it.", "big.md": "x".repeat(256 * 1024 + 1) });
  const gone = join(skills.path, "gone");
  const { files, faults } = await skillFiles([gone, skills.path]).read();
  assert.deepEqual(files.map(({ stem }) => stem), ["a"]);
  assert.deepEqual(faults.map(({ path }) => path), [gone, join(skills.path, "big.md")]);
  assert.match(faults[0]?.why ?? "", /ENOENT|no such file/i);
  const big = faults.find(({ path }) => path.endsWith("big.md"));
  assert.equal(big?.why, "it has 262145 bytes; the limit is 262144");
});

Deno.test("skillFiles() sees what has changed each time", async () => {
  await using skills = await folderOf({ "a.md": "Do it." });
  const source = skillFiles([skills.path]);
  await source.read();
  await Deno.writeTextFile(join(skills.path, "b.md"), "Do that.");
  assert.deepEqual((await source.read()).files.map(({ stem }) => stem), ["a", "b"]);
});
