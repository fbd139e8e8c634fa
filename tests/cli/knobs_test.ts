import assert from "node:assert/strict";
import { gatewayTokens } from "../../src/adapters/gateway_tokens.ts";
import { CREDENTIAL_VARIABLES, KNOBS } from "../../src/cli/knobs.ts";
import { readKnobs } from "../../src/lib/env.ts";

function read(environment: Record<string, string>) {
  const warnings: string[] = [];
  const get = (name: string) => environment[name];
  const values = readKnobs(KNOBS, get, (message) => warnings.push(message));
  return { values, warnings };
}

Deno.test("KNOBS has the protocol's defaults", () => {
  const { values, warnings } = read({});
  assert.deepEqual(warnings, []);
  assert.equal(values.rpcWorkers, 4);
  assert.equal(values.orphanGrace, 20);
  assert.equal(values.sessionTtl, 21_600);
  assert.equal(values.shutdownGrace, 1);
  assert.equal(values.noFlush, false);
  assert.equal(values.coalesceMs, 33);
  assert.equal(values.maxFrameBytes, 32 * 1_024 * 1_024);
});

Deno.test("KNOBS takes each HERMES_TUI_ name, and the same with TIDEGATE_ in its place", () => {
  const cases = [
    ["RPC_POOL_WORKERS", "7", "rpcWorkers", 7],
    ["WS_ORPHAN_REAP_GRACE_S", "0", "orphanGrace", 0],
    ["SESSION_TTL_S", "60.5", "sessionTtl", 60.5],
    ["GATEWAY_NO_FLUSH", "yes", "noFlush", true],
    ["GATEWAY_SHUTDOWN_GRACE_S", "2.5", "shutdownGrace", 2.5],
  ] as const;
  for (const [name, text, key, wanted] of cases) {
    for (const prefix of ["HERMES_TUI_", "TIDEGATE_"]) {
      const { values, warnings } = read({ [prefix + name]: text });
      assert.equal(values[key], wanted, prefix + name);
      assert.deepEqual(warnings, []);
    }
  }
  assert.equal(read({ TIDEGATE_SHUTDOWN_GRACE_S: "3" }).values.shutdownGrace, 3);
  assert.equal(read({ HERMES_DASHBOARD_SESSION_TOKEN: "abc" }).values.token, "abc");
  assert.equal(read({ HERMES_DESKTOP_READY_FILE: "/r" }).values.readyFile, "/r");
  const sidecar = "ws://127.0.0.1:1/api/pub?channel=x&token=y";
  assert.equal(read({ HERMES_TUI_SIDECAR_URL: sidecar }).values.sidecarUrl, sidecar);
});

Deno.test("KNOBS answers values outside the range as the protocol does", () => {
  const cases = [
    ["TIDEGATE_RPC_POOL_WORKERS", "1", "rpcWorkers", 2],
    ["TIDEGATE_WS_ORPHAN_REAP_GRACE_S", "-1", "orphanGrace", 20],
    ["TIDEGATE_WS_ORPHAN_REAP_GRACE_S", "soon", "orphanGrace", 20],
    ["TIDEGATE_SHUTDOWN_GRACE_S", "0", "shutdownGrace", 1],
    ["TIDEGATE_SHUTDOWN_GRACE_S", "-3", "shutdownGrace", 1],
    ["TIDEGATE_PORT", "99999", "port", 9120],
    ["TIDEGATE_MAX_FRAME_BYTES", "67108865", "maxFrameBytes", 33_554_432],
  ] as const;
  for (const [name, text, key, wanted] of cases) {
    const { values, warnings } = read({ [name]: text });
    assert.equal(values[key], wanted, `${name}=${text}`);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.includes(name));
  }
});

Deno.test("KNOBS keeps a token that no header can carry out of use and out of the log", () => {
  const { values, warnings } = read({ TIDEGATE_TOKEN: "päss wort" });
  assert.equal(values.token, undefined);
  assert.ok(!warnings.join().includes("wort"));
});

Deno.test("KNOBS warns of a base URL that is none, and goes on with the default", () => {
  for (const text of ["localhost:11434", "sk-secret-key", "ftp://h/v1", "http://u:secret@h/v1"]) {
    const { values, warnings } = read({ TIDEGATE_BASE_URL: text });
    assert.equal(values.baseUrl, "https://api.openai.com/v1");
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? "",
      /TIDEGATE_BASE_URL: its value \(not shown\) is not an http.*; using https:\/\/api\.openai/,
    );
    assert.ok(!warnings.join().includes("secret"));
  }
  const { values, warnings } = read({ TIDEGATE_BASE_URL: "http://127.0.0.1:11434/v1" });
  assert.deepEqual([values.baseUrl, warnings], ["http://127.0.0.1:11434/v1", []]);
});

Deno.test("KNOBS names no variable twice", () => {
  const names = Object.values(KNOBS).flatMap((knob) => [
    knob.name,
    ...("aliases" in knob ? knob.aliases : []),
  ]);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("CREDENTIAL_VARIABLES are those that children are not given", () => {
  assert.deepEqual(CREDENTIAL_VARIABLES.toSorted(), gatewayTokens.toSorted());
});
