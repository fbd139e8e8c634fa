import assert from "node:assert/strict";
import { join } from "node:path";
import { KeyFile } from "../../src/adapters/key_file.ts";
import { AgentKeys, keyPath, keyReader, keyVariable } from "../../src/cli/agent_keys.ts";
import { configSchema } from "../../src/cli/config_schema.ts";
import { KeyError } from "../../src/gateway/key_desk.ts";

const VARIABLE = "TIDEGATE_TEST_KEY_OF_NOBODY";
const { agents } = configSchema.parse({
  agents: {
    own: { type: "openai", api_key_env: VARIABLE },
    usual: { type: "openai" },
    tool: { type: "acp", command: "agent" },
  },
});

async function inFolder(act: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(join(folder, "keys.env"));
  } finally {
    Deno.env.delete(VARIABLE);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("AgentKeys knows the variable of agents that take a key", () =>
  inFolder((path) => {
    const keys = new AgentKeys(agents, new KeyFile(path));
    const names = ["own", "usual", "tool", "none", "constructor"];
    assert.deepEqual(names.map((name) => keys.variableOf(name)), [
      VARIABLE,
      "OPENAI_API_KEY",
      undefined,
      undefined,
      undefined,
    ]);
    assert.equal(keyVariable(agents.tool), undefined);
  }));

Deno.test("a key that is kept goes before that of the environment, which is never forgotten", () =>
  inFolder((path) => {
    const file = new KeyFile(path);
    const keys = new AgentKeys(agents, file);
    const read = keyReader(file);
    assert.deepEqual([keys.sourceOf("own"), keys.shown("own")], ["none", ""]);
    Deno.env.set(VARIABLE, "sk-of-the-environment");
    assert.deepEqual([keys.sourceOf("own"), keys.shown("own")], ["environment", "****ment"]);
    assert.equal(keys.remove("own"), false);
    keys.save("own", "sk-of-the-user");
    assert.deepEqual([keys.sourceOf("own"), keys.shown("own")], ["kept", "****user"]);
    assert.equal(read(VARIABLE), "sk-of-the-user");
    assert.equal(keys.remove("own"), true);
    assert.equal(read(VARIABLE), "sk-of-the-environment");
    keys.save("own", "short");
    assert.equal(keys.shown("own"), "****");
  }));

Deno.test("reload() counts what somebody else has changed", () =>
  inFolder(async (path) => {
    const keys = new AgentKeys(agents, new KeyFile(path));
    keys.save("own", "sk-1");
    assert.equal(keys.reload(), 0);
    await Deno.writeTextFile(path, `${VARIABLE}=sk-two\nOPENAI_API_KEY=sk-3\n`);
    assert.equal(keys.reload(), 2);
    assert.equal(keys.reload(), 0);
    await Deno.remove(path);
    assert.equal(keys.reload(), 2);
  }));

Deno.test("AgentKeys says what it cannot do, and where, without the key", () =>
  inFolder(async (path) => {
    await Deno.writeTextFile(path, "");
    const keys = new AgentKeys(agents, new KeyFile(join(path, "inside", "keys.env")));
    assert.throws(() => keys.save("own", "sk-secret"), (error) => {
      assert.ok(error instanceof KeyError);
      assert.match(error.message, /^Cannot keep a key in .*keys\.env: /);
      assert.doesNotMatch(error.message, /sk-secret/);
      return true;
    });
    assert.throws(() => keys.save("tool", "sk-secret"), /: the agent tool takes no key$/);
  }));

Deno.test("keyPath() is beside the configuration", () => {
  const get = (name: string) => name === "HOME" ? "/h" : undefined;
  assert.equal(keyPath({ os: "linux", get }), "/h/.config/tidegate/keys.env");
  assert.equal(keyPath({ os: "linux", get: () => undefined }), undefined);
});
