import assert from "node:assert/strict";
import { parseConfig } from "../../src/cli/config_document.ts";

const variables: Record<string, string> = { HOME: "/users/ada", TOKEN: "s3cret" };
const get = (name: string) => variables[name];
const parse = (text: string) => parseConfig(text, { path: "/etc/tidegate/config.yaml", get });

function fault(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.equal((error as Error).name, "UsageError");
    return (error as Error).message;
  }
  return assert.fail("it was taken");
}

Deno.test("parseConfig() takes an empty file for the defaults", () => {
  assert.deepEqual(parse("# nothing yet\n"), {
    agent: undefined,
    agents: {},
    mcpServers: [],
    tools: { otherwise: "ask", allow: [], never: [] },
    quickCommands: {},
    questionTimeoutsMs: {},
    skills: [],
    commands: [],
  });
});

Deno.test("parseConfig() reads every section, fills variables in and makes paths whole", () => {
  const config = parse(`
agent: codex
agents:
  codex: { type: acp, command: codex-acp, args: [--quiet], env: { KEY: "\${TOKEN}" }, files: read, auth_method: key }
  local: { type: openai, base_url: "http://127.0.0.1:11434/v1", model: llama3.2 }
  mine: { type: module, path: ./agent.ts, isolate: none }
mcp_servers:
  files: { command: mcp-files, args: [/srv] }
  web: { url: "https://mcp.example/mcp", headers: { Authorization: "Bearer \${TOKEN}" } }
tools: { otherwise: never, allow: [files__read_*] }
quick_commands:
  gs: { type: exec, command: git status }
  g: { type: alias, target: gs }
skills: [~/skills, more]
commands: [/srv/commands.ts]
question_timeouts_s: { sudo: 1.5 }
`);
  assert.equal(config.agent, "codex");
  assert.deepEqual(config.agents.codex, {
    type: "acp",
    command: "codex-acp",
    args: ["--quiet"],
    env: { KEY: "s3cret" },
    files: "read",
    terminals: false,
    auth_method: "key",
    start_timeout_s: 30,
    isolate: "worker",
  });
  const { mine } = config.agents;
  assert.equal(mine?.type === "module" && mine.path, "/etc/tidegate/agent.ts");
  assert.deepEqual(config.mcpServers, [
    { name: "files", command: "mcp-files", args: ["/srv"], env: {} },
    { name: "web", url: "https://mcp.example/mcp", headers: { Authorization: "Bearer s3cret" } },
  ]);
  assert.deepEqual(config.tools, { otherwise: "never", allow: ["files__read_*"], never: [] });
  assert.deepEqual(Object.keys(config.quickCommands), ["gs", "g"]);
  assert.deepEqual(config.skills, ["/users/ada/skills", "/etc/tidegate/more"]);
  assert.deepEqual(config.questionTimeoutsMs, { sudo: 1_500 });
  assert.deepEqual(config.commands, ["/srv/commands.ts"]);
});

Deno.test("parseConfig() makes the path of a program whole, and leaves a name to the PATH", () => {
  const commandOf = (command: string) => {
    const { a } = parse(`agents: { a: { type: acp, command: "${command}" } }`).agents;
    const [server] = parse(`mcp_servers: { s: { command: "${command}" } }`).mcpServers;
    assert.ok(a?.type === "acp" && server !== undefined && "command" in server);
    assert.equal(a.command, server.command);
    return a.command;
  };
  assert.equal(commandOf("codex-acp"), "codex-acp");
  assert.equal(commandOf("./bin/codex-acp"), "/etc/tidegate/bin/codex-acp");
  assert.equal(commandOf("bin/codex-acp"), "/etc/tidegate/bin/codex-acp");
  assert.equal(commandOf("~/bin/codex-acp"), "/users/ada/bin/codex-acp");
  assert.equal(commandOf("/opt/codex-acp"), "/opt/codex-acp");
});

Deno.test("parseConfig() names the file, the member and the fault", () => {
  const path = "/etc/tidegate/config.yaml: ";
  assert.equal(fault("agnet: x"), `${path}there is no "agnet"`);
  assert.match(fault("agents: { a: { type: acp } }"), /: agents\.a\.command: expected string/);
  assert.match(fault("agents: { a: { type: acq } }"), /: agents\.a\.type: /);
  assert.match(fault("agents: { 'a b': { type: echo } }"), /: agents\.a b: .*name of letters/);
  assert.match(
    fault("agents: { a: { type: openai, base_url: 'ftp://x' } }"),
    /: agents\.a\.base_url: expected an http\(s\) URL/,
  );
  assert.match(fault("mcp_servers: { a: {} }"), /: mcp_servers\.a: expected command, args and env/);
  assert.match(fault("quick_commands: { a: { type: exec } }"), /: quick_commands\.a\.command: /);
  assert.equal(
    fault("agents: { a: { type: acp, command: x, env: { K: '${NOPE}' } } }"),
    `${path}agents.a.env.K: the environment variable NOPE is not set`,
  );
  assert.match(fault("agents: [\n  a: {"), /^\/etc\/tidegate\/config\.yaml: .* at line \d+/s);
});

Deno.test("parseConfig() leaves a module's URL as it is", () => {
  const { agents } = parse('agents: { a: { type: module, path: "https://agents.example/a.ts" } }');
  assert.equal(agents.a?.type === "module" && agents.a.path, "https://agents.example/a.ts");
});

Deno.test("parseConfig() never repeats a value where a key may stand by mistake", () => {
  assert.doesNotMatch(fault("mcp_servers: { a: { env: { KEY: sk-123 }, url: [ } }"), /sk-123/);
  assert.doesNotMatch(fault("agents: { a: { type: openai, api_key_env: sk-123 } }"), /sk-123/);
});
