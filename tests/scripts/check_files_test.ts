import assert from "node:assert/strict";
import { checkFiles } from "../../scripts/check_files.ts";

/** `file:line message` of everything found in one file. */
function check(file: string, text: string): string[] {
  return checkFiles(new Map([[file, text]]))
    .map(({ file, line, message }) => `${file}:${line} ${message}`);
}

/** Put together here, so that this file does not hold what it tests for. */
const path = (...parts: string[]) => ["", ...parts, ""].join("/");

Deno.test("checkFiles() passes 299 lines of TypeScript and refuses 300", () => {
  assert.deepEqual(check("src/lib/a.ts", "a;\n".repeat(299)), []);
  assert.deepEqual(check("tests/lib/a_test.ts", "a;\n".repeat(300)), [
    "tests/lib/a_test.ts:300 Counting lines: 300, the limit is 299",
  ]);
  assert.equal(check("scripts/a.ts", "a;\n".repeat(299) + "a;").length, 1);
  assert.deepEqual(check("docs/PROTOCOL.md", "a\n".repeat(999)), []);
});

Deno.test("checkFiles() refuses a path of one machine anywhere, with its line", () => {
  assert.deepEqual(check("README.md", `fine\ncd ${path("home", "ada")}x`), [
    `README.md:2 Reading the text: "${path("home", "ada")}" is an absolute path of one machine`,
  ]);
  for (const parts of [["work"], ["root"], ["Users", "ada"]]) {
    assert.equal(check("docs/a.md", `see (${path(...parts)}a)`).length, 1, path(...parts));
  }
});

Deno.test("checkFiles() leaves relative paths, addresses and system paths alone", () => {
  for (
    const text of [
      `.${path("work")}a`,
      `http://example.com${path("home", "ada")}`,
      `tests${path("root")}a`,
      "/tmp/a /usr/bin/env /srv/project/a",
      "the /home/ folder",
    ]
  ) assert.deepEqual(check("docs/a.md", text), [], text);
});

Deno.test("checkFiles() refuses the host of a registry", () => {
  for (const host of ["registry.npmjs.", "registry.yarnpkg."]) {
    assert.equal(check("README.md", `${host}${host.includes("npmjs") ? "org" : "com"}`).length, 1);
  }
  assert.equal(check("docs/a.md", ["https://jsr", "io/@std/async"].join(".")).length, 1);
  assert.deepEqual(check("docs/a.md", "jsr:@deno/dnt and npm:zod, see example.org"), []);
});

Deno.test("checkFiles() refuses any address in the lock file", () => {
  const lock = '{\n  "tarball": "http://127.0.0.1:4873/zod.tgz"\n}\n';
  assert.deepEqual(check("deno.lock", lock), [
    'deno.lock:2 Reading the lock file: it holds a "http://" source',
  ]);
  assert.equal(check("deno.lock", '{ "jsr:@std/async@1": "1.0.0" }').length, 1);
  assert.deepEqual(check("deno.lock", '{ "npm:zod@^4.6.7": "4.6.7" }'), []);
});

Deno.test("checkFiles() refuses a test that would run alone, however it is written", () => {
  const only = ["on", "ly"].join("");
  for (const text of [`Deno.test.${only}("a", f);`, `it.${only}("a")`, `({ ${only}: true })`]) {
    assert.equal(check("tests/a_test.ts", `\n${text}`).length, 1, text);
  }
  const [place] = check("tests/a_test.ts", `\nDeno.test\n  .${only}("a", f);`);
  assert.match(place ?? "", /^tests\/a_test\.ts:3 Selecting tests/);
  for (const text of [`"test.${only}(1)"`, `// it.${only}()`, `layer.${only}.includes(a)`]) {
    assert.deepEqual(check("tests/a_test.ts", text), [], text);
  }
});

Deno.test("checkFiles() refuses marks of unfinished work", () => {
  for (const mark of ["TO" + "DO", "FIX" + "ME", "X" + "XX"]) {
    assert.equal(check("src/lib/a.ts", `// ${mark}: later`).length, 1, mark);
    assert.equal(check("docs/a.md", mark).length, 1, mark);
  }
  assert.deepEqual(check("src/lib/a.ts", "const mastodon = 'todo XXXX';"), []);
});

Deno.test("checkFiles() does not read what is not text", () => {
  assert.deepEqual(check("docs/a.png", `\0${path("root")}`), []);
});
