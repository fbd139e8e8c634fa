import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { parseConfig } from "../../src/cli/config_document.ts";
import type { GatewayFlags } from "../../src/cli/flags.ts";
import { gatewayOptions } from "../../src/cli/gateway_options.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { resolveOptions } from "../../src/gateway/options.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { readKnobs } from "../../src/lib/env.ts";
import { silentLogger } from "../../src/lib/logger.ts";

function resolve(flags: GatewayFlags, environment: Record<string, string> = {}, file = "") {
  const get = () => undefined;
  const settings = readKnobs(KNOBS, (name) => environment[name], assert.fail);
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const options = gatewayOptions({ settings, clock: systemClock, logger }, {
    flags,
    agents: { provider: echoProvider(), agents: {} },
    commands: {},
    config: parseConfig(file, { path: "/etc/tidegate/config.yaml", get }),
    store: new MemoryStore(),
    renderer: () => Promise.reject(new Error("nobody asked for one")),
  });
  return { options: resolveOptions(options), warnings };
}

Deno.test("gatewayOptions() yields the gateway's own defaults when nothing is set", () => {
  const { attachments, workspace, setup: _setup, ...others } = resolve({}).options;
  const { pastes, spawnTrees, renderer, ...options } = others;
  const { provider, clock, logger, cwd, store, saveDocument, ...numbers } = options;
  // Agents say themselves that they cannot start.
  const agentWaitMs = 41_000;
  const { attachments: nowhere, workspace: nothing, setup: _own, ...more } = resolveOptions({
    ...{ provider, clock, logger, cwd, store, saveDocument, agentWaitMs },
  });
  const { pastes: unkept, spawnTrees: lost, renderer: plain, ...own } = more;
  // A gateway that is a library touches no files; the command's does.
  assert.notEqual(pastes.keep, unkept.keep);
  assert.notEqual(spawnTrees.keep, lost.keep);
  assert.notEqual(renderer, plain);
  assert.notEqual(attachments.keep, nowhere.keep);
  assert.notEqual(workspace.home, nothing.home);
  assert.deepEqual({ ...numbers, provider, clock, logger, cwd, store, saveDocument }, own);
  assert.equal(cwd, Deno.cwd());
});

Deno.test("gatewayOptions() takes the environment, in milliseconds, and flags before it", () => {
  const environment = {
    HERMES_TUI_WS_ORPHAN_REAP_GRACE_S: "0",
    TIDEGATE_SESSION_TTL_S: "1.5",
    TIDEGATE_COALESCE_MS: "10",
    TIDEGATE_COALESCE_MODE: "frames",
    TIDEGATE_MAX_SESSIONS: "3",
    TIDEGATE_MAX_LIVE_SESSIONS: "30",
    TIDEGATE_RPC_POOL_WORKERS: "8",
    TIDEGATE_BUSY_MODE: "queue",
    TIDEGATE_AUTO_TITLE: "no",
    TIDEGATE_MAX_FRAME_BYTES: "4096",
  };
  const { options } = resolve({}, environment);
  assert.equal(options.orphanGraceMs, 0);
  assert.equal(options.sessionTtlMs, 1_500);
  assert.equal(options.coalesceWindowMs, 10);
  assert.equal(options.coalesceMode, "frames");
  assert.equal(options.maxSessions, 3);
  assert.equal(options.maxLiveSessions, 30);
  assert.equal(options.rpcConcurrency, 8);
  assert.equal(options.busyMode, "queue");
  assert.equal(options.autoTitle, false);
  assert.equal(options.maxFrameBytes, 4_096);
  const flags = {
    coalesceMs: 0,
    coalesceMode: "merge",
    maxSessions: 5,
    maxLiveSessions: 50,
  } as const;
  const flagged = resolve(flags, environment).options;
  assert.equal(flagged.coalesceWindowMs, 0);
  assert.equal(flagged.coalesceMode, "merge");
  assert.equal(flagged.maxSessions, 5);
  assert.equal(flagged.maxLiveSessions, 50);
});

Deno.test("gatewayOptions() waits for agents as long as the most patient configuration lets them", () => {
  const { options } = resolve(
    {},
    {},
    `
agents:
  acp: { type: acp, command: a, start_timeout_s: 60 }
  slow: { type: module, path: a.ts, interrupt_grace_s: 20 }
  quick: { type: module, path: a.ts, interrupt_grace_s: 1 }
`,
  );
  assert.equal(options.agentWaitMs, 71_000);
  // Replaced any sooner, it would not have its grace.
  assert.equal(options.stuckAgentMs, 20_000);
});

Deno.test("gatewayOptions() works in the folder the environment names, if there is one", () => {
  const folder = Deno.makeTempDirSync();
  try {
    assert.equal(resolve({}, { TERMINAL_CWD: folder }).options.cwd, folder);
    const { options, warnings } = resolve({}, { TIDEGATE_CWD: `${folder}/none` });
    assert.equal(options.cwd, Deno.cwd());
    assert.match(
      warnings.join(),
      /^Cannot work in the folder ".*none" of TIDEGATE_CWD: no such folder/,
    );
  } finally {
    Deno.removeSync(folder);
  }
});

Deno.test("gatewayOptions() keeps things for as many days and MiB as the environment says, 0 for ever", () => {
  const kept = (days: string, mib: string) => {
    const { retentionMs, retentionChars } = resolve({}, {
      TIDEGATE_KEEP_DAYS: days,
      TIDEGATE_KEEP_EVENTS_MIB: mib,
    }).options;
    return [retentionMs, retentionChars];
  };
  assert.deepEqual(kept("7", "2"), [604_800_000, 2_097_152]);
  assert.deepEqual(kept("0", "0"), [0, 0]);
  assert.deepEqual(kept("36500", "1048576"), [36_500 * 86_400_000, 2 ** 40]);
  assert.deepEqual(kept("", ""), [90 * 86_400_000, 256 * 2 ** 20]);
  for (const bad of ["-1", "1.5", "36501", "ninety"]) {
    const warnings: string[] = [];
    const get = (name: string) => name === "TIDEGATE_KEEP_DAYS" ? bad : undefined;
    const { keepDays } = readKnobs(KNOBS, get, (message) => void warnings.push(message));
    assert.equal(keepDays, 90);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.includes("TIDEGATE_KEEP_DAYS"));
  }
});
