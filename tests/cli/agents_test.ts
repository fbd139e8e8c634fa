import assert from "node:assert/strict";
import { createAgents } from "../../src/cli/agents.ts";
import { parseConfig } from "../../src/cli/config_document.ts";
import { Processes } from "../../src/cli/processes.ts";
import type { GatewayFlags } from "../../src/cli/flags.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { readKnobs } from "../../src/lib/env.ts";
import { ManualClock } from "../agent/support/manual_clock.ts";
import { answer, delta, openBody, serveModel, sse, stream } from "../agent/support/model_server.ts";
import { makeAgent, runTurn } from "../agent/support/turn.ts";

function createAll(flags: GatewayFlags, environment: Record<string, string> = {}, file = "") {
  const get = (name: string) => environment[name];
  const means = { clock: new ManualClock(), logger: silentLogger };
  return createAgents(flags, {
    ...means,
    settings: readKnobs(KNOBS, get, assert.fail),
    config: parseConfig(file, { path: "/etc/tidegate/config.yaml", get }),
    print: assert.fail,
    self: undefined,
    processes: new Processes(means),
  });
}

async function create(flags: GatewayFlags, environment: Record<string, string> = {}) {
  return (await createAll(flags, environment)).provider;
}

Deno.test("createAgents() makes the echo agent unless asked otherwise", async () => {
  assert.equal((await create({})).name, "echo");
  assert.equal((await create({ agent: "echo" }, { TIDEGATE_AGENT: "openai" })).name, "echo");
  assert.equal((await create({}, { TIDEGATE_AGENT: "openai" })).name, "openai");
});

Deno.test("createAgents() tells the openai agent its model, the flag before the environment", async () => {
  const environment = { TIDEGATE_MODEL: "from-env", TIDEGATE_BASE_URL: "http://127.0.0.1:1/v1" };
  const fromEnvironment = await create({ agent: "openai" }, environment);
  assert.equal(fromEnvironment.describe().model, "from-env");
  assert.equal(fromEnvironment.describe().configured, true);
  const fromFlag = await create({ agent: "openai", model: "from-flag" }, environment);
  assert.equal(fromFlag.describe().model, "from-flag");
});

Deno.test("createAgents() refuses flags of another agent, and says what to add", async () => {
  await assert.rejects(create({ baseUrl: "http://h/v1", model: "m" }), {
    name: "UsageError",
    message:
      "option '--base-url' means nothing to the echo agent: add --agent openai, or leave it out",
  });
  await assert.rejects(create({ agent: "openai", pace: 5 }), {
    name: "UsageError",
    message: /^option '--pace' means nothing to the openai agent: add --agent echo/,
  });
});

Deno.test("createAgents() takes settings of another agent from the environment without a word", async () => {
  assert.equal((await create({}, { HERMES_MODEL: "m" })).name, "echo");
});

Deno.test("createAgents() turns what an agent does not take into a usage error", async () => {
  const flags = { agent: "openai", baseUrl: "http://user:password@h/v1" } as const;
  await assert.rejects(create(flags), {
    name: "UsageError",
    message: /must not hold a user name or password/,
  });
});

Deno.test("createAgents() gives the openai agent its time-outs, and messages the flags' names", async () => {
  const { body, cancelled } = openBody(sse(delta("hel")));
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
  const hold = () => {
    asked.resolve();
    return held.promise;
  };
  await using server = serveModel(hold, () => stream(body));
  const provider = await create({
    agent: "openai",
    baseUrl: server.baseUrl,
    model: "m",
    firstByteTimeout: 1.5,
    stallTimeout: 300,
  });
  const clock = new ManualClock();
  const agent = await makeAgent(provider, { clock });

  const unanswered = runTurn(agent, "hi");
  await asked.promise;
  clock.advance(1_500);
  const { error } = await unanswered;
  assert.match(String(error), /no answer for 1\.5 s;.*raise "--first-byte-timeout" if/);
  held.resolve(answer(""));

  const stalled = runTurn(agent, "hi");
  await clock.armed(300_000);
  clock.advance(300_000);
  assert.match(
    String((await stalled).error),
    /nothing came for 300 s;.*raise "--stall-timeout" if/,
  );
  await cancelled;
});

