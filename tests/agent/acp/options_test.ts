import assert from "node:assert/strict";
import { acpProvider } from "../../../src/agent/acp/acp_agent.ts";
import { resolveAcpOptions, secretsOf } from "../../../src/agent/acp/options.ts";
import { raise } from "../../support/raise.ts";

Deno.test("resolveAcpOptions() offers nothing of this machine by default", () => {
  const { files, terminals, startTimeoutMs, name } = resolveAcpOptions({ command: "codex-acp" });
  assert.deepEqual([files, terminals, startTimeoutMs, name], ["off", false, 30_000, "acp"]);
});

Deno.test("resolveAcpOptions() names what is wrong", () => {
  const command = "x";
  for (
    const [options, message] of [
      [{ command: " " }, 'Cannot make the agent "acp": "command" must name a program'],
      [{ command, files: "all" }, /"files" must be "off", "read" or "write"/],
      [{ command, startTimeoutMs: 0 }, /"startTimeoutMs" must be a number above 0, not 0/],
      [{ command, resultChars: NaN }, /"resultChars" must be a number above 0, not NaN/],
    ] as const
  ) assert.throws(() => resolveAcpOptions(options as { command: string }), { message });
});

Deno.test("secretsOf() knows the values that are handed to agents and servers, but for short ones", () => {
  const resolved = resolveAcpOptions({
    command: "x",
    env: { KEY: "secret-one", MODE: "on" },
    mcpServers: [
      { name: "a", command: "a", args: [], env: { TOKEN: "secret-two" } },
      { name: "b", url: "http://b", headers: { authorization: "secret-three" } },
    ],
  });
  assert.deepEqual(secretsOf(resolved), ["secret-one", "secret-two", "secret-three"]);
});

Deno.test("acpProvider() wants access to files where it is to offer them", () => {
  const spawn = () => raise(new Error("started"));
  for (const offer of [{ files: "read" as const }, { terminals: true }]) {
    assert.throws(() => acpProvider({ command: "x", ...offer }, { spawn }), {
      name: "TypeError",
      message: /files and terminals need access to files/,
    });
  }
});

Deno.test("acpProvider() describes itself without starting anything", () => {
  const spawn = () => raise(new Error("started"));
  assert.deepEqual(acpProvider({ name: "codex", command: "x", model: "m" }, { spawn }).describe(), {
    model: "m",
    provider: "codex",
    tools: {},
    skills: {},
    configured: true,
    ownInstructions: "ACP has no way to give an agent instructions",
  });
});
