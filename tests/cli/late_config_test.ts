/** The configuration file of a gateway that was started without one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LateConfig } from "../../src/cli/late_config.ts";
import { ConfigError } from "../../src/gateway/config_desk.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";

async function bench() {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-late-" });
  const path = join(folder, "tidegate", "config.yaml");
  const { clock, tick } = fakeClock();
  const logger = new LogBook();
  const config = new LateConfig({ path, get: () => undefined, clock, logger });
  const put = async (text: string) => {
    await Deno.mkdir(join(folder, "tidegate"), { recursive: true });
    await Deno.writeTextFile(path, text);
  };
  const remove = () => Deno.remove(folder, { recursive: true });
  return { config, path, put, tick, logger, [Symbol.asyncDispose]: remove };
}

const skin = [{ path: ["display", "skin"], value: "moss" }];

Deno.test("LateConfig says nothing, and writes a file once that has been prepared", async () => {
  await using late = await bench();
  const { config } = late;
  assert.deepEqual(config.read(), { path: late.path, mtime: 0, values: {} });
  assert.throws(() => config.write(skin), ConfigError);
  const preparing = config.prepare();
  assert.equal(config.prepare(), preparing);
  await preparing;
  assert.equal(config.prepare(), undefined);
  config.write(skin);
  assert.equal(await Deno.readTextFile(late.path), "display:\n  skin: moss\n");
  assert.deepEqual(config.read().values, { display: { skin: "moss" } });
});

Deno.test("LateConfig hears of a file that is made later, and of what becomes of it", async () => {
  await using late = await bench();
  const { config, tick } = late;
  let heard = 0;
  const end = config.watch(() => heard++);
  tick(2_000);
  assert.equal(heard, 0);
  await late.put("display: { skin: paper }\n");
  tick(2_000);
  await config.prepare();
  assert.deepEqual([heard, config.read().values], [1, { display: { skin: "paper" } }]);
  await late.put("display: { skin: mono, tui_compact: true }\n");
  tick(2_000);
  assert.equal(heard, 2);
  await late.put("display: [\n");
  tick(2_000);
  assert.match(String(late.logger.at("warn")[0]?.fields.error), /^line 2: /);
  end();
  await late.put("{}\n");
  tick(10_000);
  assert.equal(heard, 3);
});

Deno.test("LateConfig that nobody watches any more looks at nothing", async () => {
  await using late = await bench();
  let heard = 0;
  const end = late.config.watch(() => heard++);
  end();
  await late.put("display: { skin: paper }\n");
  late.tick(10_000);
  await late.config.prepare();
  assert.equal(heard, 0);
});