Deno.test("createAgents() takes the usual agent from the configuration, and makes the others too", async () => {
  const file = `
agent: local
agents:
  local: { type: openai, base_url: "http://127.0.0.1:1/v1", model: small }
  slow: { type: echo, pace_ms: 500 }
  codex: { type: acp, command: codex-acp }
`;
  const { provider, agents } = await createAll({}, {}, file);
  assert.equal(provider.describe().model, "small");
  assert.deepEqual(Object.keys(agents), ["slow", "codex"]);
  assert.equal(agents.codex?.name, "codex");
  const other = await createAll({ agent: "slow" }, {}, file);
  assert.deepEqual([other.provider.name, Object.keys(other.agents)], ["slow", ["local", "codex"]]);
  const environment = await createAll({}, { TIDEGATE_AGENT: "codex" }, file);
  assert.equal(environment.provider.name, "codex");
});

Deno.test("createAgents() lets flags win over the configuration of the agent they belong to", async () => {
  const file =
    'agents: { local: { type: openai, base_url: "http://127.0.0.1:1/v1", model: small } }';
  const { provider } = await createAll({ agent: "local", model: "big" }, {}, file);
  assert.equal(provider.describe().model, "big");
  await assert.rejects(createAll({ agent: "local", files: "read" }, {}, file), {
    message: /^option '--files' means nothing to the openai agent: add --agent acp/,
  });
});

Deno.test("createAgents() refuses an agent there is none of, and names those there are", async () => {
  await assert.rejects(createAll({ agent: "codex" }, {}, "agents: { mine: { type: echo } }"), {
    name: "UsageError",
    message:
      "option '--agent': there is no \"codex\"; give one of echo, openai, acp, module, mine, or " +
      "add it to the configuration",
  });
  await assert.rejects(createAll({}, { TIDEGATE_AGENT: "codex" }), {
    message: /^the agent: there is no "codex"/,
  });
});

Deno.test("createAgents() puts an openai agent with tool servers in a worker, unless it is told not to", async () => {
  const agents = `
agents:
  local: { type: openai, model: small }
  direct: { type: openai, isolate: none }
`;
  const tools = 'mcp_servers: { web: { url: "http://127.0.0.1:1/mcp" } }';
  const without = await createAll({ agent: "local" }, {}, agents);
  assert.deepEqual([without.provider.isolated, without.provider.tools], [undefined, undefined]);
  const { provider, agents: others } = await createAll({ agent: "local" }, {}, agents + tools);
  assert.deepEqual([provider.name, provider.isolated], ["local", true]);
  assert.deepEqual(provider.tools?.states().map(({ name, status }) => [name, status]), [
    ["web", "idle"],
  ]);
  assert.equal(provider.describe().model, "small");
  assert.equal(others.direct?.isolated, undefined);
  assert.equal(others.direct?.tools?.states().length, 1);
  const flagged = await createAll({ agent: "local", isolate: "none" }, {}, agents + tools);
  assert.equal(flagged.provider.isolated, undefined);
  assert.equal((await createAll({ agent: "openai" }, {}, tools)).provider.isolated, true);
});

Deno.test("createAgents() says how an acp agent and a module are named, and refuses words for nobody", async () => {
  await assert.rejects(create({ agent: "acp" }), { message: /--agent acp -- codex-acp$/ });
  await assert.rejects(create({ agent: "module", command: ["a.ts", "b.ts"] }), {
    message: /needs one file: tidegate serve --agent module \.\/agent\.ts$/,
  });
  const mine = "agents: { mine: { type: module, path: a.ts } }";
  await assert.rejects(createAll({ agent: "mine", command: ["b.ts", "c.ts"] }, {}, mine), {
    message: /needs one file/,
  });
  await assert.rejects(create({ command: ["codex-acp", "--yolo"] }), {
    message: /^there is nothing to do with "codex-acp --yolo": add --agent acp/,
  });
  assert.equal((await create({ agent: "acp", command: ["codex-acp", "--yolo"] })).name, "acp");
});
