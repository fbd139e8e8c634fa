import assert from "node:assert/strict";
import { tokenize } from "../../../scripts/layers/tokens.ts";

/** The words of the code alone: whatever is mistaken for code, or lost from it, shows. */
function words(source: string): string[] {
  return tokenize(source).filter(({ kind }) => kind === "word").map(({ text }) => text);
}

function regexes(source: string): string[] {
  return tokenize(source).filter(({ kind }) => kind === "regex").map(({ text }) => text);
}

Deno.test("tokenize() keeps words in comments, strings and templates out of the code", () => {
  assert.deepEqual(words("a; // Deno.cwd()\nb; /* Deno\n * Deno */ c; /** {@link Deno} */"), [
    "a",
    "b",
    "c",
  ]);
  assert.deepEqual(words(`"Deno"; 'Deno "x'; "it's Deno \\" Deno"; 'a\\\\'; z`), ["z"]);
  assert.deepEqual(words("`Deno $ {Deno} \\${Deno} \\` Deno`; z"), ["z"]);
});

Deno.test("tokenize() sees the code inside a template's holes, nested ones too", () => {
  assert.deepEqual(words("`text ${a + `${b} text ${{ c: { d } }.c}`} text` + e"), [
    "a",
    "b",
    "c",
    "d",
    "c",
    "e",
  ]);
  assert.deepEqual(words("`${`}`}` ; after"), ["after"]);
  assert.deepEqual(words("`// ${a} /* ` ; after"), ["a", "after"]);
});

Deno.test("tokenize() tells a regular expression from a division", () => {
  const cases: [source: string, found: string[]][] = [
    ["x = /Deno/g.test(y)", ["/Deno/g"]],
    ["x = a / Deno / b", []],
    ["x = (a) / Deno / b", []],
    ["x = a[0] / Deno / b", []],
    ["x = 4 / Deno / b", []],
    ["x = i++ / Deno / b", []],
    ["x = a! / Deno / b", []],
    ["x = !/Deno/.test(y)", ["/Deno/"]],
    ["x = this.return / Deno / b", []],
    ["return /Deno/", ["/Deno/"]],
    ["if (x) /Deno/.exec(y)", ["/Deno/"]],
    ["f(x) / Deno / 2", []],
    ["for (const x of /a|b/.exec(y)) z", ["/a|b/"]],
    ["x = /[/\"'`]/", ["/[/\"'`]/"]],
    ["x = /\\//u; y", ["/\\//u"]],
    ["}\n/Deno/.test(y)", ["/Deno/"]],
    ["x = y => /a/", ["/a/"]],
    ["`${a / b}` / c", []],
    ["`${/a/}`", ["/a/"]],
    ["a / b; // c /", []],
  ];
  for (const [source, found] of cases) assert.deepEqual(regexes(source), found, source);
});

Deno.test("tokenize() does not take a regular expression's quotes for a string", () => {
  assert.deepEqual(words("x = /[\"'`]/; Deno"), ["x", "Deno"]);
});

Deno.test("tokenize() counts lines through everything that spans them", () => {
  const source = "#!/usr/bin/env deno\n/* a\n b */ one; `x\n${two}\n`\n'a\\\nb' // three\nfour";
  const lines = tokenize(source).filter(({ kind }) => kind === "word")
    .map(({ text, line }) => [text, line]);
  assert.deepEqual(lines, [["one", 3], ["two", 4], ["four", 8]]);
});

Deno.test("tokenize() keeps names with dollars, private names and other alphabets whole", () => {
  assert.deepEqual(words("$a.#process + größe1"), ["$a", "#process", "größe1"]);
});

Deno.test("tokenize() reads a page of a megabyte kept in one template", () => {
  const page = "<p class='x'>\\n text</p> ".repeat(40_000);
  assert.deepEqual(words(`const page = \`${page}\`;`), ["const", "page"]);
});

Deno.test("tokenize() names the line of what does not end", () => {
  for (const source of ["\n'open", '\n"open\n"', "\n`open ${a}", "\n/* open"]) {
    assert.throws(() => tokenize(source), /^SyntaxError: Reading a \w+ from line 2: it does not/);
  }
});
