/** A configuration that somebody edits, shown in the windows that are open. */
import assert from "node:assert/strict";
import { type ConfigDesk, putAt } from "../../src/gateway/config_desk.ts";
import { Stage } from "../support/stage.ts";

/** A gateway whose configuration a test edits as a person would. */
function edited() {
  let values: Readonly<Record<string, unknown>> = {};
  const heard = new Set<() => void>();
  const watch = (hear: () => void) => {
    heard.add(hear);
    return () => void heard.delete(hear);
  };
  let isHeld = false;
  const hold = (held = true) => void (isHeld = held);
  const edit = (members: Record<string, unknown>) => {
    values = { ...values, ...members };
    if (!isHeld) { for (const hear of heard) hear(); }
  };
  const write: ConfigDesk["write"] = (changes) => {
    for (const { path, value } of changes) values = putAt(values, path, value);
  };
  const config = { read: () => ({ path: "", mtime: 0, values }), write, watch };
  return { stage: new Stage({ setup: { config } }), edit, heard, hold };
}

Deno.test("followConfig() tells every window of an edited skin, and only then", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  const [one, two] = [stage.connect(), stage.connect()];
  one.take();
  two.take();
  edit({ display: { skin: "ember" } });
  for (const client of [one, two]) {
    const [event, ...rest] = client.events();
    assert.deepEqual([event?.type, event?.payload.name, rest.length], ["skin.changed", "ember", 0]);
  }
  edit({ defaults: { model: "x" } });
  assert.deepEqual([...one.events(), ...two.events()], []);
});

Deno.test("followConfig() tells sessions of a personality that was edited", async () => {
  const { stage, edit, heard } = edited();
  await using _ = stage;
  const { client } = await stage.open();
  edit({ personalities: { terse: "Be brief." }, defaults: { personality: "terse" } });
  assert.deepEqual(client.events().map(({ type, payload }) => [type, payload.personality]), [
    ["session.info", "terse"],
  ]);
  await stage.gateway.shutdown();
  assert.equal(heard.size, 0, "somebody listens to the configuration of a gateway that is gone");
});

Deno.test("followConfig() tells of an edit that takes back what a window has set", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  const { client } = await stage.open();
  edit({ personalities: { terse: "Be brief." } });
  client.result("config.set", { key: "skin", value: "mono" });
  client.result("config.set", { key: "personality", value: "terse" });
  client.take();
  edit({ display: {}, defaults: {} });
  const told = client.events().map((
    { type, payload },
  ) => [type, payload.name ?? payload.personality]);
  assert.deepEqual(told, [["skin.changed", "default"], ["session.info", ""]]);
});

Deno.test("followConfig() tells of an edit though a window sets something else before it is heard", async () => {
  const { stage, edit, hold } = edited();
  await using _ = stage;
  const client = stage.connect();
  client.take();
  hold();
  edit({ display: { skin: "ember" } });
  client.result("config.set", { key: "compact", value: "on" });
  edit({});
  hold(false);
  edit({});
  assert.deepEqual(client.types(), ["skin.changed"]);
});
