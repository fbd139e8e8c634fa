/** Every command and every example of the README, run. */
import assert from "node:assert/strict";

const readme = await Deno.readTextFile("README.md");

function blocks(language: string): string[] {
  const pattern = new RegExp("```" + language + "\\n([^]*?)```", "g");
  return [...readme.matchAll(pattern)].map(([, text]) => text as string);
}

interface Child {
  process: Deno.ChildProcess;
  /** Everything stdout said, once it has ended. */
  rest(): Promise<string>;
  /** Resolves with the text that matched as soon as stdout has said it. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
}

function start(args: string[], env: Record<string, string>): Child {
  const process = new Deno.Command(Deno.execPath(), {
    args,
    // A fixed port may be taken on this machine; the flags of a command still win.
    // Nor is anybody's own state file any business of a test.
    env: { TIDEGATE_PORT: "0", TIDEGATE_STATE: ":memory:", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const more = async () => {
    const { done, value } = await reader.read();
    said += value ?? "";
    return !done;
  };
  return {
    process,
    async rest() {
      while (await more());
      return said;
    },
    async says(pattern) {
      while (true) {
        const match = said.match(pattern);
        if (match) return match;
        if (!await more()) throw new Error(`it never said ${pattern}; it said: ${said}`);
      }
    },
  };
}

async function stop(child: Child): Promise<void> {
  child.process.kill("SIGTERM");
  await child.process.stdin.close();
  await child.rest();
  assert.equal((await child.process.status).code, 0);
}

/** A server that listens: how each `serve` command is tried. */
async function serves(args: string[], env: Record<string, string>): Promise<void> {
  const child = start(args, env);
  const prefix = args[args.indexOf("--ready-prefix") + 1] ?? "";
  const word = args.includes("--ready-prefix") ? prefix : "TIDEGATE_READY";
  const [, port] = await child.says(new RegExp(`^${word} port=(\\d+)\\n`));
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  await answer.body?.cancel();
  assert.equal(answer.status, 200);
  await stop(child);
}

async function speaksOverPipes(args: string[], env: Record<string, string>): Promise<void> {
  const child = start(args, env);
  const writer = child.process.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{"id":1,"method":"setup.status"}\n'));
  await writer.close();
  const said = await child.rest();
  assert.match(said, /"gateway\.ready"[^]*"provider_configured":true/);
  assert.equal((await child.process.status).code, 0);
}

/** What a pipe says is echoed, and nothing else. */
async function chats(args: string[], env: Record<string, string>): Promise<void> {
  const child = start(args, env);
  const writer = child.process.stdin.getWriter();
  await writer.write(new TextEncoder().encode("hello there\n"));
  await writer.close();
  assert.equal(await child.rest(), "hello there\n");
  assert.equal((await child.process.status).code, 0);
}

async function explains(args: string[], env: Record<string, string>): Promise<void> {
  const child = start(args, env);
  await child.process.stdin.close();
  assert.ok((await child.rest()).length > 200);
  assert.equal((await child.process.status).code, 0);
}

/** It runs this very test; that the gate runs it, word for word, is what can be shown here. */
async function isRunByTheGate(): Promise<void> {
  assert.match(await Deno.readTextFile(".ci/run"), /^ {2}limited npx -y deno@2\.9\.6 task test /m);
}

const tasks = new Map(Object.entries({
  serve: serves,
  stdio: speaksOverPipes,
  chat: chats,
  help: explains,
  test: isRunByTheGate,
}));

for (const command of blocks("sh").flatMap((block) => block.trim().split("\n"))) {
  Deno.test(`README: ${command}`, async () => {
    const words = command.split(" ");
    const env: Record<string, string> = {};
    while (words[0]?.includes("=")) {
      const [name, value] = (words.shift() as string).split("=");
      env[name as string] = value as string;
    }
    const call = words.join(" ").replace(/^npx -y deno@[\d.]+ /, "deno ");
    const [, task, rest] = call.match(/^deno task (\w+)(.*)$/) ?? [];
    const attempt = tasks.get(task ?? "");
    assert.ok(attempt, `the README names a command nothing tries: ${command}`);
    await attempt(["task", task as string, ...(rest ?? "").split(" ").filter(Boolean)], env);
  });
}

Deno.test("README: the first commands are exactly serve and test, without Deno", () => {
  assert.equal(blocks("sh")[0], "npx -y deno@2.9.6 task serve\nnpx -y deno@2.9.6 task test\n");
});

async function runExample(code: string, args: string[], env: Record<string, string>) {
  const child = start(["run", "--no-prompt", ...args, "-"], env);
  const writer = child.process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const said = await child.rest();
  assert.equal((await child.process.status).code, 0, said);
  return said;
}

Deno.test("README: the agent in TypeScript compiles and runs, without a permission", async () => {
  const [agent] = blocks("ts");
  assert.match(agent ?? "", /AgentProvider/);
  await runExample(agent as string, ["--check"], {});
});

Deno.test("README: the front end in TypeScript prints the answer", async () => {
  const [, client] = blocks("ts");
  assert.match(client ?? "", /new WebSocket/);
  const env = { TIDEGATE_TOKEN: "correct-horse-battery-staple" };
  const server = start(["task", "serve"], env);
  const [, port] = await server.says(/^TIDEGATE_READY port=(\d+)\n/);
  const permissions = [
    "--check",
    "--allow-net=127.0.0.1",
    "--allow-env=TIDEGATE_TOKEN,TIDEGATE_PORT",
  ];
  const said = await runExample(client as string, permissions, {
    ...env,
    TIDEGATE_PORT: port as string,
  });
  assert.equal(said.replaceAll("\n", ""), "hello there");
  await stop(server);
});
