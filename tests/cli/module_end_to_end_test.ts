/** Agents that are modules, and what a configuration has, behind the real command. */
import assert from "node:assert/strict";
import { agentPath } from "../adapters/support/isolated.ts";
import { says } from "../agent/acp/support/script.ts";
import { acpCommand } from "./support/acp_command.ts";
import { exitLines } from "./support/child.ts";
import { AgentGateway } from "./support/talk.ts";

const FAULTY = agentPath("faulty.ts");

/** A folder with files in it, for as long as a test lasts. */
class Folder implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "tidegate-test-" });

  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
    return `${this.path}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

Deno.test("stdio --agent module outlives what its module does, and prints none of it to stdout", async () => {
  await using gateway = new AgentGateway({ args: ["--agent", "module", FAULTY] });
  const { talk } = gateway;
  const { session_id } = await talk.call("session.create");
  assert.match((await talk.turn(session_id, "hello")).text, /^hello 0/);
  assert.equal((await talk.turn(session_id, "prints")).text, "printed");
  const crashed = await talk.turn(session_id, "crashes");
  assert.match(crashed.message, /^the agent crashed \(see the gateway's log\)/);
  const left = await talk.turn(session_id, "leavesDeno");
  assert.match(left.message, /^the agent ended its own worker with code 4/);
  assert.match((await talk.turn(session_id, "hello")).text, /^hello /);
  // A piece of an earlier turn would have this one interrupted before it begins, which has no end to wait for.
  talk.forget();
  await talk.call("prompt.submit", { session_id, text: "obeys" });
  await talk.event("message.delta");
  await talk.call("session.interrupt", { session_id });
  assert.equal((await talk.event("message.complete")).payload.status, "interrupted");
  // That every line of stdout is a frame is looked at there.
  const err = (await gateway.end()).join("\n");
  for (const way of ["console.log", "console.error", "process.stdout", "Deno.stdout"]) {
    assert.match(err, new RegExp(`from ${way}`));
  }
  assert.match(err, /nobody catches this[^]*faulty\.ts/);
});

Deno.test("stdio ends the worker of a module that ignores an interrupt, and says so", async () => {
  await using folder = new Folder();
  const config = folder.write(
    "config.yaml",
    `agents: { stubborn: { type: module, path: ${FAULTY}, interrupt_grace_s: 0.1 } }`,
  );
  await using gateway = new AgentGateway({ args: ["--config", config, "--agent", "stubborn"] });
  const { talk } = gateway;
  const { session_id } = await talk.call("session.create");
  for (const way of ["ignores", "loops"]) {
    await talk.call("prompt.submit", { session_id, text: way });
    await talk.event("message.delta");
    await talk.call("session.interrupt", { session_id });
    assert.equal((await talk.event("message.complete")).payload.status, "interrupted");
    const { payload } = await talk.event("status.update");
    assert.match(payload.text, /^The agent did not stop when it was interrupted; its worker was/);
    assert.match((await talk.turn(session_id, "hello")).text, /^hello /);
    // The next event that is waited for is one of the next turn.
    talk.forget();
  }
  await gateway.end();
});

Deno.test("stdio --config serves two agents, quick commands, a skill and commands in TypeScript", async () => {
  await using folder = new Folder();
  const [command, ...args] = acpCommand({ prompts: [[says("from acp")]] });
  await Deno.mkdir(`${folder.path}/skills`);
  folder.write("skills/tide.md", "---\ndescription: tides\n---\nTell the tide of $ARGUMENTS.");
  folder.write(
    "greetings.ts",
    `const run = (args: string) => "Hello " + args;
     export default { commands: { greet: { description: "says hello", run } } };`,
  );
  const config = folder.write(
    "config.yaml",
    `
agent: typed
agents:
  typed: { type: module, path: ${FAULTY} }
  scripted: { type: acp, command: ${JSON.stringify(command)}, args: ${JSON.stringify(args)} }
