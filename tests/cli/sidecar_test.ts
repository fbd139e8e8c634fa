/** The gateway as a desktop app's sidecar: started by a process that may be killed at any time. */
import assert from "node:assert/strict";
import { CAN_AUDIT, shell } from "../adapters/support/process_audit.ts";
import { says } from "../agent/acp/support/script.ts";
import { acpCommand } from "./support/acp_command.ts";
import { exitLines } from "./support/child.ts";
import { Sidecar, type SidecarOptions, TOKEN } from "./support/sidecar.ts";
import { type Subject, subjects } from "./support/subject.ts";
import { TemporaryFolder } from "./support/temporary_folder.ts";

const SERVE = ["serve", "--port", "0", "--exit-with-parent"];
const ACP = ["--agent", "acp", "--", ...acpCommand({ prompts: [[says("from the agent")]] })];

/** A test for each way there is to start it. */
function test(name: string, run: (subject: Subject) => Promise<void>): void {
  for (const subject of subjects) {
    Deno.test({ name: `${subject.name}: ${name}`, ignore: !CAN_AUDIT, fn: () => run(subject) });
  }
}

async function chat(sidecar: Sidecar, answer: string | RegExp): Promise<void> {
  const talk = await sidecar.open();
  const { session_id } = await talk.call("session.create");
  const { text } = await talk.turn(session_id, "hello");
  if (typeof answer === "string") assert.equal(text, answer);
  else assert.match(text, answer);
}

test("serve --exit-with-parent ends with all its children when its parent is killed", async (subject) => {
  await using folder = new TemporaryFolder();
  const stderr = `${folder.path}/stderr`;
  await using sidecar = new Sidecar(subject, { args: [...SERVE, ...ACP], stderr });
  await chat(sidecar, "from the agent");
  // The gateway, the worker, the agent and the guard, at the least.
  assert.ok((await sidecar.audit.left()).length >= 4);
  await sidecar.killParent();
  assert.deepEqual(await sidecar.left(), []);
  assert.deepEqual(exitLines((await Deno.readTextFile(stderr)).split("\n")), [
    "[gateway-exit] stdin EOF (the parent closed it)",
  ]);
});

for (const args of [SERVE, ["stdio", "--exit-with-parent"]]) {
  test(`${args[0]} --exit-with-parent sees that its parent is gone where its stdin never ends`, async (subject) => {
    await using folder = new TemporaryFolder();
    const [stdin, stderr] = [`${folder.path}/stdin`, `${folder.path}/stderr`];
    await shell(`mkfifo '${stdin}'`);
    const options = { args: [...args, "--state", ":memory:"], stdin, stderr };
    await using sidecar = new Sidecar(subject, options);
    await sidecar.firstLine();
    await sidecar.killParent();
    assert.deepEqual(await sidecar.left(), []);
    const [line, ...more] = exitLines((await Deno.readTextFile(stderr)).split("\n"));
    assert.match(line ?? "", /^\[gateway-exit\] the parent is gone \(process \d+\)$/);
    assert.deepEqual(more, []);
  });
}

test("serve with TIDEGATE_EXIT_WITH_PARENT ends in good order when its stdin is closed", async (subject) => {
  const env = { TIDEGATE_EXIT_WITH_PARENT: "1" };
  await using sidecar = new Sidecar(subject, { args: ["serve", "--port", "0", ...ACP], env });
  await chat(sidecar, "from the agent");
  await sidecar.closeStdin();
  const { code, err } = await sidecar.end();
  assert.equal(code, 0, err.join("\n"));
  assert.deepEqual(exitLines(err), ["[gateway-exit] stdin EOF (the parent closed it)"]);
  assert.deepEqual(await sidecar.left(), []);
});

test("serve without the flag takes no notice of its stdin", async (subject) => {
  await using sidecar = new Sidecar(subject, { args: ["serve", "--port", "0"] });
  const talk = await sidecar.open();
  await sidecar.closeStdin();
  const { session_id } = await talk.call("session.create");
  assert.match((await talk.turn(session_id, "hello")).text, /hello/);
  await sidecar.terminate();
  assert.equal((await sidecar.end()).code, 0);
});

