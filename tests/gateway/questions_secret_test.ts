/** What a user gives away to an agent stays between the two. */
import assert from "node:assert/strict";
import { Stage } from "../support/stage.ts";
import { approval, asking, askMore } from "./support/asking.ts";
import { ASK_KEY, KEY, PASSWORD, recordedStore } from "./support/secrets.ts";

Deno.test("a password and a key reach the agent, and no event, row, log or error", async () => {
  const { store, writes } = recordedStore();
  await using stage = new Stage({ store });
  const { client, id, asked, got } = await asking(stage, [{ kind: "sudo" }, ASK_KEY]);
  const sudo = { request_id: asked[0], password: PASSWORD, client_message_id: "m1" };
  const key = { request_id: asked[1], value: KEY };
  client.result("sudo.respond", sudo);
  client.result("sudo.respond", sudo);
  client.result("secret.respond", key);
  // Too late, twice, of a wrong type, to the wrong method, in a frame that is none.
  assert.equal(client.error("secret.respond", key).code, 4009);
  client.error("clarify.respond", { request_id: asked[0], answer: PASSWORD });
  client.error("sudo.respond", { request_id: "x", password: [PASSWORD] });
  client.error("sudo.respond", { request_id: { [KEY]: PASSWORD }, password: PASSWORD });
  client.error("approval.respond", { session_id: id, choice: PASSWORD });
  client.connection.receive(`{"method":"sudo.respond","params":{"password":"${PASSWORD}"`);
  await stage.time.pass();
  assert.deepEqual(got, [PASSWORD, KEY]);
  const command = `echo '${PASSWORD}' | sudo -S env API_KEY='${KEY}' make`;
  await askMore(stage, { questions: [approval(command)], got });
  client.result("approval.respond", { session_id: id, choice: "once" });
  stage.provider.turn.text("done");
  stage.provider.turn.end();
  await stage.time.pass(100);
  client.result("session.close", { session_id: id });
  const kept = JSON.stringify([
    writes,
    client.socket.frames,
    stage.log.entries,
    client.result("session.events.since", { session_id: id, limit: 2000 }),
    client.result("session.list"),
  ]);
  assert.ok(kept.includes("sudo.request") && kept.includes("approval.request"));
  const key_json = JSON.stringify(KEY).slice(1, -1);
  for (const given of [PASSWORD, KEY, key_json, JSON.stringify(key_json).slice(1, -1), "hunter2"]) {
    assert.ok(!kept.includes(given), `it shows ${given}`);
  }
});

Deno.test("what an agent says of its failure gives no password away, also to windows that come later", async () => {
  for (const said of ["", "some of it"]) {
    await using stage = new Stage();
    const { client, id, asked } = await asking(stage, [{ kind: "sudo" }]);
    client.result("sudo.respond", { request_id: asked[0], password: PASSWORD });
    await stage.time.pass();
    const { turn } = stage.provider;
    if (said !== "") turn.text(said);
    turn.push({ type: "failure", message: `sudo ${PASSWORD}: wrong` });
    turn.end();
    await stage.time.pass(100);
    const [end] = client.events().filter(({ type }) => type === "message.complete");
    assert.match(end?.payload[said === "" ? "text" : "warning"], /sudo \[redacted\]: wrong$/);
    const seen = JSON.stringify(
      client.result("session.activate", { session_id: id, details: true }),
    );
    assert.ok(!seen.includes(PASSWORD));
  }
});
