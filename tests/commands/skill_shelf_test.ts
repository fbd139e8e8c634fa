import assert from "node:assert/strict";
import type { SkillFile, SkillSource } from "../../src/commands/skill_source.ts";
import { SkillShelf } from "../../src/commands/skill_shelf.ts";
import { LogBook } from "../support/log_book.ts";

function source(read: SkillSource["read"]): SkillSource & { reads: number } {
  const counting = {
    reads: 0,
    read() {
      counting.reads++;
      return read();
    },
  };
  return counting;
}

function file(stem: string, text = "Look."): SkillFile {
  return { path: `/skills/${stem}.md`, stem, text };
}

Deno.test("SkillShelf.load() reads once, however many ask", async () => {
  const files = source(() => Promise.resolve({ files: [file("a")], faults: [] }));
  const shelf = new SkillShelf(files, new LogBook());
  assert.equal(shelf.current, undefined);
  const [first, second] = await Promise.all([shelf.load(), shelf.load()]);
  await shelf.load();
  assert.equal(first, second);
  assert.deepEqual([...first.all.keys()], ["a"]);
  assert.equal(files.reads, 1);
});

Deno.test("SkillShelf counts bad files and logs them, and the others work", async () => {
  const log = new LogBook();
  const files = source(() =>
    Promise.resolve({
      files: [file("a"), file("bad", " "), { ...file("A"), path: "/other/a.md" }],
      faults: [{ path: "/gone", why: "no such folder" }],
    })
  );
  const { all, faults } = await new SkillShelf(files, log).load();
  assert.deepEqual([...all.keys()], ["a"]);
  assert.deepEqual(faults, [
    { path: "/gone", why: "no such folder" },
    { path: "/skills/bad.md", why: "there is no text in it" },
    { path: "/other/a.md", why: '"/skills/a.md" is named "a" already' },
  ]);
  assert.equal(log.at("warn").length, 3);
});

Deno.test("SkillShelf.reload() keeps what was there when nothing can be read", async () => {
  const log = new LogBook();
  let works = true;
  const files = source(() => {
    if (!works) return Promise.reject(new Error("the disk is gone"));
    return Promise.resolve({ files: [file("a")], faults: [] });
  });
  const shelf = new SkillShelf(files, log);
  await shelf.load();
  works = false;
  const { all, faults } = await shelf.reload();
  assert.deepEqual([...all.keys()], ["a"]);
  assert.deepEqual(faults, [{ path: "skills", why: "the disk is gone" }]);
  assert.match(String(log.fieldsOf("skills cannot be read").error), /the disk is gone/);
  works = true;
  assert.deepEqual((await shelf.reload()).faults, []);
});

Deno.test("SkillShelf without a source has no skills, at once", async () => {
  const shelf = new SkillShelf(undefined, new LogBook());
  assert.equal(shelf.current?.all.size, 0);
  assert.equal((await shelf.reload()).all.size, 0);
});
