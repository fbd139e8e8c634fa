import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isMain, isStarted } from "../../src/adapters/is_main.ts";

const HERE = fileURLToPath(import.meta.url);

Deno.test("isMain() believes the runtime where that says it", () => {
  assert.equal(isMain({ url: "file:///a.js", main: true }), true);
  assert.equal(isMain({ url: import.meta.url, main: false }), false);
});

Deno.test("isStarted() knows the file that a command line names, also by a link or without .js", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-test-" });
  try {
    await Deno.writeTextFile(`${folder}/main.js`, "");
    const url = new URL(`file://${await Deno.realPath(`${folder}/main.js`)}`).href;
    const path = fileURLToPath(url);
    assert.equal(isStarted(url, path), true);
    assert.equal(isStarted(url, path.replace(/\.js$/, "")), true);
    assert.equal(isStarted(url, HERE), false);
    assert.equal(isStarted(url, undefined), false);
    assert.equal(isStarted("data:text/javascript,1", path), false);
    const ln = new Deno.Command("sh", { args: ["-c", 'ln -s "$0" "$1"', path, `${folder}/bin`] });
    assert.equal((await ln.output()).success, true);
    assert.equal(isStarted(url, `${folder}/bin`), true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
