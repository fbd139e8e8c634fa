import assert from "node:assert/strict";
import { builtinCommands } from "../../src/commands/builtin_commands.ts";
import { CommandBook, type CommandSources } from "../../src/commands/command_book.ts";
import { catalogOf, factsOf } from "../../src/commands/command_catalog.ts";
import { readQuickCommands } from "../../src/commands/quick_command.ts";
import type { Skill } from "../../src/commands/skill.ts";

function skills(...names: string[]): ReadonlyMap<string, Skill> {
  return new Map(
    names.map((name) => [name, { name, description: `does ${name}`, path: "", body: "Do." }]),
  );
}

function book(sources: Partial<CommandSources> = {}): CommandBook {
  return new CommandBook({ quick: new Map(), user: [], skills: new Map(), agents: [], ...sources });
}

function named(...names: string[]) {
  return names.map((name) => ({ name, description: `${name} of the agent` }));
}

Deno.test("CommandBook.find() knows every name, in any case, and aliases", () => {
  const all = book({ agents: [{ agent: "codex", commands: named("Review") }] });
  assert.equal(all.find("help")?.kind, "builtin");
  assert.equal(all.find("/HELP")?.name, "help");
  assert.equal(all.find("q")?.name, "queue");
  assert.equal(all.find("mouse")?.kind, "terminal");
  assert.equal(all.find("review")?.kind, "agent");
  assert.equal(all.find("nothing"), undefined);
  assert.equal(all.find("constructor"), undefined);
});

Deno.test("CommandBook gives a name to the first of built-in, quick, user, skill and agent", () => {
  const quick = readQuickCommands({
    status: { type: "exec", command: "git status" },
    a: { type: "exec", command: "ls" },
  });
  const user = ["status", "a", "b"].map((name) => ({ name, description: "" }));
  const sources = {
    quick,
    user,
    skills: skills("status", "a", "b", "c"),
    agents: [{ agent: "codex", commands: named("status", "a", "b", "c", "d") }],
  };
  const all = book(sources);
  const kinds = ["status", "a", "b", "c", "d"].map((name) => all.find(name)?.kind);
  assert.deepEqual(kinds, ["builtin", "quick", "user", "skill", "agent"]);
  assert.equal(all.hidden.length, 1 + 2 + 3 + 4);
  assert.ok(all.hidden.includes("/status is a built-in command, which hides the quick command"));
  assert.ok(
    all.hidden.includes(
      "/b is a user command, which hides the command of the agent: that is /codex:b",
    ),
  );
  const hidden = all.find("codex:status");
  assert.deepEqual([hidden?.kind, hidden?.command], ["agent", named("status")[0]]);
});

Deno.test("CommandBook lists an agent's command once where several sessions have the agent", () => {
  const one = { agent: "codex", commands: named("review") };
  const all = book({ agents: [one, one] });
  assert.deepEqual(all.hidden, []);
  assert.equal(all.all.filter(({ kind }) => kind === "agent").length, 1);
});

Deno.test("CommandBook leaves out what no client can write", () => {
  const all = book({ agents: [{ agent: "odd", commands: named("", "two words", "/slashed") }] });
  const own = all.all.filter(({ kind }) => kind === "agent").map(({ name }) => name);
  assert.deepEqual(own, ["slashed"]);
});

Deno.test("catalogOf() has skills in the pairs alone, and no command of terminals in canon", () => {
  const quick = readQuickCommands({
    disk: { type: "exec", command: "df -h --token=abc" },
    d: { type: "alias", target: "disk" },
  });
  const all = skills("tides");
  const agents = [{ agent: "codex", commands: [{ ...named("review")[0]!, hint: "[file]" }] }];
  const catalog = catalogOf(book({ quick, skills: all, agents }), { all, faults: [] });
  const names = catalog.pairs.map(([name]) => name);
  for (const name of ["/help", "/mouse", "/disk", "/d", "/tides", "/review"]) {
    assert.ok(names.includes(name), name);
  }
  const grouped = Object.fromEntries(catalog.categories.map(({ name, pairs }) => [name, pairs]));
  assert.deepEqual(grouped["User commands"], [
    ["/disk", "quick command"],
    ["/d", "alias of disk"],
  ]);
  assert.deepEqual(grouped["codex"], [
    ["/review", "review of the agent (usage: /review [file])"],
  ]);
  assert.ok(!catalog.categories.flatMap(({ pairs }) => pairs).some(([name]) => name === "/tides"));
  assert.deepEqual(
    [catalog.canon["/q"], catalog.canon["/disk"], catalog.canon["/tides"], catalog.canon["/mouse"]],
    ["/queue", "/disk", undefined, undefined],
  );
  assert.deepEqual(catalog.sub["/mouse"], ["off", "wheel", "buttons", "all"]);
  assert.deepEqual([catalog.skill_count, catalog.warning], [1, ""]);
});

Deno.test("catalogOf() cuts descriptions at 120 characters", () => {
  const long = { name: "long", description: "x".repeat(500), path: "", body: "Do." };
  const all = new Map([["long", long]]);
  const catalog = catalogOf(book({ skills: all }), { all, faults: [] });
  const [, description] = catalog.pairs.find(([name]) => name === "/long") ?? [];
  assert.equal(description, `${"x".repeat(120)}…`);
});

Deno.test("catalogOf() warns of skills that cannot be used and of commands that are hidden", () => {
  const faults = ["a", "b", "c", "d"].map((name) => ({ path: `/s/${name}.md`, why: "it is odd" }));
  const all = skills("stop");
  const { warning } = catalogOf(book({ skills: all }), { all, faults });
  assert.match(warning, /^4 skills cannot be used: \/s\/a\.md: it is odd, .* and 1 more, see/);
  assert.match(warning, /; \/stop is a built-in command, which hides the skill$/);
});

Deno.test("factsOf() tells the one name of a command", () => {
  const found = book().find("fork");
  assert.ok(found);
  const { canonical, category } = factsOf(found);
  assert.deepEqual([canonical, category], ["branch", "Conversation"]);
});

Deno.test("builtinCommands have different names and a description each", () => {
  const names = builtinCommands.flatMap((command) => [
    command.name,
    ..."aliases" in command ? command.aliases : [],
  ]);
  assert.equal(new Set<string>(names).size, names.length);
  for (const { name, description } of builtinCommands) {
    assert.match(name, /^[a-z]+$/);
    assert.ok(description.length > 0 && description.length < 100);
  }
});
