import assert from "node:assert/strict";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { type KeyDesk, KeyError } from "../../../src/gateway/key_desk.ts";
import { Stage } from "../../support/stage.ts";

const KEY = "sk-abcdefghijklmnop-1234";

/** Keys in memory, of the agent `scripted` alone. */
function desk(more: Partial<KeyDesk> = {}): KeyDesk & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    variableOf: (agent) => agent === "scripted" ? "SOME_KEY" : undefined,
    sourceOf: (agent) => held.has(agent) ? "kept" : "none",
    shown: (agent) => held.has(agent) ? `****${held.get(agent)?.slice(-4)}` : "",
    save: (agent, key) => void held.set(agent, key),
    remove: (agent) => held.delete(agent),
    reload: () => 3,
    ...more,
  };
}

Deno.test("model.save_key keeps the key of an agent, and answers the agent without it", async () => {
  const keys = desk();
  await using stage = new Stage({ setup: { keys } });
  const client = stage.connect();
  const { provider } = client.result("model.save_key", { slug: "scripted", api_key: ` ${KEY}\n` });
  assert.equal(keys.held.get("scripted"), KEY);
  const { slug, auth_type, key_env, is_current } = provider;
  assert.deepEqual([slug, auth_type, key_env, is_current], [
    "scripted",
    "api_key",
    "SOME_KEY",
    true,
  ]);
  const [own] = client.result("model.options").providers;
  assert.deepEqual(own, provider);
  assert.doesNotMatch(client.socket.frames.join("\n"), /abcdefgh/);
  assert.doesNotMatch(JSON.stringify(stage.log), /abcdefgh/);
});

Deno.test("model.save_key names what is missing, unknown or not to be had", async () => {
  await using stage = new Stage({
    setup: { keys: desk() },
    agents: { echo: echoProvider({ paceMs: 0 }) },
  });
  const client = stage.connect();
  const refused = (slug?: string, api_key?: string) =>
    client.error("model.save_key", { slug, api_key });
  for (const { code, message } of [refused(), refused("scripted", "  "), refused("", KEY)]) {
    assert.deepEqual([code, message], [4001, "slug and api_key are required"]);
  }
  const blank = refused("scripted", "sk abc");
  assert.deepEqual([blank.code, /blanks/.test(blank.message)], [4001, true]);
  assert.deepEqual(refused("none", KEY), {
    code: 4002,
    message: 'slug: there is no agent "none"; one of scripted, echo',
  });
  assert.equal(refused("echo", KEY).code, 4003);
});

Deno.test("model.save_key is 4006 where keys are the affair of the program around the gateway", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { code } = client.error("model.save_key", { slug: "scripted", api_key: KEY });
  assert.equal(code, 4006);
  assert.equal(client.error("model.disconnect", { slug: "scripted" }).code, 4005);
  assert.deepEqual(client.result("reload.env"), { updated: 0 });
});

Deno.test("model.disconnect forgets a key; without one it is 4005, without a slug 4001", async () => {
  const keys = desk();
  await using stage = new Stage({ setup: { keys } });
  const client = stage.connect();
  assert.deepEqual(client.error("model.disconnect", {}), {
    code: 4001,
    message: "slug is required",
  });
  assert.equal(client.error("model.disconnect", { slug: "scripted" }).code, 4005);
  client.result("model.save_key", { slug: "scripted", api_key: KEY });
  assert.deepEqual(client.result("model.disconnect", { slug: "scripted" }), {
    slug: "scripted",
    name: "scripted",
    disconnected: true,
  });
  assert.equal(keys.held.size, 0);
  keys.sourceOf = () => "environment";
  const { message } = client.error("model.disconnect", { slug: "scripted" });
  assert.match(message, /in the variable SOME_KEY: unset it/);
});

Deno.test("what a desk cannot do is said by the method that asked for it", async () => {
  const fail = () => {
    throw new KeyError("Cannot use the file: EACCES");
  };
  await using stage = new Stage({
    setup: { keys: desk({ save: fail, remove: fail, reload: fail }) },
  });
  const client = stage.connect();
  const slug = "scripted";
  const faults = [
    client.error("model.save_key", { slug, api_key: KEY }),
    client.error("model.disconnect", { slug }),
    client.error("reload.env"),
  ];
  assert.deepEqual(faults.map(({ code }) => code), [5034, 5035, 5015]);
  for (const { message } of faults) assert.equal(message, "Cannot use the file: EACCES");
});

Deno.test("reload.env answers how many keys are other than before", async () => {
  await using stage = new Stage({ setup: { keys: desk() } });
  assert.deepEqual(stage.connect().result("reload.env"), { updated: 3 });
});

Deno.test("config.show tells in three sections, and of a key its end alone", async () => {
  const keys = desk();
  keys.held.set("scripted", KEY);
  await using stage = new Stage({ setup: { keys }, cwd: "/srv" });
  const client = stage.connect();
  const { sections } = client.result("config.show");
  const titles = sections.map(({ title }: { title: string }) => title);
  assert.deepEqual(titles, ["Model", "Agent", "Environment"]);
  assert.deepEqual(sections[2].rows, [
    ["configuration", "in memory"],
    ["folder", "/srv"],
    ["SOME_KEY", "****1234"],
  ]);
  assert.doesNotMatch(JSON.stringify(sections), /abcdefgh/);
  keys.held.clear();
  const [, , environment] = client.result("config.show").sections;
  assert.deepEqual(environment.rows.at(-1), ["SOME_KEY", "not set"]);
});
