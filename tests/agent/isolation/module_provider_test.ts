import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import {
  loadModuleProvider,
  moduleProvider,
} from "../../../src/agent/isolation/module_provider.ts";
import { agentContext, makeAgent, runTurn } from "../support/turn.ts";

const defaults = {
  name: "module",
  description: { model: "m", provider: "module", tools: {}, skills: {}, configured: true },
};

const agent = {
  word: "hello",
  closes: 0,
  async *prompt() {
    yield { type: "text", text: this.word };
  },
  steer(text: string) {
    return this.word === text;
  },
  close() {
    this.closes++;
  },
};

Deno.test("moduleProvider() takes an agent, which all sessions share and none closes", async () => {
  const provider = moduleProvider("x", { default: agent }, defaults);
  assert.equal(provider.name, "module");
  assert.equal(provider.describe().model, "m");
  const [one, other] = [await makeAgent(provider), await makeAgent(provider)];
  assert.equal((await runTurn(one, "")).text, "hello");
  assert.equal(other.steer?.("hello"), true);
  assert.equal(one.title, undefined);
  await one.close?.();
  assert.equal(agent.closes, 0);
  await provider.close?.();
  assert.equal(agent.closes, 1);
});

Deno.test("moduleProvider() takes a function that makes an agent of each session", async () => {
  const made: string[] = [];
  const make = ({ sessionId }: { sessionId: string }) => {
    made.push(sessionId);
    return Promise.resolve(agent);
  };
  const provider = moduleProvider("x", { default: make }, defaults);
  assert.equal((await runTurn(await makeAgent(provider, { sessionId: "s1" }), "")).text, "hello");
  assert.deepEqual(made, ["s1"]);
});

Deno.test("moduleProvider() refuses a function that makes no agent", async () => {
  const provider = moduleProvider("x", { default: () => ({ run() {} }) }, defaults);
  await assert.rejects(
    provider.create(agentContext(), new AbortController().signal),
    (error) => error instanceof AgentError && /has no prompt\(\)/.test(error.message),
  );
});

Deno.test("moduleProvider() takes a provider, which describes itself", async () => {
  const own = {
    name: "mine",
    describe: () => ({ ...defaults.description, model: "own" }),
    create: () => Promise.resolve(agent),
  };
  const provider = moduleProvider("x", { default: own }, defaults);
  assert.equal(provider.name, "mine");
  assert.equal(provider.describe().model, "own");
  assert.equal((await runTurn(await makeAgent(provider), "")).text, "hello");
});

const FOUND: [what: string, exported: Record<string, unknown>][] = [
  ["missing", {}],
  ["missing (it exports agent, helper)", { agent, helper: 1 }],
  ["a class", { default: class Mine {} }],
  ["a string", { default: "agent" }],
  ["null", { default: null }],
  ["an array", { default: [agent] }],
  ["an empty object", { default: {} }],
  ["an object with run, stop", { default: { run() {}, stop() {} } }],
];

for (const [what, exported] of FOUND) {
  Deno.test(`moduleProvider() says that the default export is ${what}`, () => {
    assert.throws(() => moduleProvider("file:///srv/agent.ts", exported, defaults), (error) => {
      assert.ok(error instanceof AgentError);
      const head = `Cannot use the agent module "file:///srv/agent.ts": its default export is `;
      assert.ok(error.message.startsWith(`${head}${what}; it has to be an object with prompt()`));
      return true;
    });
  });
}

Deno.test("loadModuleProvider() says which module cannot be loaded, and why", async () => {
  const broken = "data:text/javascript,throw new Error('no config')";
  await assert.rejects(loadModuleProvider(broken, defaults), (error) => {
    assert.ok(error instanceof AgentError);
    assert.match(error.message, /^Cannot load the agent module "data:.*": no config$/);
    return true;
  });
});
