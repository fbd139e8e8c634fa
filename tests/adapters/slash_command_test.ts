/** User commands from end to end: the runner, its process, and what users wrote. */
import assert from "node:assert/strict";
import process from "node:process";
import { slashCommand } from "../../src/adapters/slash_command.ts";
import { never, UserCommands } from "./support/user_commands.ts";

const ignore = Deno.build.os === "windows";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

test("userCommandRunners() run commands that users wrote, and tell of them", async () => {
  await using commands = new UserCommands();
  const runner = commands.runner([commands.module()], { cwd: commands.folder, model: "-m" });
  const listed = await runner.list?.() ?? [];
  assert.deepEqual(listed.find(({ name }) => name === "greet"), {
    name: "greet",
    description: "says hello",
  });
  assert.deepEqual(listed.map(({ name }) => name), listed.map(({ name }) => name).toSorted());
  const run = (line: string) => runner.run(line, never);
  assert.deepEqual(await run("Greet"), { ok: true, output: "Hello you" });
  assert.deepEqual(await run(" /greet \n Bob  and\n  Ann "), {
    ok: true,
    output: "Hello Bob  and\n  Ann",
  });
  assert.deepEqual(await run("print"), { ok: true, output: "" });
  assert.deepEqual(await run("  "), { ok: true, output: "" });
  assert.deepEqual(await run("boom"), { ok: false, error: "no way", refused: true });
  assert.deepEqual(await run("toString"), {
    ok: false,
    error: "unknown command: /toString",
    refused: true,
  });
  assert.deepEqual(await run("number"), {
    ok: false,
    error: 'the command "number" answered number: it has to be a text',
    refused: true,
  });
  const about = JSON.parse((await run("about") as { output: string }).output);
  assert.deepEqual(about, {
    sessionKey: "stored",
    model: "-m",
    cwd: await Deno.realPath(commands.folder),
    name: "about",
  });
  const long = (await run("long") as { output: string }).output;
  assert.ok(long.endsWith("\n[cut: 300000 characters are over 262144]") && long.length < 262_300);
});

test("userCommandRunners() go on after a command that ends its process", async () => {
  await using commands = new UserCommands();
  const runner = commands.runner([commands.module()]);
  assert.match(
    (await runner.run("later", never) as { error: string }).error,
    /^slash worker closed pipe\n[^]*too late/,
  );
  assert.deepEqual(await runner.run("exit", never), {
    ok: false,
    error: "slash worker closed pipe",
  });
  assert.deepEqual(await runner.run("greet", never), { ok: true, output: "Hello you" });
});

test("userCommandRunners() end a command that is stuck in a loop", async () => {
  await using commands = new UserCommands();
  const runner = commands.runner([commands.module()]);
  await runner.list?.();
  const abort = new AbortController();
  const stuck = runner.run("spin", abort.signal);
  abort.abort();
  assert.equal((await stuck).ok, false);
  assert.deepEqual(await runner.run("greet", never), { ok: true, output: "Hello you" });
  await runner.close();
  assert.deepEqual(await commands.children.audit.left({ seconds: 5 }), []);
});

test("userCommandRunners() keep what loads when something does not, and say why", async () => {
  await using commands = new UserCommands();
  const modules = [
    commands.module("export default { commands: { 'a b': { run() {} }, dull: {} } };", "odd.ts"),
    commands.module("throw new Error('broken')", "broken.ts"),
    commands.module("export const commands = {};", "named.ts"),
    commands.module(),
    commands.module("export default { commands: { GREET: { run: () => 'mine' } } };", "second.ts"),
  ];
  const runner = commands.runner(modules);
  assert.deepEqual(await runner.run("greet", never), { ok: true, output: "Hello you" });
  const faults = commands.children.logger.at("warn").map(({ fields }) => String(fields.fault));
  assert.deepEqual(faults.map((fault) => fault.replaceAll(`${commands.folder}/`, "")), [
    '"odd.ts": command "a b": a name is up to 64 letters, digits, _ - : or .',
    '"odd.ts": command "dull": it has no run()',
    '"broken.ts": broken',
    '"named.ts": its default export has to be { commands: { name: { run() } } }',
    '"second.ts": command "GREET": there is another of this name',
  ]);
  const unknown = await runner.run("dull", never) as { error: string };
  assert.match(unknown.error, /^unknown command: \/dull; not all .*"a b".* \(and 4 more\)$/);
});

test("userCommandRunners() hand down no secret of the gateway, and who is asked for", async () => {
  await using commands = new UserCommands();
  const runner = commands.runner([commands.module()]);
  const variables = { OPENAI_API_KEY: "sk-secret", TIDEGATE_TOKEN: "token" };
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    const asked = ["OPENAI_API_KEY", "TIDEGATE_TOKEN", "HERMES_SESSION_KEY", "HERMES_INTERACTIVE"];
    const got = [];
    for (const name of asked) got.push(await runner.run(`env ${name}`, never));
    assert.deepEqual(got.map((outcome) => outcome.ok && outcome.output), [
      "undefined",
      "undefined",
      "stored",
      "1",
    ]);
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
  }
});

Deno.test("slashCommand() makes no flag of what it is told", () => {
  const facts = { sessionId: "a", storedId: "--x", cwd: "", model: "--help" };
  const { command, args, cwd } = slashCommand(facts, {
    modules: ["--y.ts"],
    program: ["tidegate", "slash-worker"],
  });
  assert.deepEqual([command, args, cwd], [
    "tidegate",
    [
      "slash-worker",
      "--session-key=--x",
      `--parent-pid=${process.pid}`,
      "--model=--help",
      "--module=--y.ts",
    ],
    undefined,
  ]);
});
