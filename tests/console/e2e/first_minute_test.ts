import assert from "node:assert/strict";
import { obstacle } from "../support/browser.ts";
import { liveFirstMinute, stepTable } from "./support/first_minute.ts";

const why = obstacle();
const name = "the README's first command leads to an answer in the browser";

Deno.test({
  name: why === undefined ? name : `${name} [not here: ${why}]`,
  ignore: why !== undefined,
  async fn() {
    const steps = await liveFirstMinute();
    assert.deepEqual(
      steps.map(({ what }) => /listens|link|sent|first words|complete/.exec(what)?.[0]),
      [
        "listens",
        "link",
        "sent",
        "first words",
        "complete",
      ],
    );
    assert.equal(stepTable(steps).split("\n").length, 8);
  },
});
