import assert from "node:assert/strict";
import { readQuickCommands } from "../../src/commands/quick_command.ts";

function refused(given: Record<string, unknown>): string {
  try {
    readQuickCommands(given);
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error));
    return error.message;
  }
  assert.fail("it was taken");
}

Deno.test("readQuickCommands() takes both types, names in lower case", () => {
  const commands = readQuickCommands({
    Disk: { type: "exec", command: " df -h ", description: "free space" },
    d: { type: "alias", target: "/disk" },
    big: { type: "alias", target: "model big" },
  });
  assert.deepEqual([...commands], [
    ["disk", { type: "exec", command: "df -h", description: "free space" }],
    ["d", { type: "alias", target: "/disk" }],
    ["big", { type: "alias", target: "model big" }],
  ]);
});

Deno.test("readQuickCommands() says which command is wrong, and why", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ "/x": { type: "exec", command: "ls" } }, /"\/x": a name is letters, .*without a slash/],
    [{ "a b": { type: "exec", command: "ls" } }, /"a b": a name is letters/],
    [{ x: "ls" }, /"x": expected \{type/],
    [{ x: { type: "run", command: "ls" } }, /"x": type: expected "exec" or "alias"/],
    [{ x: { type: "exec", command: " " } }, /"x": command: expected a text that is not blank/],
    [{ x: { type: "exec" } }, /"x": command: expected a text/],
    [{ x: { type: "alias", target: "/" } }, /"x": target: expected a text/],
    [{ x: { type: "alias", target: 7 } }, /"x": target: expected a text/],
    [{ x: { type: "exec", command: "ls", description: 7 } }, /"x": description: expected string/],
    [
      { x: { type: "exec", command: "a" }, X: { type: "exec", command: "b" } },
      /"X": there are two/,
    ],
  ];
  for (const [given, message] of cases) assert.match(refused(given), message);
});

Deno.test("readQuickCommands() refuses aliases that go in a circle, and says which way", () => {
  assert.match(refused({ a: { type: "alias", target: "/a now" } }), /"a": .*in a circle: a → a$/);
  const circle = {
    a: { type: "alias", target: "b" },
    b: { type: "alias", target: "/C x" },
    c: { type: "alias", target: "a" },
  };
  assert.match(refused(circle), /in a circle: a → b → c → a$/);
  assert.match(refused({ z: { type: "alias", target: "a" }, ...circle }), /in a circle: /);
});
