/** A whole gateway whose agent has its tools in a real worker. */
import assert from "node:assert/strict";
import { createGateway } from "../../src/gateway/gateway.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { answer } from "../agent/support/model_server.ts";
import { asksFor } from "../agent/support/tool_turn.ts";
import type { Json } from "../support/stage.ts";
import { CAN_AUDIT } from "./support/process_audit.ts";
import { ToolWorker, type ToolWorkerOptions } from "./support/tool_worker.ts";
import { Window } from "./support/window.ts";

function opened(options: ToolWorkerOptions) {
  const bench = new ToolWorker(options);
  const { provider, log: logger } = bench;
  const gateway = createGateway({ provider, clock: systemClock, logger });
  const startedBeforeReady = bench.workers.length;
  const window = new Window();
  const connection = gateway.connect(window, { label: "test", transport: "websocket" });
  let ids = 0;
  const call = async (method: string, params: Json = {}): Promise<Json> => {
    const id = ++ids;
    connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    const { result, error } = await window.next((frame) => frame.id === id);
    assert.equal(error, undefined);
    return result;
  };
  return {
    ...{ bench, window, call, startedBeforeReady },
    async [Symbol.asyncDispose]() {
      connection.end("test is over");
      await gateway.shutdown();
      await bench[Symbol.asyncDispose]();
    },
  };
}

/** Whether an event tells that the tool server is so. */
function tells(frame: Json, status: string): boolean {
  return frame.params?.type === "session.info" &&
    frame.params.payload.mcp_servers[0]?.status === status;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !CAN_AUDIT, fn });
}

test("a gateway lists and chooses the tools of its agents' worker, and asks their servers anew", async () => {
  await using stage = await opened({ handlers: [() => answer("hello")] });
  const { window, call } = stage;
  assert.equal(stage.startedBeforeReady, 0);
  const { session_id } = await call("session.create");
  const info = await window.next((frame) => tells(frame, "connected"));
  const [server] = info.params.payload.mcp_servers;
  assert.deepEqual([server.name, server.status], ["box", "connected"]);
  const { toolsets } = await call("tools.list", { session_id });
  assert.equal(toolsets[0].description, "MCP server over stdio, connected");
  assert.ok(toolsets[0].tools.includes("box__answer"));
  const taken = await call("tools.configure", {
    session_id,
    action: "disable",
    names: ["box__answer", "nothing"],
  });
  assert.deepEqual([taken.changed, taken.unknown], [["box__answer"], ["nothing"]]);
  const { sections } = await call("tools.show", { session_id });
  const names = sections[0].tools.map(({ name }: Json) => name);
  assert.ok(!names.includes("box__answer") && names.includes("box__count"));
  assert.deepEqual(await call("reload.mcp", { session_id, confirm: true }), { status: "reloaded" });
  const listed = await call("toolsets.list", { session_id });
  assert.equal(listed.toolsets[0].enabled, true);
  assert.equal(stage.bench.workers.length, 1);
});

test("sessions outlive the worker they share: each is told why, and the next prompt has another", async () => {
  const call = ["box__big", '{"size":33000000}'] as [string, string];
  await using stage = await opened({
    handlers: [() => asksFor(...Array.from({ length: 12 }, () => call)), () => answer("Back.")],
    memoryMiB: 48,
  });
  const { window } = stage;
  const { session_id } = await stage.call("session.create");
  await window.next((frame) => tells(frame, "connected"));
  await stage.call("prompt.submit", { session_id, text: "read all of it" });
  const error = await window.event("error");
  assert.match(error.payload.message, /^the agent ran out of memory/);
  await window.next((frame) => tells(frame, "failed"));
  await stage.call("prompt.submit", { session_id, text: "and now?" });
  assert.equal((await window.event("message.complete")).payload.text, "Back.");
  await window.next((frame) => tells(frame, "connected"));
});
