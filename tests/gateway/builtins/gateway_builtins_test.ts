import assert from "node:assert/strict";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { version } from "../../../src/protocol/version.ts";
import { Stage } from "../../support/stage.ts";
import { Slash } from "../support/slash.ts";

Deno.test("/help lists what the catalog lists", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  const { output } = await slash.exec("/help");
  for (const [name] of slash.client.result("commands.catalog").pairs) {
    assert.ok(output.includes(`  ${name}  `), name);
  }
});

Deno.test("/model shows the model, and what the agent offers", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  assert.deepEqual(await slash.exec("/model"), { output: "Model: model-a (scripted)" });
  const models = [{ id: "big", name: "Big" }, { id: "small", name: "Small" }];
  stage.provider.builds[0]!.context.tell({ type: "mind", models });
  const { output } = await slash.exec("/model");
  assert.equal(output, "Model: model-a (scripted)\nThe agent offers:\n  big\n  small");
});

Deno.test("/model changes the session's model, and tells the agent and every window", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  const asked: string[] = [];
  Object.assign(stage.provider.agent, {
    setModel: (name: string) => Promise.resolve(void asked.push(name)),
  });
  slash.client.take();
  assert.deepEqual(await slash.exec("/model big --global"), { output: "Model: big" });
  assert.deepEqual(asked, ["big"]);
  const infos = slash.client.events().filter(({ type }) => type === "session.info");
  assert.equal(infos[0]?.payload.model, "big");
  slash.client.submit(slash.id, "hello");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.model, "big");
});

Deno.test("/model while a turn runs changes nothing: a warning to slash.exec, 4009 to dispatch", async () => {
  await using stage = new Stage();
  const slash = new Slash(stage, await stage.running());
  const message = "session busy; interrupt it before changing the model";
  assert.deepEqual(await slash.exec("/model big"), {
    output: "/model was not carried out",
    warning: message,
  });
  assert.deepEqual(await slash.dispatchError("model", "big"), { code: 4009, message });
  assert.equal((await slash.exec("/model")).output, "Model: model-a (scripted)");
});

Deno.test("/agents lists the agents of the gateway, and marks the session's", async () => {
  await using stage = new Stage({ agents: { echo: echoProvider() } });
  const slash = await Slash.open(stage);
  const own = "Agents:\n* scripted: this session's, ready\n  echo";
  assert.deepEqual(await slash.exec("/agents"), { output: own });
  const other = await Slash.open(stage, { agent: "echo" });
  const { output } = await other.exec("/agents");
  assert.equal(output, "Agents:\n  scripted\n* echo: this session's, ready");
});

Deno.test("/tools lists the tools of the agent", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  assert.deepEqual(await slash.exec("/tools"), { output: "files: read, write" });
  stage.provider.builds[0]!.context.tell({ type: "tools", tools: {} });
  assert.deepEqual(await slash.exec("/tools"), { output: "The agent has told of no tools." });
});

Deno.test("/update tells the version, without a session too", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  const { result } = await slash.call("command.dispatch", { name: "update" });
  assert.equal(result.type, "exec");
  assert.ok(result.output.includes(version));
});

Deno.test("built-in commands of a session are 4001 without one", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  for (const name of ["status", "usage", "title", "retry", "save", "stop", "model", "tools"]) {
    const { error } = await slash.call("command.dispatch", { name, session_id: "nowhere" });
    assert.deepEqual(error, { code: 4001, message: "session not found" }, name);
  }
});