test("a second instance serves beside the first, and says that it keeps nothing", async (subject) => {
  await using folder = new TemporaryFolder();
  const env = { XDG_STATE_HOME: folder.path };
  await using first = new Sidecar(subject, { args: SERVE, env });
  await chat(first, /hello/);
  await using second = new Sidecar(subject, { args: SERVE, env });
  await chat(second, /hello/);
  await second.errorLine((line) =>
    /state\.db.*another gateway has it open.*keeping conversations in memory/.test(line)
  );
  await second.closeStdin();
  assert.equal((await second.end()).code, 0);
  // Who names the file has to have it.
  const named = [...SERVE, "--state", `${folder.path}/tidegate/state.db`];
  await using third = new Sidecar(subject, { args: named, env });
  const { code, err } = await third.end();
  assert.equal(code, 2);
  assert.match(err.join("\n"), /error: .*state\.db.*another gateway has it open/);
  await first.closeStdin();
  assert.equal((await first.end()).code, 0);
});

test("it serves where neither home nor temporary files can be written", async (subject) => {
  await using folder = new TemporaryFolder();
  const home = `${folder.path}/home`;
  await Deno.mkdir(home);
  // Permissions do not stop the superuser: for that one it is no folder.
  folder.write("home/.local", "");
  await Deno.chmod(home, 0o555);
  const nowhere = `${home}/.local`;
  const env = {
    HOME: home,
    XDG_STATE_HOME: "",
    XDG_CONFIG_HOME: "",
    TIDEGATE_CRASH_LOG: "",
    TMPDIR: nowhere,
    TEMP: nowhere,
    TMP: nowhere,
  };
  const options: SidecarOptions = { args: [...SERVE, ...ACP], env, cwd: folder.path };
  await using sidecar = new Sidecar(subject, options);
  await chat(sidecar, "from the agent");
  await sidecar.errorLine((line) => /state\.db.*(going on|conversations) in memory/.test(line));
  await sidecar.closeStdin();
  const { code, err } = await sidecar.end();
  assert.equal(code, 0, err.join("\n"));
  assert.deepEqual(await sidecar.left(), []);
  // So that it can be removed.
  await Deno.chmod(home, 0o755);
});

test("paths may have blanks and letters of any script", async (subject) => {
  await using folder = new TemporaryFolder('Über 船 – d\'accord "quoted"');
  const module = folder.write(
    "ein Agent ñ.mjs",
    `import { basename } from "node:path";
     export default ({ cwd }) => ({ async *prompt() {
       yield { type: "text", text: "from " + basename(cwd) };
     } });`,
  );
  const home = `${folder.path}/mein Zuhause ☂`;
  const work = `${folder.path}/la côte`;
  for (const path of [home, work]) await Deno.mkdir(path);
  const token = folder.write("le jeton ♥", `${TOKEN}\n`);
  await Deno.chmod(token, 0o600);
  const ready = `${folder.path}/prêt ✓.json`;
  const state = `${folder.path}/Zustand Ω/state ω.db`;
  await Deno.mkdir(`${folder.path}/Zustand Ω`);
  const files = ["--token-file", token, "--ready-file", ready, "--state", state];
  const args = [...SERVE, ...files, "--agent", "module", module];
  const env = { HOME: home, XDG_STATE_HOME: "", XDG_CONFIG_HOME: "", TIDEGATE_TOKEN: "" };
  await using sidecar = new Sidecar(subject, { args, env, cwd: work });
  await chat(sidecar, "from la côte");
  assert.ok(JSON.parse(await Deno.readTextFile(ready)).port > 0);
  assert.ok((await Deno.stat(state)).size > 0);
  await sidecar.closeStdin();
  const { code, err } = await sidecar.end();
  assert.equal(code, 0, err.join("\n"));
  assert.deepEqual(await sidecar.left(), []);
});
