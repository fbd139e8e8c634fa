import assert from "node:assert/strict";
import { sources } from "../support/subject.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { closedPort } from "./support/answering_server.ts";

/** Runs the whole command, in an environment that has nothing but a home. */
async function doctor(folder: TemporaryFolder, args: string[], env: Record<string, string> = {}) {
  const [program, ...first] = sources.command;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...first, "doctor", ...args],
    clearEnv: true,
    env: { ...sources.env, HOME: folder.path, PATH: folder.path, ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("tidegate doctor finds a healthy set-up healthy, and leaves it as it was", async () => {
  await using folder = new TemporaryFolder();
  const { code, out, err } = await doctor(folder, ["--port", "0"]);
  assert.equal(code, 0, out + err);
  assert.equal(err, "");
  for (const line of out.trimEnd().split("\n").slice(0, -2)) assert.match(line, /^ok {6}/);
  assert.match(out, /\n\nNo problems, 0 notes: tidegate serve can start\.\n$/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);

  const json = await doctor(folder, ["--port", "0", "--json"]);
  const report = JSON.parse(json.out);
  assert.equal(json.code, 0);
  assert.equal(report.ok, true);
  assert(report.checks.some(({ check }: { check: string }) => check === "state file"));
});

Deno.test("tidegate doctor names every fault of a broken set-up with its remedy", async () => {
  await using folder = new TemporaryFolder();
  const token = folder.write("token", "hush-hush-hush-hush-hush");
  await Deno.chmod(token, 0o644);
  const away = `http://127.0.0.1:${closedPort()}/v1?key=hush`;
  const config = folder.write(
    "config.yaml",
    [
      "agents:",
      "  codex: { type: acp, command: codex-acp, args: [hush] }",
      `  model: { type: openai, base_url: "${away}", model: m }`,
      "mcp_servers:",
      "  files: { command: files-mcp, args: [hush] }",
      `  far: { url: "${away}", headers: { a: "\${SOME_KEY}" } }`,
    ].join("\n"),
  );
  const state = folder.write("state.db", "no database ".repeat(20));
  using taken = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  const args = ["--host", "0.0.0.0", "--port", `${taken.addr.port}`, "--token-file", token]
    .concat("--config", config, "--state", state, "--public-origin", "https://a.example/path");
  // Nobody answers on what is taken here, and that is waited for.
  void taken.accept().then((connection) => connection.close(), () => {});

  const { code, out, err } = await doctor(folder, [...args, "--json"], { SOME_KEY: "hush" });
  assert.equal(code, 1, err);
  assert(!out.includes("hush"), out);
  const report = JSON.parse(out);
  const problems = report.checks.filter(({ kind }: { kind: string }) => kind === "problem");
  assert.deepEqual(problems.map(({ check }: { check: string }) => check), [
    "port",
    "token",
    "public origin",
    "state file",
    "agent codex",
    "agent model",
    "tool server files",
    "tool server far",
  ]);
  assert.equal(report.problems, problems.length);
  for (const { remedy } of problems) assert(remedy.length > 0);
});

Deno.test("tidegate doctor prints the remedy below its line, and ends with 2 for a flag there is not", async () => {
  await using folder = new TemporaryFolder();
  const text = await doctor(folder, ["--port", "0", "--host", "0.0.0.0"]);
  assert.equal(text.code, 1);
  assert.match(text.out, /^PROBLEM token: .*\n {10}rm -f .*\n {10}--token-file tidegate\.token\n/m);
  assert.match(text.out, /\n1 problem, 1 note\.\n$/);
  assert.equal((await doctor(folder, ["--nonsense"])).code, 2);
});
