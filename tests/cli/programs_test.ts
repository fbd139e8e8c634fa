/** What the real command runs for its windows. */
import assert from "node:assert/strict";
import { Audit, CAN_AUDIT } from "../adapters/support/process_audit.ts";
import { AgentGateway, serving } from "./support/talk.ts";

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "cli.exec runs this very program: its version, its help, a doctor, a mistake",
  ignore,
  async fn() {
    await using gateway = new AgentGateway({ args: [] });
    const { talk } = gateway;
    const version = await talk.call("cli.exec", { argv: ["--version"] });
    assert.deepEqual([version.blocked, version.code], [false, 0]);
    assert.match(version.output, /^tidegate \d+\.\d+\.\d+/);
    const help = await talk.call("cli.exec", { argv: ["help", "serve"] });
    assert.match(help.output, /tidegate serve/);
    const doctor = await talk.call("cli.exec", { argv: ["doctor", "--json", "--port", "0"] });
    assert.equal(typeof JSON.parse(doctor.output), "object");
    const mistake = await talk.call("cli.exec", { argv: ["doctor", "--no-such-flag"] });
    assert.equal(mistake.code, 2);
    assert.match(mistake.output, /unknown option '--no-such-flag'/);
    await gateway.end();
  },
});

Deno.test({
  name: "shell.exec has no key of an agent that flags alone describe",
  ignore,
  async fn() {
    const args = ["--agent", "openai", "--model", "m", "--api-key-env", "TIDEGATE_TEST_KEY"];
    const env = { TIDEGATE_TEST_KEY: "hunter22" };
    await using gateway = new AgentGateway({ args, env });
    const command = 'echo "[$TIDEGATE_TEST_KEY$TIDEGATE_TOKEN]"';
    const { stdout } = await gateway.talk.call("shell.exec", { command });
    assert.equal(stdout, "[]\n");
    await gateway.end();
  },
});

Deno.test({
  name: "what shell.exec runs does not outlive a gateway that is killed",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    const audit = new Audit();
    const { child, talk } = await serving({ args: [] }, audit);
    await using _child = child;
    const guardOf = child.process.pid;
    const { session_id } = await talk.call("session.create");
    await talk.ask("shell.exec", { command: "setsid sleep 1000 & sleep 1000", session_id });
    const lines = () => audit.left({ guardOf });
    while ((await lines()).filter((line) => /sleep 1000/.test(line)).length < 2) continue;
    const { processes } = await talk.call("process.list", { session_id });
    assert.equal(processes[0].command, "setsid sleep 1000 & sleep 1000");
    child.kill("SIGKILL");
    await child.process.status;
    assert.deepEqual(await audit.left({ seconds: 5, guardOf }), []);
  },
});
