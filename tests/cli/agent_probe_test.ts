import assert from "node:assert/strict";
import { agentProbe } from "../../src/cli/agent_probe.ts";
import { configSchema } from "../../src/cli/config_schema.ts";
import { systemClock } from "../../src/lib/clock.ts";

const ready = { kind: "ready" };

function probe(agents: Record<string, unknown>, readKey: (name: string) => string | undefined) {
  const config = configSchema.parse({ agents });
  return agentProbe(config.agents, { clock: systemClock, readKey });
}

Deno.test("agentProbe() looks for the program of an agent that is one", async () => {
  const { isThere, check } = probe({
    here: { type: "acp", command: Deno.execPath() },
    away: { type: "acp", command: `${import.meta.dirname}/no-agent` },
    echo: { type: "echo" },
  }, () => undefined);
  const names = ["here", "away", "echo", "nobody", "constructor"];
  assert.deepEqual(names.map(isThere), [true, false, true, true, true]);
  for (const name of ["here", "echo", "nobody"]) assert.deepEqual(await check(name), ready, name);
  const away = await check("away");
  assert.ok(away.kind === "fault");
  assert.match(away.why, /no-agent: there is no such file; correct the command of agent away$/);
});

Deno.test("agentProbe() asks the endpoint of a model, and counts a key that is kept", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    assert.equal(request.headers.get("authorization"), null);
    return new Response("{}");
  });
  const agent = {
    type: "openai",
    model: "m",
    base_url: `http://127.0.0.1:${server.addr.port}/v1`,
    api_key_env: "TIDEGATE_TEST_KEY_OF_NOBODY",
  };
  const agents = { one: agent, shut: { ...agent, base_url: "http://127.0.0.1:9/v1" } };
  assert.deepEqual(await probe(agents, () => "sk-secret").check("one"), ready);
  const keyless = await probe(agents, () => undefined).check("one");
  assert.ok(keyless.kind === "fault");
  assert.match(keyless.why, /the key's variable TIDEGATE_TEST_KEY_OF_NOBODY is not set/);
  const shut = await probe(agents, () => "sk-secret").check("shut");
  assert.ok(shut.kind === "fault");
  assert.match(shut.why, /127\.0\.0\.1:9: .*(refused|no HTTP client)/);
  assert.doesNotMatch(shut.why, /sk-secret/);
});
