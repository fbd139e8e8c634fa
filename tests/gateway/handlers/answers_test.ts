import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";
import { asking, clarify, single } from "../support/asking.ts";

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

Deno.test("conformance 046: an answer that comes too late is told so, and one that was faster is 4009", async () => {
  await using stage = new Stage();
  const { client, id, asked, got } = await asking(stage, [clarify]);
  const late = { request_id: single(asked), answer: "red" };
  client.interrupt(id);
  await stage.time.pass();
  assert.deepEqual(client.result("clarify.respond", late), { status: "expired" });
  assert.deepEqual(client.result("clarify.lock", late), { status: "expired", remaining: [] });
  const other = { ...late, password: "red" };
  assert.equal(client.error("sudo.respond", other).code, 4009, "it was another question");
  assert.deepEqual(got, [""]);
});

Deno.test("clarify.lock answers a question, which here stands alone", async () => {
  await using stage = new Stage();
  const { client, asked, got } = await asking(stage, [clarify, clarify]);
  const lock = (request_id: string | undefined, answer: unknown) =>
    client.result("clarify.lock", { request_id, question_id: "q1", answer });
  assert.deepEqual(lock(asked[0], "red"), { status: "ok", remaining: [] });
  assert.deepEqual(lock(asked[1], ["red", "green"]), { status: "ok", remaining: [] });
  await stage.time.pass();
  assert.deepEqual(got, ["red", '["red","green"]']);
  assert.deepEqual(lock(asked[0], "green"), { status: "expired", remaining: [] });
  assert.deepEqual(lock("0badcafe", "red"), { status: "expired", remaining: [] });
  const nothing = client.error("clarify.lock", { question_id: "q1", answer: "red" });
  assert.deepEqual(nothing, { code: 4009, message: "no pending answer request" });
});