quick_commands:
  here: { type: exec, command: "echo quick; exit 0", description: "says quick" }
  hi: { type: alias, target: greet }
skills: [skills]
commands: [greetings.ts]
`,
  );
  await using gateway = new AgentGateway({ args: ["--config", config], state: folder.path });
  const { talk } = gateway;
  const typed = await talk.call("session.create");
  const scripted = await talk.call("session.create", { agent: "scripted" });
  assert.match((await talk.turn(typed.session_id, "hello")).text, /^hello 0/);
  assert.equal((await talk.turn(scripted.session_id, "hello")).text, "from acp");
  await assert.rejects(talk.call("session.create", { agent: "nobody" }), /nobody/);

  const { session_id } = typed;
  const run = (command: string) => talk.call("slash.exec", { session_id, command });
  assert.equal((await run("/here")).output, "quick");
  assert.equal((await run("/greet you")).output, "Hello you");
  assert.equal((await run("/hi all")).output, "Hello all");
  await assert.rejects(run("/tide Husum"), /is a skill: use command\.dispatch/);
  const tide = { session_id, name: "tide", arg: "Husum" };
  const skill = await talk.call("command.dispatch", tide);
  assert.deepEqual([skill.type, skill.name], ["skill", "tide"]);
  assert.match(skill.message, /Tell the tide of Husum\./);
  const { pairs, warning = "" } = await talk.call("commands.catalog", { session_id });
  assert.equal(warning, "");
  const names = pairs.map(([name]: [string]) => name);
  for (const name of ["/here", "/hi", "/tide", "/greet", "/help"]) {
    assert.ok(names.includes(name), `${name} is not in ${names}`);
  }
  await gateway.end();

  // A conversation goes on with the agent it began with, also where that is not the usual one.
  await using again = new AgentGateway({ args: ["--config", config], state: folder.path });
  const resumed = await again.talk.call("session.resume", {
    session_id: scripted.stored_session_id,
  });
  assert.equal((await again.talk.turn(resumed.session_id, "hello")).text, "from acp");
  await again.end();
});

Deno.test("stdio leaves with 2 and names the file and the member, where a configuration is wrong", async () => {
  await using folder = new Folder();
  const cases = [
    ["agents: { a: { type: acp } }", "agents.a.command: expected string"],
    ["agents: { a: { type: acp, command: x, isolate: maybe } }", "agents.a.isolate: .*worker"],
    ["agents: { a: { type: robot } }", "agents.a.type: "],
    ["agents: { a b: { type: echo } }", "agents.a b: expected a name of letters"],
    ["agents: { a: { type: echo, speed: 1 } }", 'agents.a: there is no "speed"'],
    ["quick_commands: { q: { type: alias } }", "quick_commands.q.target: expected string"],
    ["skills: here", "skills: expected array"],
    ["comands: []", 'there is no "comands"'],
    [
      "mcp_servers: { m: { command: x, env: { K: '${TIDEGATE_TEST_UNSET}' } } }",
      "mcp_servers.m.env.K: the environment variable TIDEGATE_TEST_UNSET is not set",
    ],
    ["agents: {\n  a: [", ".*line 2"],
  ] as const;
  for (const [text, why] of cases) {
    const config = folder.write("config.yaml", text);
    await using gateway = new AgentGateway({ args: ["--config", config] });
    const { code, out, err } = await gateway.child.end();
    assert.equal(code, 2, text);
    assert.deepEqual(out, []);
    const [line = "", ...others] = exitLines(err);
    const start = `[gateway-exit] did not start: ${config}: `;
    assert.ok(line.startsWith(start), `${text}: ${line}`);
    assert.match(line.slice(start.length), new RegExp(`^${why}`));
    assert.deepEqual(others, []);
  }
  await using gateway = new AgentGateway({ args: ["--config", `${folder.path}/none.yaml`] });
  const { code, err } = await gateway.child.end();
  assert.equal(code, 2);
  assert.match(err.join("\n"), /Cannot read the configuration .*none\.yaml: /);
});
