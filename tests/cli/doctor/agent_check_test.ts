import assert from "node:assert/strict";
import { checkAgent } from "../../../src/cli/doctor/agent_check.ts";
import { checkKnownAgents } from "../../../src/cli/doctor/known_agents.ts";
import { agentDefaults } from "../../../src/cli/agent_defaults.ts";
import { systemClock as clock } from "../../../src/lib/clock.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const acp = { type: "acp" as const, ...agentDefaults.acp, args: [] };

Deno.test("checkAgent() looks for an agent's program on the PATH that it is given", async () => {
  await using folder = new TemporaryFolder();
  await Deno.chmod(folder.write("some-agent", ""), 0o755);
  const agent = { ...acp, command: "some-agent", env: { PATH: folder.path } };
  assert.equal((await checkAgent("a", agent, clock)).kind, "ok");
  const away = await checkAgent("a", { ...agent, command: "no-agent" }, clock);
  assert.equal(away.kind, "problem");
});

Deno.test("checkAgent() looks whether a module's file is there", async () => {
  await using folder = new TemporaryFolder();
  const path = folder.write("agent.ts", "");
  const agent = { type: "module", ...agentDefaults.module, path } as const;
  assert.equal((await checkAgent("a", agent, clock)).kind, "ok");
  assert.equal((await checkAgent("a", { ...agent, path: `${path}x` }, clock)).kind, "problem");
  assert.equal((await checkAgent("a", { ...agent, path: folder.path }, clock)).kind, "problem");
});

Deno.test("checkKnownAgents() offers the ones that are installed and not served", async () => {
  await using folder = new TemporaryFolder();
  for (const name of ["gemini", "codex-acp"]) await Deno.chmod(folder.write(name, ""), 0o755);
  const place = { os: "linux", path: folder.path };
  const served = { ...acp, command: "/opt/codex-acp", env: {} };
  const findings = checkKnownAgents({ agents: [served], configPath: "/c.yaml", place });
  assert.equal(findings.length, 1);
  const [gemini] = findings;
  assert(gemini?.kind === "note");
  assert.deepEqual(gemini.remedy, [
    "--agent acp -- gemini --acp",
    'gemini: { type: acp, command: gemini, args: ["--acp"] }',
  ]);
});
