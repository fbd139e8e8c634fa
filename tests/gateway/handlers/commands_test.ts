import assert from "node:assert/strict";
import { lookingCommands } from "../../../src/protocol/command_methods.ts";
import { builtinCommands } from "../../../src/commands/builtin_commands.ts";
import type { SkillSource } from "../../../src/commands/skill_source.ts";
import { type Json, Stage } from "../../support/stage.ts";
import { Slash } from "../support/slash.ts";
import { pendingCall } from "../support/talks.ts";

function skillsOf(...texts: [stem: string, text: string][]): SkillSource {
  const files = texts.map(([stem, text]) => ({ path: `/skills/${stem}.md`, stem, text }));
  return { read: () => Promise.resolve({ files, faults: [] }) };
}

const tides = skillsOf(["tides", "# Find the tide\n\nLook up the tide of $ARGUMENTS."]);
const commands = [
  { name: "review", description: "reviews changes", hint: "[file]" },
  { name: "Init", description: "writes notes" },
  { name: "status", description: "of the agent" },
];

/** A session whose agent has told of commands of its own. */
async function withAgent(stage: Stage): Promise<Slash> {
  const slash = await Slash.open(stage);
  stage.provider.builds.at(-1)?.context.tell({ type: "commands", commands });
  return slash;
}

Deno.test("conformance 168: commands.catalog has what a terminal completes, and not what is not here", async () => {
  await using stage = new Stage();
  const catalog = stage.connect().result("commands.catalog");
  const names = catalog.pairs.map(([name]: [string]) => name);
  for (const name of ["/mouse", "/status", "/update", "/compact", "/logs", "/sessions", "/help"]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of ["/topic", "/approve", "/deny", "/sethome", "/set-home", "/commands"]) {
    assert.ok(!names.includes(name), name);
  }
  assert.deepEqual([catalog.skill_count, catalog.warning], [0, ""]);
  for (const [alias, canonical] of Object.entries<string>(catalog.canon)) {
    assert.equal(alias, alias.toLowerCase());
    assert.ok(names.includes(canonical));
  }
});

Deno.test("commands.catalog has the agents' commands of the sessions the caller watches", async () => {
  await using stage = new Stage();
  const { client, id } = await withAgent(stage);
  const of = (catalog: Json) => catalog.categories.find(({ name }: Json) => name === "scripted");
  const catalog = client.result("commands.catalog");
  assert.deepEqual(of(catalog).pairs.map(([name]: [string]) => name), [
    "/review",
    "/init",
    "/scripted:status",
  ]);
  assert.match(catalog.warning, /^\/status is a built-in command, .* that is \/scripted:status$/);
  const stranger = stage.connect();
  assert.equal(of(stranger.result("commands.catalog")), undefined);
  assert.ok(of(stranger.result("commands.catalog", { session_id: id })));
});

Deno.test("conformance 169: commands.catalog answers where skills cannot be read, and warns", async () => {
  const read = () => Promise.reject(new Error("the disk is gone"));
  await using stage = new Stage({ commands: { skills: { read } } });
  const slash = await Slash.open(stage);
  const { result } = await slash.call("commands.catalog", {});
  assert.equal(result.warning, "1 skill cannot be used: skills: the disk is gone");
  assert.ok(result.pairs.length > 10);
});

Deno.test("commands.catalog answers behind what was asked before it, while skills are read", async () => {
  const { promise, resolve } = Promise.withResolvers<{ files: []; faults: [] }>();
  await using stage = new Stage({ commands: { skills: { read: () => promise } } });
  const client = stage.connect();
  const ids = [client.send("commands.catalog"), client.send("setup.status")];
  await stage.time.pass();
  resolve({ files: [], faults: [] });
  await stage.time.pass();
  const answered = client.take().flatMap(({ id }) => id ?? []);
  assert.deepEqual(answered, ids);
});

Deno.test("command.resolve tells the one name, the description and the category", async () => {
  await using stage = new Stage({ commands: { skills: tides } });
  const slash = await withAgent(stage);
  const resolve = (name: string) => slash.call("command.resolve", { name });
  assert.deepEqual((await resolve("/Q")).result, {
    canonical: "queue",
    description: "send a message after the turn that runs (usage: /queue <message>)",
    category: "Turn",
  });
  assert.deepEqual((await resolve("tides")).result.category, "Skills");
  assert.deepEqual((await resolve("review")).result.category, "scripted");
  const error = { code: 4011, message: "unknown command: nothing" };
  assert.deepEqual((await resolve("nothing")).error, error);
});

Deno.test("slash.exec is 4001 without a session, and 4004 without a command", async () => {
  await using stage = new Stage();
  const slash = await Slash.open(stage);
  assert.deepEqual(await slash.execError(" / "), { code: 4004, message: "empty command" });
  const { error } = await slash.call("slash.exec", { command: "/help", session_id: "nowhere" });
  assert.deepEqual(error, { code: 4001, message: "session not found" });
  assert.deepEqual(await slash.dispatchError(""), { code: 4004, message: "empty command" });
});

