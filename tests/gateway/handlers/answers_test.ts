import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("conformance 046: an answer nobody waits for is 4009, named by its key", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const keys = {
    "clarify.respond": "answer",
    "sudo.respond": "password",
    "secret.respond": "value",
    "terminal.read.respond": "text",
  };
  for (const [method, key] of Object.entries(keys)) {
    const expected = { code: 4009, message: `no pending ${key} request` };
    assert.deepEqual(client.error(method, { request_id: "0badcafe", [key]: "hunter2" }), expected);
    assert.deepEqual(client.error(method, {}), expected);
  }
  assert.ok(!JSON.stringify(stage.log.entries).includes("hunter2"));
});

Deno.test("approval.respond resolves nothing where nothing is pending", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  for (const params of [{}, { choice: "once" }, { choice: "deny", all: true }]) {
    const result = client.result("approval.respond", { session_id, ...params });
    assert.deepEqual(result, { resolved: 0 });
  }
});
