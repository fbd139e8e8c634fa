import assert from "node:assert/strict";
import { createProvider } from "../../src/cli/agent_provider.ts";
import type { GatewayFlags } from "../../src/cli/flags.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { readKnobs } from "../../src/lib/env.ts";
import { ManualClock } from "../agent/support/manual_clock.ts";
import { answer, delta, openBody, serveModel, sse, stream } from "../agent/support/model_server.ts";
import { makeAgent, runTurn } from "../agent/support/turn.ts";

function create(flags: GatewayFlags, environment: Record<string, string> = {}) {
  return createProvider(flags, readKnobs(KNOBS, (name) => environment[name], assert.fail));
}

Deno.test("createProvider() makes the echo agent unless asked otherwise", async () => {
  assert.equal((await create({})).name, "echo");
  assert.equal((await create({ agent: "echo" }, { TIDEGATE_AGENT: "openai" })).name, "echo");
  assert.equal((await create({}, { TIDEGATE_AGENT: "openai" })).name, "openai");
});

Deno.test("createProvider() tells the openai agent its model, the flag before the environment", async () => {
  const environment = { TIDEGATE_MODEL: "from-env", TIDEGATE_BASE_URL: "http://127.0.0.1:1/v1" };
  const fromEnvironment = await create({ agent: "openai" }, environment);
  assert.equal(fromEnvironment.describe().model, "from-env");
  assert.equal(fromEnvironment.describe().configured, true);
  const fromFlag = await create({ agent: "openai", model: "from-flag" }, environment);
  assert.equal(fromFlag.describe().model, "from-flag");
});

Deno.test("createProvider() refuses flags of another agent, and says what to add", async () => {
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

Deno.test("createProvider() takes settings of another agent from the environment without a word", async () => {
  assert.equal((await create({}, { HERMES_MODEL: "m" })).name, "echo");
});

Deno.test("createProvider() turns what an agent does not take into a usage error", async () => {
  const flags = { agent: "openai", baseUrl: "http://user:password@h/v1" } as const;
  await assert.rejects(create(flags), {
    name: "UsageError",
    message: /must not hold a user name or password/,
  });
});

Deno.test("createProvider() gives the openai agent its time-outs, and messages the flags' names", async () => {
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
