import assert from "node:assert/strict";
import { renamed } from "../../../scripts/page/bundle.ts";

Deno.test("renamed() names chunks by what they say, wherever they were made", async () => {
  const made = (leaf: string, middle: string) =>
    renamed(
      new Map([
        ["main.js", `import "./${middle}"`],
        [middle, `import "./${leaf}"`],
        [leaf, "leaf"],
      ]),
    );
  const here = await made("chunk-AAAA.js", "lazy-BBBB.js");
  const there = await made("chunk-ZZZZ.js", "lazy-YYYY.js");
  assert.deepEqual([...here], [...there]);
  const [leaf = "", middle = "", main] = here.keys();
  assert.match(leaf, /^chunk-[0-9a-f]{10}\.js$/);
  assert.match(middle, /^lazy-[0-9a-f]{10}\.js$/);
  assert.equal(main, "main.js");
  assert.equal(here.get("main.js"), `import "./${middle}"`);
  assert.equal(here.get(middle), `import "./${leaf}"`);
});

Deno.test("renamed() refuses chunks that name each other", async () => {
  const circle = new Map([["a-AA.js", 'import "./b-BB.js"'], ["b-BB.js", 'import "./a-AA.js"']]);
  await assert.rejects(renamed(circle), /in a circle/);
});
