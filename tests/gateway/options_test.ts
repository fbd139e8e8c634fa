import assert from "node:assert/strict";
import type { SessionHooks } from "../../src/session/hooks.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type GatewayOptions, resolveOptions } from "../../src/gateway/options.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { noAttachmentFolder } from "../../src/workspace/attachment_folder.ts";
import { noClipboard } from "../../src/workspace/clipboard.ts";
import { noDocumentShelf } from "../../src/workspace/document_shelf.ts";
import { noPdfPages } from "../../src/workspace/pdf_pages.ts";
import { noWorkspace } from "../../src/workspace/workspace_access.ts";

const provider = new ScriptedProvider();

function refused(options: Record<string, unknown>): string {
  try {
    resolveOptions({ provider, ...options } as unknown as GatewayOptions);
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error));
    return error.message;
  }
  assert.fail(`${Object.keys(options)} was taken`);
}

Deno.test("resolveOptions() fills in every default", () => {
  const { clock, logger, store, saveDocument, setup, ...rest } = resolveOptions({ provider });
  assert.equal(setup.keys, undefined);
  assert.throws(() => saveDocument("a.json", ""), /no folder for documents/);
  assert.equal(typeof clock.monotonic, "function");
  assert.equal(typeof logger.warn, "function");
  assert.ok(store instanceof MemoryStore);
  assert.deepEqual(rest, {
    provider,
    cwd: "",
    maxFrameBytes: 33_554_432,
    coalesceWindowMs: 33,
    coalesceMode: "merge",
    highWaterBytes: 1_048_576,
    queueLimitChars: 67_108_864,
    rpcConcurrency: 4,
    rpcQueueLimit: 1_024,
    workspace: noWorkspace,
    attachments: noAttachmentFolder,
    clipboard: noClipboard,
    pdfPages: noPdfPages,
    pastes: noDocumentShelf,
    spawnTrees: noDocumentShelf,
    git: undefined,
    hooks: {},
    telemetry: undefined,
    commands: {
      quick: new Map(),
      skills: undefined,
      createRunner: undefined,
      maxRunners: 32,
      spawn: undefined,
      plugins: undefined,
      cli: undefined,
      switchPlugin: undefined,
      withheld: [],
    },
    maxSessions: 0,
    maxLiveSessions: 0,
    journalChars: 67_108_864,
    orphanGraceMs: 20_000,
    sessionTtlMs: 21_600_000,
    busyMode: "interrupt",
    agents: {},
    methods: [],
    autoTitle: true,
    buildDelayMs: 50,
    agentWaitMs: 30_000,
    stuckAgentMs: 5_000,
    questionTimeoutsMs: {
      clarify: 300_000,
      approval: 300_000,
      sudo: 120_000,
      secret: 300_000,
      terminal_read: 30_000,
    },
    retentionMs: 7_776_000_000,
    retentionChars: 268_435_456,
  });
});

Deno.test("resolveOptions() keeps what it is given", () => {
  const { clock } = fakeClock();
  const logger = new LogBook();
  const store = new MemoryStore();
  const given = { provider, clock, logger, store, coalesceWindowMs: 0, busyMode: "queue" as const };
  const resolved = resolveOptions({ ...given, cwd: undefined });
  assert.deepEqual({ ...resolved, ...given }, resolved);
  assert.equal(resolved.cwd, "");
});

Deno.test("resolveOptions() wants something that makes agents, and says where to get it", () => {
  for (const wrong of [undefined, null, "echo", {}, { create() {} }, { describe() {} }]) {
    const message = refused({ provider: wrong });
    assert.equal(
      message,
      'Cannot create a gateway: option "provider" must make agents; pass echoProvider() to try one',
    );
  }
});

