/** A configuration that somebody edits, shown in the windows that are open. */
import assert from "node:assert/strict";
import { memoryConfig } from "../../src/gateway/config_desk.ts";
import { Stage } from "../support/stage.ts";

/** A gateway whose configuration a test edits as a person would. */
function edited() {
  const desk = memoryConfig();
  const heard = new Set<() => void>();
  const watch = (hear: () => void) => {
    heard.add(hear);
    return () => void heard.delete(hear);
  };
  const values = desk.read().values as Record<string, unknown>;
  const edit = (members: Record<string, unknown>) => {
    Object.assign(values, members);
    for (const hear of heard) hear();
  };
  return { stage: new Stage({ setup: { config: { ...desk, watch } } }), edit, heard };
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
