import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("setup.status says whether a prompt can work", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.deepEqual(client.result("setup.status"), { provider_configured: true });
  stage.provider.description = { ...stage.provider.description, configured: false };
  assert.deepEqual(client.result("setup.status"), { provider_configured: false });
});

Deno.test("commands.catalog has every member a client reads", async () => {
  await using stage = new Stage();
  const catalog = stage.connect().result("commands.catalog");
  const names = catalog.pairs.map(([name]: [string]) => name);
  assert.ok(names.includes("/mouse"));
  assert.ok(names.every((name: string) => name.startsWith("/")));
  assert.deepEqual(Object.keys(catalog.canon), names);
  for (const { name, pairs } of catalog.categories) {
    assert.equal(typeof name, "string");
    assert.ok(Array.isArray(pairs));
  }
  assert.deepEqual([catalog.skill_count, catalog.warning], [0, ""]);
});
