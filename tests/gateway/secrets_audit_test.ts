/** Where a secret could leak to, all at once: what it may touch is its agent. */
import assert from "node:assert/strict";
import { Stage } from "../support/stage.ts";
import { approval, asking, askMore } from "./support/asking.ts";
import { ASK_KEY, KEY, PASSWORD, recordedStore } from "./support/secrets.ts";

Deno.test("a secret reaches its agent, and no journal, row, log, window or later question", async () => {
  const { store, writes } = recordedStore();
  await using stage = new Stage({ store });
  const { client, id, asked, got } = await asking(stage, [{ kind: "sudo" }, ASK_KEY]);
  const other = stage.connect();
  other.result("session.activate", { session_id: id });
  const observer = stage.connect(undefined, "observer");
  observer.result("session.activate", { session_id: id });
  client.result("sudo.respond", { request_id: asked[0], password: PASSWORD });
  client.result("secret.respond", { request_id: asked[1], value: KEY });
  await stage.time.pass();
  assert.deepEqual(got, [PASSWORD, KEY]);

  // The agent says it wherever it can, but for its answer, which is its own business.
  const said = `with ${PASSWORD} and ${KEY}`;
  const { turn } = stage.provider;
  const args = { command: `echo ${PASSWORD} | sudo -S make KEY=${KEY}`, list: [{ [KEY]: KEY }] };
  turn.push({ type: "tool_start", id: "t1", name: "sh", args, context: said });
  turn.push({ type: "tool_progress", id: "t1", name: "sh", preview: said });
  turn.push({
    type: "tool_complete",
    id: "t1",
    name: "sh",
    args,
    result: { out: said },
    summary: said,
    inlineDiff: `+ ${said}`,
  });
  turn.push({ type: "status", kind: "warn", text: said });
  const asks = [approval(args.command), { kind: "clarify", question: said } as const];
  await askMore(stage, { questions: asks, got });
  client.result("approval.respond", { session_id: id, choice: "always" });
  client.result("prompt.background", { session_id: id, text: "beside" });
  await stage.time.pass();
  stage.provider.turn.text(said);
  stage.provider.turn.end();
  await stage.time.pass();
  client.result("prompt.background", { session_id: id, text: "beside" });
  await stage.time.pass();
  stage.provider.turn.fail(new Error(said));
  turn.fail(new Error(`the command failed: ${said}`));
  await stage.time.pass(100);

  const snapshot = stage.connect();
  snapshot.result("session.activate", { session_id: id });
  const shown = JSON.stringify([
    writes,
    store.approvals(),
    stage.log.entries,
    ...[client, other, observer, snapshot].map(({ socket }) => socket.frames),
    client.result("session.events.since", { session_id: id, limit: 2_000 }),
    client.result("session.history", { session_id: id }),
    client.result("approvals.list"),
  ]);
  const told = ["tool.complete", "approval.request", "background.complete", "[redacted]", "error"];
  for (const type of told) assert.ok(shown.includes(type), `${type} is missing`);
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const forms = [
    PASSWORD,
    "hunter2",
    KEY,
    inJson(KEY),
    inJson(inJson(KEY)),
    inJson(inJson(inJson(KEY))),
  ];
  for (const form of forms) {
    const at = shown.indexOf(form);
    assert.equal(at, -1, `it shows ${form}: ${shown.slice(at - 200, at + 50)}`);
  }
});
