import assert from "node:assert/strict";
import { join } from "node:path";
import { skillFiles } from "../../src/adapters/skill_files.ts";
import { installSkill } from "../../src/adapters/skill_installer.ts";
import { folderOf } from "./support/folder_of.ts";
import { symlink } from "./support/symlink.ts";

/** A folder with files in it; `own` is the one that skills are installed into, which is not there yet. */
async function desk(files: Record<string, string>) {
  const folder = await folderOf(files);
  const at = (name: string) => join(folder.path, name);
  return { ...folder, own: at("config/skills"), at };
}

const names = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("installSkill() copies a folder or a file, under the name the skill says", async () => {
  await using files = await desk({
    "moon/SKILL.md": "---\nname: Full Moon\n---\nLook up.",
    "moon/tables/june.csv": "1,2",
    "Tides.md": "Look down.",
  });
  const { own } = files;
  assert.equal(await installSkill(files.at("moon"), own), "full-moon");
  assert.equal(await installSkill(files.at("Tides.md"), own), "tides");
  assert.deepEqual(names(own), ["full-moon", "tides"]);
  assert.equal(await Deno.readTextFile(join(own, "full-moon/tables/june.csv")), "1,2");
  const read = await skillFiles([], own).read();
  assert.deepEqual(read.faults, []);
  assert.deepEqual(read.files.map(({ text }) => text.split("\n").at(-1)), [
    "Look up.",
    "Look down.",
  ]);
  assert.equal((await skillFiles([own], own).read()).files.length, 2);
  await assert.rejects(installSkill(files.at("moon"), own), /there is a skill "full-moon" already/);
});

Deno.test("installSkill() refuses what is no skill, or too much, and leaves nothing behind", async () => {
  await using files = await desk({
    "empty/readme.txt": "x",
    "notes.txt": "x",
    "blank.md": " ",
    "evil.md": "---\nname: ../../evil\n---\nx",
    "big/SKILL.md": "Do it.",
    "big/blob": "x".repeat(8 * 1024 * 1024),
    "linked/SKILL.md": "Do it.",
    "long/SKILL.md": "x".repeat(300 * 1024),
    "long.md": "x".repeat(256 * 1024 + 1),
    "config/skills/tides.md": "mine",
    "tides/SKILL.md": "other",
  });
  const faults: [string, RegExp][] = [
    ["gone", /cannot be read/],
    ["empty", /there is no SKILL\.md in it/],
    ["notes.txt", /neither a folder with a SKILL\.md nor a markdown file/],
    ["blank.md", /there is no text in it/],
    ["evil.md", /cannot be the name of a command/],
    ["big", /over the limit of 200 files and 8388608 bytes/],
    ["long", /SKILL\.md has 307200 bytes; the limit of a skill's text is 262144/],
    ["long.md", /long\.md has 262145 bytes; the limit of a skill's text is 262144/],
    ["tides", /there is a skill "tides" already/],
  ];
  if (Deno.build.os !== "windows") {
    await symlink("/etc/hostname", files.at("linked/host"));
    faults.push(["linked", /"host" is neither a file nor a folder/]);
  }
  for (const [name, expected] of faults) {
    await assert.rejects(installSkill(files.at(name), files.own), expected);
  }
  assert.deepEqual(names(files.own), ["tides.md"]);
});

Deno.test("installSkill() takes as much text as is read", async () => {
  await using files = await desk({ "moon.md": "x".repeat(256 * 1024) });
  assert.equal(await installSkill(files.at("moon.md"), files.own), "moon");
  const read = await skillFiles([], files.own).read();
  assert.deepEqual([read.files.length, read.faults], [1, []]);
});

Deno.test("skillFiles() installs nothing without a folder of its own", async () => {
  assert.equal(skillFiles([]).install, undefined);
  const nowhere = skillFiles([], "/nowhere/at/all");
  assert.deepEqual(await nowhere.read(), { files: [], faults: [] });
});
