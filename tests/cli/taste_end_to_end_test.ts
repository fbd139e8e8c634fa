/** Personalities of a real file, and an agent in a worker that hears them. */
import assert from "node:assert/strict";
import { TemporaryFolder } from "./support/temporary_folder.ts";
import { AgentGateway } from "./support/talk.ts";

const CONFIG = `# Who answers.
agent: parrot
agents: { parrot: { type: module, path: ./parrot.ts } }
personalities:
  sailor: Speak like a sailor. # aye
  terse: Be brief.
`;

const PARROT = `export default {
  async *prompt({ instructions = "nothing" }) {
    yield { type: "text", text: instructions };
  },
};
`;

Deno.test("stdio: a personality and a prompt reach a module, and the file says so, comments kept", async () => {
  await using folder = new TemporaryFolder();
  const path = folder.write("config.yaml", CONFIG);
  folder.write("parrot.ts", PARROT);
  await using gateway = new AgentGateway({ args: ["--config", path] });
  const { talk } = gateway;
  const { session_id } = await talk.call("session.create");
  assert.equal((await talk.turn(session_id, "hello")).text, "nothing");
  await talk.call("config.set", { key: "personality", value: "sailor", session_id });
  await talk.call("config.set", { key: "prompt", value: "Say it twice." });
  const expected = "Speak like a sailor.\n\nSay it twice.";
  assert.equal((await talk.turn(session_id, "hello")).text, expected);
  const written = await Deno.readTextFile(path);
  const added = "defaults:\n  personality: sailor\n  prompt: Say it twice.\n";
  assert.equal(written, `${CONFIG}${added}`);
  // By hand, while it runs; then so that it cannot be used.
  folder.write(
    "config.yaml",
    CONFIG.replace("Be brief.", "Be very brief.") + "defaults: { personality: terse }\n",
  );
  assert.equal((await talk.turn(session_id, "hello")).text, "Be very brief.");
  folder.write("config.yaml", `${CONFIG}defaults: { personality: pirate }\n`);
  assert.equal((await talk.turn(session_id, "hello")).text, "Be very brief.");
  const err = (await gateway.end()).join("\n");
  assert.match(
    err,
    /cannot be used[^\n]*line 7: [^\n]*defaults\.personality: there is none of that/,
  );
});
