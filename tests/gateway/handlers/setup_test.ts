import assert from "node:assert/strict";
import type { AgentProbe, ProbeVerdict } from "../../../src/gateway/agent_probe.ts";
import type { Json } from "../../support/stage.ts";
import { Stage } from "../../support/stage.ts";

async function runtimeCheck(stage: Stage, params: Json = {}): Promise<Json> {
  const client = stage.connect();
  client.take();
  client.send("setup.runtime_check", params);
  await stage.time.pass();
  const [{ result }] = client.take();
  return result;
}

function probing(verdict: ProbeVerdict, isThere = true): AgentProbe {
  return { isThere: () => isThere, check: () => Promise.resolve(verdict) };
}

Deno.test("setup.status says whether a prompt can work", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.deepEqual(client.result("setup.status"), { provider_configured: true });
  stage.provider.description = { ...stage.provider.description, configured: false };
  assert.deepEqual(client.result("setup.status"), { provider_configured: false });
});

Deno.test("setup.status is false where the agent's program is not there, and 5016 where looking fails", async () => {
  const probe = probing({ kind: "ready" }, false);
  await using stage = new Stage({ setup: { probe } });
  const client = stage.connect();
  assert.deepEqual(client.result("setup.status"), { provider_configured: false });
  probe.isThere = () => {
    throw new Error("no idea");
  };
  assert.equal(client.error("setup.status").code, 5016);
  assert.match(JSON.stringify(stage.log.at("error")), /no idea/);
});

Deno.test("setup.runtime_check tells of the usual agent, or of one by name", async () => {
  await using stage = new Stage();
  const ready = { ok: true, provider: "scripted", model: "model-a", source: "none" };
  assert.deepEqual(await runtimeCheck(stage), ready);
  assert.deepEqual(await runtimeCheck(stage, { provider: "scripted" }), ready);
  stage.provider.description = { ...stage.provider.description, configured: false };
  const { ok, error } = await runtimeCheck(stage);
  assert.deepEqual([ok, error], [false, "it cannot answer yet: it needs a model, or a key"]);
});

Deno.test("setup.runtime_check says what the probe has found, and is never an error", async () => {
  const why = "codex-acp: it is not on the PATH; install it";
  await using stage = new Stage({ setup: { probe: probing({ kind: "fault", why }) } });
  const found = await runtimeCheck(stage);
  assert.deepEqual([found.ok, found.error], [false, why]);
  const unknown = await runtimeCheck(stage, { provider: "nobody" });
  assert.deepEqual([unknown.ok, unknown.error], [
    false,
    'there is no agent "nobody"; one of scripted',
  ]);
});

Deno.test("setup.runtime_check keeps what broke to the log", async () => {
  const probe = { ...probing({ kind: "ready" }), check: () => Promise.reject(new Error("s3cret")) };
  await using stage = new Stage({ setup: { probe } });
  const { ok, error } = await runtimeCheck(stage);
  assert.deepEqual([ok, error], [false, "it could not be looked at; see the gateway's log"]);
  assert.match(JSON.stringify(stage.log.at("error")), /s3cret/);
});