Deno.test("a name that is no command is 4018, and shortened", async () => {
  await using stage = new Stage({ commands: { skills: tides } });
  const slash = await Slash.open(stage);
  const error = { code: 4018, message: "not a quick/plugin/skill command: nothing" };
  assert.deepEqual(await slash.execError("/nothing at all"), error);
  assert.deepEqual(await slash.dispatchError("nothing"), error);
  const { message } = await slash.execError(`/${"x".repeat(100_000)}`);
  assert.ok(message.length < 200);
  assert.equal((await slash.execError("/mouse all")).code, 4018);
  assert.equal((await slash.dispatchError("mouse")).code, 4018);
});

Deno.test("conformance 162: a skill is dispatched as a message with its name; slash.exec refuses it", async () => {
  await using stage = new Stage({ commands: { skills: tides } });
  const slash = await Slash.open(stage);
  assert.deepEqual(await slash.dispatch("Tides", "Brest, today"), {
    type: "skill",
    message: "# Find the tide\n\nLook up the tide of Brest, today.",
    name: "tides",
  });
  const error = await slash.execError("/tides Brest");
  assert.deepEqual(error, { code: 4018, message: "/tides is a skill: use command.dispatch" });
  const alone = await slash.call("command.dispatch", { name: "tides" });
  assert.equal(alone.result.type, "skill");
});

Deno.test("a command of the agent is sent to it as a prompt, under the name the agent gave it", async () => {
  await using stage = new Stage();
  const slash = await withAgent(stage);
  assert.deepEqual(await slash.exec("/review a.ts"), { type: "send", message: "/review a.ts" });
  assert.deepEqual(await slash.dispatch("init"), { type: "send", message: "/Init" });
  assert.deepEqual(await slash.dispatch("scripted:status", "now"), {
    type: "send",
    message: "/status now",
  });
});

Deno.test("slash.exec waits for an agent that is being built: it may have the command", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const slash = await Slash.open(stage);
  const answer = slash.call("slash.exec", { session_id: slash.id, command: "/review" });
  await assert.rejects(answer, /was not answered/);
  const [build] = stage.provider.builds;
  build?.context.tell({ type: "commands", commands });
  slash.client.take();
  build?.finish();
  await stage.time.pass();
  const [frame] = slash.client.take().filter(({ id }) => id !== undefined);
  assert.deepEqual(frame.result, { type: "send", message: "/review" });
});

Deno.test("a command that waits for its agent ends with an interrupt, and with its session", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const { client, id } = await stage.open();
  const params = { session_id: id, command: "/review" };
  const interrupted = pendingCall(client, "slash.exec", params);
  await stage.time.pass();
  assert.equal(interrupted(), undefined);
  client.interrupt(id);
  await stage.time.pass();
  const error = { code: 5030, message: "the command was interrupted" };
  assert.deepEqual(interrupted()?.error, error);
  const closed = pendingCall(client, "slash.exec", params);
  await stage.time.pass();
  client.result("session.close", { session_id: id });
  await stage.time.pass();
  assert.deepEqual(closed()?.error, error);
});

Deno.test("commands.catalog waits 10 s for skills, and then goes without them", async () => {
  const { promise, resolve } = Promise.withResolvers<{ files: []; faults: [] }>();
  await using stage = new Stage({ commands: { skills: { read: () => promise } } });
  const client = stage.connect();
  const answer = pendingCall(client, "commands.catalog", {});
  await stage.time.pass(9_999);
  assert.equal(answer(), undefined);
  await stage.time.pass(1);
  const { warning, skill_count } = answer()?.result;
  assert.deepEqual([warning, skill_count], [
    "1 skill cannot be used: skills: they are still being read",
    0,
  ]);
  resolve({ files: [], faults: [] });
  await stage.time.pass();
  assert.equal(client.result("commands.catalog").warning, "");
});

Deno.test("an observer may look, and carry out nothing else", async () => {
  await using stage = new Stage();
  const { id } = await stage.open();
  const slash = new Slash(stage, { client: stage.connect(undefined, "observer"), id });
  for (const name of lookingCommands) await slash.exec(`/${name}`);
  const error =
    "this window only observes the session; attach it as a controller to change anything";
  for (const command of ["/stop", "/title", "/model", "nothing"]) {
    assert.deepEqual(await slash.execError(command), { code: 4040, message: error }, command);
  }
  assert.equal((await slash.dispatchError("queue", "hello")).code, 4040);
  const alone = await slash.call("command.dispatch", { name: "queue", arg: "hello" });
  assert.equal(alone.error?.code, 4040);
});

Deno.test("lookingCommands are built in, so that no other command has their names", () => {
  const names: readonly string[] = builtinCommands.map(({ name }) => name);
  assert.deepEqual(lookingCommands.filter((name) => !names.includes(name)), []);
});
