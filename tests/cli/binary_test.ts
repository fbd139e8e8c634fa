/** What is another thing in one file: workers are the file itself, and what users wrote is loaded there. */
import assert from "node:assert/strict";
import { stdioServer } from "../agent/mcp/support/spawn_child.ts";
import { answer, serveModel } from "../agent/support/model_server.ts";
import { asksFor, messagesOf } from "../agent/support/tool_turn.ts";
import { Sidecar } from "./support/sidecar.ts";
import { binary, type Subject } from "./support/subject.ts";
import { TemporaryFolder } from "./support/temporary_folder.ts";

const SERVE = ["serve", "--port", "0", "--exit-with-parent", "--state", ":memory:"];

const AGENT = `
import { sep } from "node:path";
import { shout } from "./shout.mjs";
export default () => ({ async *prompt({ text }) {
  if (text === "fill") {
    yield { type: "text", text: "before it is full" };
    const kept = [];
    for (;;) kept.push(new Array(1_000).fill(kept.length));
  }
  yield { type: "text", text: shout(text) + sep };
} });
`;

/** Only where there is a binary: `TIDEGATE_TEST_BINARY`. */
function test(name: string, run: (subject: Subject, folder: TemporaryFolder) => Promise<void>) {
  if (binary === undefined) return;
  const subject = binary;
  Deno.test(`binary: ${name}`, async () => {
    await using folder = new TemporaryFolder();
    await run(subject, folder);
  });
}

/** Ends it as its parent does, and looks that nothing is left. */
async function finish(sidecar: Sidecar): Promise<string> {
  await sidecar.closeStdin();
  const { code, err } = await sidecar.end();
  assert.equal(code, 0, err.join("\n"));
  assert.deepEqual(await sidecar.left(), []);
  return err.join("\n");
}

test("--version says the commit and the version of Deno", async (subject) => {
  await using sidecar = new Sidecar(subject, { args: ["--version"] });
  const { out } = await sidecar.end();
  assert.match(
    out.join("\n"),
    /^tidegate \d+\.\d+\.\d+ \([0-9a-f]{7,}(-dirty)?, deno 2\.\d+\.\d+\)$/,
  );
});

test(
  "a module is an agent in a worker, and ends for want of memory alone",
  async (subject, folder) => {
    folder.write("shout.mjs", "export const shout = (text) => text.toUpperCase();");
    const path = folder.write("agent.mjs", AGENT);
    const config = folder.write(
      "config.yaml",
      `agents: { small: { type: module, path: ${path}, memory_mib: 64 } }`,
    );
    const args = [...SERVE, "--config", config, "--agent", "small"];
    await using sidecar = new Sidecar(subject, { args });
    const talk = await sidecar.open();
    const { session_id } = await talk.call("session.create");
    assert.equal((await talk.turn(session_id, "hello")).text, "HELLO/");
    const { message } = await talk.turn(session_id, "fill");
    assert.match(message, /out of memory/);
    assert.equal((await talk.turn(session_id, "again")).text, "AGAIN/");
    await finish(sidecar);
  },
);

test(
  "commands of users run in a worker, and see nothing of the gateway's token",
  async (subject, folder) => {
    const path = folder.write(
      "commands.mjs",
      `import process from "node:process";
     export default { commands: {
       greet: { description: "greets", run: (args) => "Hello " + args },
       token: { run: () => String(process.env.TIDEGATE_TOKEN) },
     } };`,
    );
    const config = folder.write("config.yaml", `commands: [${path}]`);
    await using sidecar = new Sidecar(subject, { args: [...SERVE, "--config", config] });
    const talk = await sidecar.open();
    const { session_id } = await talk.call("session.create");
    const run = (command: string) => talk.call("slash.exec", { session_id, command });
    assert.equal((await run("/greet you")).output, "Hello you");
    assert.equal((await run("/token")).output, "undefined");
    await finish(sidecar);
  },
);

test("an agent with tool servers runs in a worker", async (subject, folder) => {
  const call = ["box__env", JSON.stringify({ name: "HARMLESS" }), "c1"] as [string, string, string];
  await using model = serveModel(() => asksFor(call), () => answer("That is all."));
  const server = stdioServer("box", "serve", { HARMLESS: "harmless" });
  assert.ok("command" in server);
  const { command, args, env } = server;
  const config = folder.write(
    "config.yaml",
    JSON.stringify({ mcp_servers: { box: { command, args, env } }, tools: { otherwise: "allow" } }),
  );
  const flags = ["--agent", "openai", "--base-url", model.baseUrl, "--model", "m"];
  await using sidecar = new Sidecar(subject, { args: [...SERVE, ...flags, "--config", config] });
  const talk = await sidecar.open();
  await talk.call("reload.mcp", { confirm: true });
  const { session_id } = await talk.call("session.create");
  assert.equal((await talk.turn(session_id, "what do you know?")).text, "That is all.");
  const [, second] = model.requests;
  const results = messagesOf(second!).filter(({ role }) => role === "tool");
  assert.deepEqual(results.map(({ content }) => content), ["harmless"]);
  await finish(sidecar);
});

test(
  "a module in TypeScript is an agent where the binary's Deno reads it",
  async (subject, folder) => {
    await using asked = new Sidecar(subject, { args: ["--version"] });
    const { out } = await asked.end();
    const minor = Number(/deno 2\.(\d+)/.exec(out.join())?.[1]);
    const path = folder.write(
      "agent.ts",
      `const answer: string = "typed";
     export default () => ({ async *prompt() { yield { type: "text", text: answer }; } });`,
    );
    const args = [...SERVE, "--agent", "module", path];
    await using sidecar = new Sidecar(subject, { args });
    const talk = await sidecar.open();
    const { session_id } = await talk.call("session.create");
    const { text, message } = await talk.turn(session_id, "hello");
    if (minor >= 9) assert.equal(text, "typed");
    else assert.match(message, /Cannot load the agent module ".*agent\.ts"/);
    await finish(sidecar);
  },
);
