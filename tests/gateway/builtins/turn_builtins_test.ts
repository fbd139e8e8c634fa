import assert from "node:assert/strict";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { Stage } from "../../support/stage.ts";
import { Slash } from "../support/slash.ts";

Deno.test("conformance 157: /queue answers what the client is to send", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  const send = { type: "send", message: "after  that" };
  assert.deepEqual(await slash.dispatch("queue", " after  that "), send);
  assert.deepEqual(await slash.exec("/q after  that"), send);
  const alone = await slash.call("command.dispatch", { name: "q", arg: "after  that" });
  assert.deepEqual(alone.result, send);
  assert.deepEqual(await slash.dispatchError("queue"), {
    code: 4004,
    message: "usage: /queue <message>",
  });
});

Deno.test("/queue while a turn runs waits for its end, and interrupts nothing", async () => {
  await using stage = new Stage();
  const slash = new Slash(stage, await stage.running());
  const { turn } = stage.provider;
  assert.deepEqual(await slash.dispatch("queue", "next"), {
    type: "exec",
    output: "Queued: it is sent when this turn has ended.",
  });
  assert.ok(!turn.signal.aborted);
  turn.end();
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "next");
});

Deno.test("conformance 158: /steer without a turn that runs is sent as a message", async () => {
  await using stage = new Stage({ provider: new ScriptedProvider({ takesHints: true }) });
  const slash = await Slash.open(stage);
  const send = {
    type: "send",
    message: "be brief",
    notice: "Nothing to steer: sent as a message.",
  };
  assert.deepEqual(await slash.dispatch("steer", "be brief"), send);
  assert.deepEqual(await slash.exec("/steer be brief"), send);
  assert.equal((await slash.dispatchError("steer", " ")).code, 4004);
});

Deno.test("/steer gives the running agent a hint, where it takes any", async () => {
  await using stage = new Stage({ provider: new ScriptedProvider({ takesHints: true }) });
  const slash = new Slash(stage, await stage.running());
  assert.equal((await slash.dispatch("steer", "be brief")).type, "exec");
  assert.deepEqual(stage.provider.agent.hints, ["be brief"]);
  stage.provider.script.takesHints = false;
  assert.equal((await slash.exec("/steer be kind")).type, "send");
});

Deno.test("/stop interrupts the turn, and says so where there is none", async () => {
  await using stage = new Stage();
  const slash = new Slash(stage, await stage.running());
  assert.deepEqual(await slash.exec("/stop"), { output: "Stopped." });
  assert.ok(stage.provider.turn.signal.aborted);
  assert.deepEqual(await slash.exec("/stop"), { output: "Nothing is running." });
});
