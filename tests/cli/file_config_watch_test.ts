import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../src/lib/clock.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { COMMENTED, Desk, skin } from "./support/config_file.ts";

Deno.test("watch() tells of what somebody else has written, not of what was set here", async () => {
  await using desk = await Desk.open(COMMENTED);
  const { clock, tick, timers } = fakeClock();
  const config = desk.config([], { clock });
  assert.equal(timers, 0);
  let heard = 0;
  const end = config.watch(() => heard++);
  tick(2_000);
  config.write(skin("ember"));
  tick(2_000);
  assert.equal(heard, 0);
  await desk.put("display: { skin: paper }\n");
  tick(1_999);
  assert.equal(heard, 0);
  tick(1);
  assert.deepEqual([heard, config.read().values.display], [1, { skin: "paper" }]);
  // Also where somebody has asked before the watch has looked.
  await desk.put("display: { skin: mono, tui_compact: true }\n");
  config.read();
  tick(2_000);
  assert.equal(heard, 2);
  // And where something is set before it has.
  await desk.put("display: { skin: paper, tui_compact: true }\n");
  config.write([{ path: ["display", "skin"], value: "mono" }]);
  tick(2_000);
  assert.equal(heard, 3);
  await desk.put("display: [\n");
  tick(4_000);
  assert.deepEqual(config.read().values.display, { skin: "mono", tui_compact: true });
  assert.equal(desk.log.at("warn").length, 1);
  end();
  await desk.put("display: {}\n");
  tick(10_000);
  assert.equal(heard, 4);
});

Deno.test("watch() hears of a file that takes the place of another, by the real clock", async () => {
  await using desk = await Desk.open(COMMENTED);
  const config = desk.config([], { clock: systemClock, lookMs: 5 });
  config.read();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = config.watch(resolve);
  const draft = join(desk.folder, "draft.yaml");
  await Deno.writeTextFile(draft, "display: { skin: moss }\n");
  await Deno.rename(draft, desk.path);
  await promise;
  end();
  assert.deepEqual(config.read().values.display, { skin: "moss" });
});
