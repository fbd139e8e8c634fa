import assert from "node:assert/strict";
import type { SkillFile } from "../../../src/commands/skill_source.ts";
import { Stage } from "../../support/stage.ts";
import { MemoryWorkspace } from "../../workspace/support/memory_workspace.ts";
import { Slash } from "../support/slash.ts";

function skill(stem: string, text = `Do ${stem}.`): SkillFile {
  return { path: `/skills/${stem}.md`, stem, text };
}

/** Skills that a test may change. */
function shelf(...files: SkillFile[]) {
  const skills = { files, read: () => Promise.resolve({ files: skills.files, faults: [] }) };
  return skills;
}

Deno.test("conformance 174: skills.reload reads them anew, and tells what has changed", async () => {
  const skills = shelf(skill("a"), skill("b"));
  await using stage = new Stage({ commands: { skills } });
  const slash = await Slash.open(stage);
  await slash.dispatch("a");
  skills.files = [skill("b"), skill("c"), skill("bad", " ")];
  const { result } = await slash.call("skills.reload", {});
  assert.deepEqual(result.result, { count: 2, added: ["c"], removed: ["a"] });
  assert.equal(
    result.output,
    "Skills: 2\n  + c\n  - a\nCannot use /skills/bad.md: there is no text in it",
  );
  assert.equal((await slash.dispatchError("a")).code, 4018);
  assert.equal((await slash.dispatch("c")).message, "Do c.");
});

Deno.test("conformance 173: skills.manage search answers 20 at most, names before descriptions", async () => {
  const many = Array.from({ length: 30 }, (_, i) => skill(`tide-${i}`));
  const described = skill("moon", "---\ndescription: every TIDE has one\n---\nLook.");
  await using stage = new Stage({ commands: { skills: shelf(described, ...many) } });
  const slash = await Slash.open(stage);
  const search = async (query: string) =>
    (await slash.call("skills.manage", { action: "search", query })).result.results;
  assert.equal((await search("tide")).length, 20);
  assert.deepEqual(await search("tide-7"), [{ name: "tide-7", description: "Do tide-7." }]);
  assert.deepEqual((await search("EVERY")).map(({ name }: { name: string }) => name), ["moon"]);
});

Deno.test("skills.manage lists and shows skills, and does nothing else", async () => {
  await using stage = new Stage({ commands: { skills: shelf(skill("a"), skill("b")) } });
  const slash = await Slash.open(stage);
  const manage = (params: object) => slash.call("skills.manage", params);
  assert.deepEqual((await manage({})).result, { skills: { Skills: ["a", "b"] } });
  assert.deepEqual((await manage({ action: "inspect", query: "A" })).result.info, {
    name: "a",
    description: "Do a.",
    path: "/skills/a.md",
    body: "Do a.",
  });
  const missing = await manage({ action: "inspect", query: "z" });
  assert.deepEqual(missing.error, { code: 5024, message: 'there is no skill "z"' });
  const eat = await manage({ action: "eat", query: "z" });
  assert.deepEqual(eat.error, {
    code: 4017,
    message: "unknown skills action: eat; expected list, search, browse, inspect or install",
  });
  const install = await manage({ action: "install", query: "z" });
  assert.deepEqual(install.error, {
    code: 5024,
    message: 'Cannot install the skill "z": this gateway has no folder for skills',
  });
});

Deno.test("skills.manage browse answers page by page", async () => {
  const many = Array.from({ length: 30 }, (_, i) => skill(`tide-${i}`));
  await using stage = new Stage({ commands: { skills: shelf(skill("moon"), ...many) } });
  const slash = await Slash.open(stage);
  const browse = async (params: object) =>
    (await slash.call("skills.manage", { action: "browse", ...params })).result;
  const { items, ...first } = await browse({ query: "tide" });
  assert.deepEqual(first, { page: 1, total: 30, total_pages: 2 });
  assert.deepEqual([items.length, items[0]], [20, { name: "tide-0", description: "Do tide-0." }]);
  assert.equal((await browse({ page: 2 })).items.length, 11);
  assert.deepEqual(await browse({ query: "sun", page: 9 }), {
    ...{ items: [], page: 9, total: 0, total_pages: 1 },
  });
});

Deno.test("skills.manage install copies one from a path, and it is there at once", async () => {
  const skills = {
    ...shelf(skill("a")),
    asked: [] as string[],
    read: () => Promise.resolve({ files: skills.files, faults: [] }),
    install: (path: string) => {
      skills.asked.push(path);
      if (!path.endsWith("b")) return Promise.reject(new Error("there is no SKILL.md in it"));
      skills.files = [...skills.files, skill("b")];
      return Promise.resolve("b");
    },
  };
  const workspace = new MemoryWorkspace({});
  await using stage = new Stage({ commands: { skills }, workspace, cwd: "/desk" });
  const slash = await Slash.open(stage);
  const install = (query: string) => slash.call("skills.manage", { action: "install", query });
  assert.deepEqual((await install("found/b")).result, { installed: true, name: "b" });
  assert.deepEqual(skills.asked, ["/desk/found/b"]);
  assert.equal((await slash.dispatch("b")).message, "Do b.");
  assert.deepEqual((await install("/elsewhere/c")).error, {
    code: 5024,
    message: 'Cannot install the skill "/elsewhere/c": there is no SKILL.md in it',
  });
  assert.match((await install("")).error?.message ?? "", /query names no file or folder/);
});

Deno.test("an observer may look at skills, and not have them read anew", async () => {
  await using stage = new Stage({ commands: { skills: shelf(skill("a")) } });
  const { id } = await stage.open();
  const slash = new Slash(stage, { client: stage.connect(undefined, "observer"), id });
  assert.deepEqual((await slash.call("skills.manage", {})).result, { skills: { Skills: ["a"] } });
  assert.equal((await slash.call("skills.reload", {})).error?.code, 4040);
  const install = await slash.call("skills.manage", { action: "install", query: "/a" });
  assert.equal(install.error?.code, 4040);
});
