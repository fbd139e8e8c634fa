import assert from "node:assert/strict";
import { createProvider } from "../../src/cli/agent_provider.ts";
import type { GatewayFlags } from "../../src/cli/flags.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { readKnobs } from "../../src/lib/env.ts";

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
  const environment = { TIDEGATE_BASE_URL: "not a url" };
  await assert.rejects(create({ agent: "openai" }, environment), { name: "UsageError" });
});
