/** The worker's process by itself: how it ends. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { slashWorkerSettings } from "../../src/adapters/slash_worker_main.ts";
import { Lines } from "../cli/support/child.ts";
import { COMMANDS } from "./support/user_commands.ts";

const MAIN = fileURLToPath(new URL("../../src/adapters/slash_worker_main.ts", import.meta.url));
const ignore = Deno.build.os === "windows";

/** A worker, and a shell that is its parent and can be killed; both hold the pipes of the test. */
class Family implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "tidegate-test-" });
  readonly #shell: Deno.ChildProcess;
  readonly out: Lines;
  readonly err: Lines;
  readonly input: WritableStreamDefaultWriter<Uint8Array>;

  constructor(module: string, flags = "--poll-ms=10 --grace-ms=200") {
    const path = `${this.#folder}/commands.ts`;
    Deno.writeTextFileSync(path, module);
    // A program in the background would have no input of its own.
    const script = `exec 3<&0; "$@" --parent-pid=$$ ${flags} <&3 & wait $!; echo "code $?"`;
    const worker = [Deno.execPath(), "run", "--quiet", "--no-lock", "--allow-all", MAIN];
    this.#shell = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...worker, "--session-key=s", `--module=${path}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.out = new Lines(this.#shell.stdout);
    this.err = new Lines(this.#shell.stderr);
    this.input = this.#shell.stdin.getWriter();
  }

  async ask(id: number, command: string): Promise<void> {
    const line = `${JSON.stringify({ id, command })}\n`;
    await this.input.write(new TextEncoder().encode(line));
  }

  async killParent(): Promise<void> {
    this.#shell.kill("SIGKILL");
    await this.#shell.status;
  }

  /** What the worker says until it has ended: nobody else holds the pipe then. */
  async lastWords(): Promise<string[]> {
    return (await this.out.rest()).filter((line) => line !== "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.input.close().catch(() => {});
    await Promise.all([this.out.rest(), this.err.rest()]);
    await this.#shell.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

test("conformance 233: runSlashWorker() answers what was asked, and ends well with its input", async () => {
  await using family = new Family(COMMANDS);
  await family.ask(1, "/greet");
  await family.input.write(new TextEncoder().encode("\nno request\n"));
  await family.ask(7, "greet Bob");
  await family.input.close();
  const said = await family.lastWords();
  assert.match(said.shift() ?? "", /^{"hello":true,"commands":\[/);
  assert.deepEqual(said, [
    '{"ok":true,"id":1,"output":"Hello you"}',
    '{"ok":false,"id":null,"error":"that is no request: {id, command}"}',
    '{"ok":true,"id":7,"output":"Hello Bob"}',
    "code 0",
  ]);
});

test("conformance 232: runSlashWorker() watches its parent before it loads what users wrote", async () => {
  await using family = new Family(`
    console.error("loading");
    for (const end = Date.now() + 20_000; Date.now() < end;);
    console.error("loaded");
  `);
  await family.err.until((line) => line === "loading");
  await family.killParent();
  assert.deepEqual(await family.lastWords(), []);
  assert.deepEqual(await family.err.rest(), []);
});

Deno.test("conformance 232: the worker's own modules are built-ins and small files of ours", async () => {
  const args = ["info", "--json", "--no-lock", MAIN];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = modules.map(({ specifier }: { specifier: string }) => specifier);
  assert.ok(loaded.length >= 5 && loaded.length <= 20, loaded.join("\n"));
  const heavy = loaded.filter((name: string) =>
    !/^node:|\/src\/(adapters|commands|lib)\//.test(name)
  );
  assert.deepEqual(heavy, []);
});

test("runSlashWorker() ends when its parent has gone", async () => {
  await using family = new Family(COMMANDS);
  await family.out.until((line) => line.includes("hello"));
  await family.killParent();
  assert.deepEqual(await family.lastWords(), []);
});

test("runSlashWorker() lets the command in flight finish when its parent has gone", async () => {
  await using family = new Family(
    `
    export default { commands: { slow: { run: (_, { signal }) => {
      console.error("running");
      return new Promise((resolve) => signal.onabort = () => setTimeout(resolve, 0, "done"));
    } } } };
  `,
    "--poll-ms=10 --grace-ms=60000",
  );
  await family.ask(1, "slow");
  await family.ask(2, "slow");
  await family.err.until((line) => line === "running");
  await family.killParent();
  assert.deepEqual((await family.lastWords()).slice(1), ['{"ok":true,"id":1,"output":"done"}']);
});

for (const command of ["hang", "spin"]) {
  test(`runSlashWorker() waits for no command that does not end (${command})`, async () => {
    await using family = new Family(COMMANDS);
    await family.ask(1, command);
    await family.err.until((line) => line === (command === "hang" ? "hanging" : "spinning"));
    await family.killParent();
    assert.equal((await family.lastWords()).length, 1);
  });
}

Deno.test("slashWorkerSettings() fills in what PROTOCOL 7.1 says", () => {
  assert.deepEqual(slashWorkerSettings(["--session-key", "s", "--parent-pid", "5"]), {
    sessionKey: "s",
    parentPid: 5,
    pollMs: 2_000,
    graceMs: 5_000,
    model: "",
    modules: [],
  });
});

Deno.test("slashWorkerSettings() names the flag that is wrong", () => {
  const wrong: [string[], RegExp][] = [
    [["--parent-pid=5"], /^--session-key is required/],
    [["--session-key=s"], /^--parent-pid has to be a whole number/],
    [["--session-key=s", "--parent-pid=0"], /^--parent-pid /],
    [["--session-key=s", "--parent-pid=5", "--poll-ms=x"], /^--poll-ms /],
    [["--session-key=s", "--parent-pid=5", "--grace-ms=-1"], /^--grace-ms /],
    [["--session-key=s", "--parent-pid=5", "--what"], /--what/],
  ];
  for (const [args, message] of wrong) {
    assert.throws(() => slashWorkerSettings(args), { name: "TypeError", message });
  }
});
