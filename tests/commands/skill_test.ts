import assert from "node:assert/strict";
import { readSkill } from "../../src/commands/read_skill.ts";
import { type Skill, skillMessage } from "../../src/commands/skill.ts";

function read(text: string, stem = "tides"): Skill {
  const outcome = readSkill({ path: "/skills/tides.md", stem, text });
  assert.equal(outcome.kind, "skill", JSON.stringify(outcome));
  return (outcome as { skill: Skill }).skill;
}

function fault(text: string, stem = "tides"): string {
  const outcome = readSkill({ path: "/skills/tides.md", stem, text });
  assert.equal(outcome.kind, "fault");
  return (outcome as { why: string }).why;
}

Deno.test("readSkill() takes name and description from the front matter", () => {
  assert.deepEqual(
    read(
      "\uFEFF---\r\nname: Spring Tide\r\ndescription: |\r\n  when\r\n  high\r\n---\r\n\r\nLook up.\r\n",
    ),
    { name: "spring-tide", description: "when high", path: "/skills/tides.md", body: "Look up." },
  );
});

Deno.test("readSkill() goes without front matter: its file is its name, its first line tells what it is", () => {
  const { name, description, body } = read("# Find the tide\n\nLook it up.\n", "My Tides");
  assert.deepEqual([name, description], ["my-tides", "Find the tide"]);
  assert.equal(body, "# Find the tide\n\nLook it up.");
  assert.equal(read("---\n---\nLook.").body, "Look.");
  assert.equal(read("Look.\n---\nname: other\n---").name, "tides");
});

Deno.test("readSkill() tells what is wrong with a bad file", () => {
  assert.match(fault("---\nname: [\n---\nLook."), /^its front matter is no YAML: /);
  assert.equal(fault("---\n- a\n---\nLook."), "its front matter is no list of members");
  assert.equal(fault("---\nname: 7\n---\nLook."), 'its front matter says no text for "name"');
  assert.equal(fault("---\nname: a/b\n---\nLook."), '"a/b" cannot be the name of a command');
  assert.equal(fault("---\nname: a\n---\n \n"), "there is no text in it");
  assert.equal(fault("Look.", "日本"), '"日本" cannot be the name of a command');
});

Deno.test("readSkill() is not led into a bomb of aliases", () => {
  const rows = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [name, before] of ["ba", "cb", "dc", "ed", "fe"]) {
    rows.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]`);
  }
  assert.match(fault(`---\n${rows.join("\n")}\n---\nLook.`), /^its front matter is no YAML: /);
});

Deno.test("readSkill() keeps a description short", () => {
  const { description } = read(`---\ndescription: ${"word ".repeat(1_000)}\n---\nLook.`);
  assert.ok(description.length <= 500);
});

Deno.test("skillMessage() puts in what was written behind the name, or at the end", () => {
  const skill = read("Look up $ARGUMENTS, only $ARGUMENTS.");
  assert.equal(skillMessage(skill, "$& $1 Brest"), "Look up $& $1 Brest, only $& $1 Brest.");
  const plain = read("Look up the tide.");
  assert.equal(skillMessage(plain, ""), "Look up the tide.");
  assert.equal(skillMessage(plain, "of Brest"), "Look up the tide.\n\nof Brest");
});
