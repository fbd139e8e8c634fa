import assert from "node:assert/strict";
import { obstacle } from "../support/browser.ts";
import { Stand } from "./support/stand.ts";

const why = obstacle();
const name = "what a page must not do is seen by the tests";

Deno.test({
  name: why === undefined ? name : `${name} [not here: ${why}]`,
  ignore: why !== undefined,
  async fn() {
    await using stand = await Stand.open();
    const { page } = await stand.window();
    assert.deepEqual(stand.complaints, []);
    const context = page.context();
    const elsewhere = context.waitForEvent("request", (request) => request.url().includes("evil"));
    const thrown = context.waitForEvent("weberror");
    await page.evaluate(() => {
      // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
      const { document, open, strike } = globalThis as any;
      const script = document.createElement("script");
      script.textContent = "strike()";
      document.body.append(script);
      setTimeout(() => {
        throw new Error("nobody caught it");
      });
      strike();
      open("http://evil.test/");
    });
    await Promise.all([elsewhere, thrown]);
    // Behind what the page had to tell already.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    const told = stand.complaints.join("\n");
    assert.match(told, /policy: script-src-elem inline/);
    assert.match(told, /error: nobody caught it/);
    assert.match(told, /a hostile text ran/);
    assert.match(told, /asked elsewhere: http:\/\/evil\.test/);
  },
});
