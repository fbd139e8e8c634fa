import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("setup.status says whether a prompt can work", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.deepEqual(client.result("setup.status"), { provider_configured: true });
  stage.provider.description = { ...stage.provider.description, configured: false };
  assert.deepEqual(client.result("setup.status"), { provider_configured: false });
});
