import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCommandLine, wordsOf } from "../../src/commands/command_line.ts";
import { commandDispatch, lookingCommands, slashExec } from "../../src/protocol/command_methods.ts";

Deno.test("parseCommandLine() reads a name and what stands behind it, with and without a slash", () => {
  assert.deepEqual(parseCommandLine("/title High tide"), { name: "title", arg: "High tide" });
  assert.deepEqual(parseCommandLine("  TITLE\n\tHigh  tide "), {
    name: "title",
    arg: "High  tide",
  });
  assert.deepEqual(parseCommandLine("stop"), { name: "stop", arg: "" });
  assert.deepEqual(parseCommandLine(" / "), { name: "", arg: "" });
  assert.deepEqual(parseCommandLine(""), { name: "", arg: "" });
});

Deno.test("parseCommandLine() loses nothing but white space, case and one slash", () => {
  const name = fc.stringMatching(/^[a-z0-9_:-]{1,12}$/);
  fc.assert(
    fc.property(name, fc.string(), (name, arg) => {
      assert.deepEqual(parseCommandLine(`/${name} ${arg}`), { name, arg: arg.trim() });
    }),
    { seed: 4_001, numRuns: 500 },
  );
});

Deno.test("wordsOf() splits at white space", () => {
  assert.deepEqual(wordsOf(" a  b\n$(c) "), ["a", "b", "$(c)"]);
  assert.deepEqual(wordsOf("  "), []);
});

Deno.test("what an observer may send is carried out as what it was taken for", () => {
  const piece = fc.constantFrom(
    ...lookingCommands,
    "stop",
    "/",
    " ",
    "\n",
    "\u00a0",
    "\u2028",
    "x",
  );
  const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
  let looked = 0;
  fc.assert(
    fc.property(text, text, (written, arg) => {
      const [exec, dispatch] = [slashExec.readOnly, commandDispatch.readOnly];
      assert.ok(typeof exec === "function" && typeof dispatch === "function");
      for (
        const [looks, line] of [
          [exec({ command: written }), written],
          [dispatch({ name: written, arg }), `${written} ${arg}`],
        ] as const
      ) {
        if (!looks) continue;
        looked++;
        assert.ok(lookingCommands.includes(parseCommandLine(line).name), JSON.stringify(line));
      }
    }),
    { seed: 4_002, numRuns: 2_000 },
  );
  assert.ok(looked > 100);
});