Deno.test("resolveOptions() names the option that is wrong, and why", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [
      { coalesceWindowMs: -1 },
      /^Cannot create a gateway: option "coalesceWindowMs" must be a whole number from 0 to 10000, it is -1$/,
    ],
    [{ coalesceWindowMs: 1.5 }, /"coalesceWindowMs" must be a whole number .*, it is 1\.5/],
    [{ coalesceWindowMs: 10_001 }, /"coalesceWindowMs" .* 10001$/],
    [{ coalesceWindowMs: "33" }, /"coalesceWindowMs" .*, it is "33"/],
    [{ coalesceMode: "join" }, /"coalesceMode" must be "merge" or "frames", it is "join"/],
    [{ maxFrameBytes: 0 }, /"maxFrameBytes" must be a whole number, 1 or more, it is 0/],
    [{ maxFrameBytes: Infinity }, /"maxFrameBytes" .*Infinity/],
    [{ highWaterBytes: NaN }, /"highWaterBytes" .*NaN/],
    [{ queueLimitChars: 0 }, /"queueLimitChars"/],
    [{ rpcConcurrency: 0 }, /"rpcConcurrency"/],
    [{ rpcQueueLimit: null }, /"rpcQueueLimit" .*null/],
    [{ maxSessions: -1 }, /"maxSessions"/],
    [{ maxLiveSessions: {} }, /"maxLiveSessions" .* it is an object/],
    [{ journalChars: [] }, /"journalChars" .* it is a list/],
    [{ orphanGraceMs: -1 }, /"orphanGraceMs"/],
    [{ sessionTtlMs: 2n }, /"sessionTtlMs" .* it is 2n/],
    [{ retentionMs: -1 }, /"retentionMs"/],
    [{ retentionChars: () => 1 }, /"retentionChars" .* it is a function/],
    [{ busyMode: "wait" }, /"busyMode" must be "interrupt" or "queue" or "steer"/],
    [{ buildDelayMs: -5 }, /"buildDelayMs"/],
    [{ agentWaitMs: 0 }, /"agentWaitMs"/],
    [{ stuckAgentMs: "soon" }, /"stuckAgentMs"/],
    [
      { questionTimeoutsMs: { sudo: 0 } },
      /"questionTimeoutsMs.sudo" must be .* from 1 to .* it is 0/,
    ],
    [{ questionTimeoutsMs: { clarify: 2 ** 31 } }, /"questionTimeoutsMs.clarify"/],
    [{ questionTimeoutsMs: { clarfy: 1 } }, /"questionTimeoutsMs.clarfy" is not there; .*clarify/],
    [{ questionTimeoutsMs: 5 }, /"questionTimeoutsMs" must be an object of milliseconds/],
    [{ cwd: 5 }, /"cwd" must be a folder's path, as text, it is 5/],
    [{ autoTitle: "yes".repeat(50) }, /"autoTitle" must be true or false, it is a long text/],
    [{ saveDocument: "here" }, /"saveDocument" must be a function of a name and a text/],
    [{ clock: {} }, /"clock" has no method "now"; leave it out for the real one/],
    [{ logger: null }, /"logger" has no method "debug"; pass silentLogger for none/],
    [{ store: { write() {} } }, /"store" has no method "session"; leave it out/],
    [{ agents: [] }, /"agents" must be an object of providers by name, it is a list/],
    [{ agents: { "": provider } }, /"agents" has one without a name/],
    [{ agents: { codex: "codex" } }, /"agents.codex" must make agents/],
    [{ commands: "none" }, /"commands" must be an object, it is "none"/],
    [{ commands: { quik: {} } }, /"commands.quik": there is no such option/],
    [{ hooks: [] }, /"hooks" must be an object of functions, it is a list/],
    [{ methods: {} }, /"methods" must be a list of what defineMethod\(\) makes, it is an object/],
    [
      { methods: [{}] },
      /"methods": one of them is no method; pass what "defineMethod\(\)" answers/,
    ],
  ];
  for (const [options, message] of wrong) assert.match(refused(options), message);
});

Deno.test("resolveOptions() says what to pass when it is given nothing", () => {
  for (const nothing of [undefined, null, "echo", []]) {
    assert.throws(
      () => resolveOptions(nothing as unknown as GatewayOptions),
      /^TypeError: Cannot create a gateway: its options are .*; pass an object with a "provider"/,
    );
  }
});

Deno.test("createGateway() refuses wrong options and leaves no timer behind", () => {
  const time = fakeClock();
  assert.throws(() => createGateway({ provider, clock: time.clock, maxSessions: -1 }), TypeError);
  assert.equal(time.timers, 0);
});

Deno.test("createGateway() refuses an option it does not know, and timers longer than there are", () => {
  const provider = new ScriptedProvider();
  const create = (more: object) => () => createGateway({ provider, ...more });
  assert.throws(
    create({ maxSesions: 1 }),
    /^TypeError: Cannot create a gateway: option "maxSesions" is not there; there are .*maxSessions/,
  );
  for (const name of ["orphanGraceMs", "agentWaitMs", "buildDelayMs", "stuckAgentMs"]) {
    assert.throws(create({ [name]: 2 ** 31 }), new RegExp(`option "${name}"`));
  }
});

Deno.test("resolveOptions() wants hooks it knows, and functions", () => {
  const hooks = { onTurnEnd: undefined, onSessionEnd() {} };
  assert.equal(resolveOptions({ provider, hooks: hooks as SessionHooks }).hooks, hooks);
  assert.match(
    refused({ provider, hooks: { onTurnEnd: "log it" } }),
    /option "hooks\.onTurnEnd" must be a function, it is "log it"/,
  );
  assert.match(
    refused({ provider, hooks: { onTurnDone() {} } }),
    /option "hooks\.onTurnDone" is not there; there are onSessionStart, /,
  );
});
