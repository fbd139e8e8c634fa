import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Json, Stage } from "../support/stage.ts";
import { talk } from "./support/talks.ts";

Deno.test("session.list with a query finds titles and previews, of live sessions and others", async () => {
  await using stage = new Stage({ store: new MemoryStore() });
  const { client, id } = await stage.open({ title: "High Tide" });
  await talk(stage, { client, id, texts: ["one"] });
  client.result("session.close", { session_id: id });
  const live = await stage.open();
  await talk(stage, { ...live, texts: ["when is the TIDE low?"] });
  await stage.open({ title: "Cats" });
  const found = (query: string) =>
    client.result("session.list", { query }).sessions.map(({ title, preview }: Json) =>
      title || preview
    ).sort();
  assert.deepEqual(found(" tide "), ["High Tide", "when is the TIDE low?"]);
  assert.deepEqual(found("high"), ["High Tide"]);
  assert.deepEqual(found("nothing like it"), []);
  assert.equal(found("").length, 3);
});
