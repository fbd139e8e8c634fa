import assert from "node:assert/strict";
import { builtinCommands, terminalCommands } from "../../src/commands/builtin_commands.ts";
import { CommandBook } from "../../src/commands/command_book.ts";
import { type Choices, completeSlash } from "../../src/commands/slash_completion.ts";

const book = new CommandBook({
  quick: new Map([["deploy", { type: "exec", command: "true" }]]),
  user: [{ name: "greet", description: "say hello" }],
  skills: new Map([["tides", { name: "tides", description: "find a tide", path: "", body: "" }]]),
  agents: [{ agent: "coder", commands: [{ name: "review", description: "r".repeat(200) }] }],
});
const choices: Choices = { models: ["big", "small-2"], modes: ["plan"] };

function texts(line: string, among = book): string[] {
  return completeSlash(line, among, choices).items.map(({ text }) => text);
}

Deno.test("completeSlash() has nothing, and no place, for a line without a slash", () => {
  for (const line of ["", "help", " /help", `/${"x".repeat(5_000)}`]) {
    assert.deepEqual(completeSlash(line, book, choices), { items: [] });
  }
});

Deno.test("completeSlash() has every command behind a slash, those of clients last and with theirs", () => {
  const all = texts("/");
  assert.deepEqual(all.slice(0, 2), [builtinCommands[0].name, builtinCommands[1].name]);
  assert.deepEqual(
    all.slice(-terminalCommands.length),
    terminalCommands.map(({ name }) => `/${name}`),
  );
  for (const name of ["deploy", "tides", "review"]) assert.ok(all.includes(name), name);
});

Deno.test("completeSlash() says what each is, and where it goes", () => {
  const { items: [tides], replace_from } = completeSlash("/tide", book, choices);
  assert.deepEqual([tides, replace_from], [
    { text: "tides", display: "/tides", meta: "⚡ find a tide" },
    1,
  ]);
  assert.equal(completeSlash("/gree", book, choices).items[0]?.meta, "🔌 say hello");
  assert.equal(completeSlash("/revi", book, choices).items[0]?.meta, `${"r".repeat(120)}…`);
});

Deno.test("completeSlash() ranks beginnings before words before letters, aliases too", () => {
  assert.deepEqual(texts("/st").slice(0, 3), ["status", "steer", "stop"]);
  assert.equal(texts("/fork")[0], "branch");
  assert.equal(texts("/dply")[0], "deploy");
  assert.deepEqual(texts("/nothing-like-it"), []);
  assert.equal(texts("/HEL")[0], "help");
});

Deno.test("completeSlash() gives a whole name a blank, unless a choice follows it", () => {
  assert.equal(texts("/help")[0], "help ");
  assert.equal(texts("/mouse")[0], "/mouse ");
  assert.equal(texts("/model")[0], "model");
});

Deno.test("completeSlash() completes the words of a command behind the last blank", () => {
  assert.deepEqual(completeSlash("/mouse w", book, choices), {
    items: [{ text: "wheel", display: "wheel", meta: "" }],
    replace_from: 7,
  });
  assert.deepEqual(texts("/model "), ["big", "small-2"]);
  assert.deepEqual(texts("/model small"), ["small-2"]);
  assert.deepEqual(texts("/mouse off "), []);
  assert.deepEqual(completeSlash("/nothing x y", book, choices), { items: [], replace_from: 11 });
});

Deno.test("completeSlash() knows the words of /details, which clients carry out", () => {
  assert.deepEqual(texts("/details t").slice(0, 2), ["thinking", "tools"]);
  assert.ok(texts("/details ").includes("expanded"));
  assert.deepEqual(texts("/details tools h"), ["hidden"]);
  assert.deepEqual(texts("/details expanded "), []);
});

Deno.test("completeSlash() has 30 commands at most", () => {
  const quick = new Map(
    Array.from({ length: 60 }, (_, i) => [`zz${i}`, { type: "exec" as const, command: "true" }]),
  );
  assert.equal(
    texts("/zz", new CommandBook({ quick, user: [], skills: new Map(), agents: [] })).length,
    30,
  );
});
