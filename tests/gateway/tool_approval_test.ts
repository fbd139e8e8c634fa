/** A tool of the openai agent that a window is asked for: the whole way, but for the socket. */
import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { answer, serveModel } from "../agent/support/model_server.ts";
import { ScriptedShelf, shelfTool } from "../agent/support/scripted_shelf.ts";
import { asksFor, messagesOf } from "../agent/support/tool_turn.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import type { Json } from "../support/stage.ts";

/** A window that can wait for what it is sent. */
class Window {
  readonly frames: Json[] = [];
  readonly socket = new MemorySocket();
  #wake: () => void = () => {};

  constructor() {
    this.socket.onFrame = (frame) => {
      this.frames.push(JSON.parse(frame));
      this.#wake();
    };
  }

  async until(matches: (frame: Json) => boolean): Promise<Json> {
    for (;;) {
      const found = this.frames.find(matches);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async event(type: string): Promise<Json> {
    return (await this.until((frame) => frame.params?.type === type)).params.payload;
  }
}

Deno.test("a tool waits for the user's word, runs, and is remembered for the session", async () => {
  await using server = serveModel(
    () => asksFor(["box__write", '{"path":"/a"}']),
    () => asksFor(["box__write", '{"path":"/b"}']),
    () => answer("Both are written."),
  );
  const shelf = new ScriptedShelf(shelfTool("write"));
  shelf.onCall = ({ answer }) => answer("written");
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m" }, { tools: shelf });
  const gateway = createGateway({ provider, logger: silentLogger, autoTitle: false });
  const window = new Window();
  const connection = gateway.connect(window.socket, { label: "test", transport: "stdio" });
  const call = (id: string, method: string, params: Json) => {
    connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return window.until((frame) => frame.id === id);
  };
  const { result: { session_id, info } } = await call("1", "session.create", {});
  assert.deepEqual(info.tools, { box: ["box__write"] });
  await call("2", "prompt.submit", { session_id, text: "write both" });
  const asked = await window.event("approval.request");
  assert.equal(asked.command, 'box__write {"path":"/a"}');
  assert.deepEqual(asked.pattern_keys, ["tool:box__write"]);
  assert.equal(shelf.calls.length, 0, "nothing runs before it is allowed");
  const { result } = await call("3", "approval.respond", { session_id, choice: "session" });
  assert.equal(result.resolved, 1);
  const { text, usage } = await window.event("message.complete");
  assert.equal(text, "Both are written.");
  assert.equal(usage.calls, 3);
  assert.equal(shelf.calls.length, 2);
  assert.equal(messagesOf(server.requests[2]!).at(-1)!.content, "written");
  const types = window.frames.flatMap(({ params }) =>
    params?.type?.startsWith("tool.") ? [params.type] : []
  );
  assert.deepEqual(types, [
    ...["tool.generating", "tool.start", "tool.complete"],
    ...["tool.generating", "tool.start", "tool.complete"],
  ]);
  const { result: shown } = await call("4", "session.history", { session_id });
  assert.deepEqual(shown.messages, [
    { role: "user", text: "write both" },
    { role: "tool", name: "box__write", context: "/a" },
    { role: "tool", name: "box__write", context: "/b" },
    { role: "assistant", text: "Both are written." },
  ]);
  connection.end("test is over");
  await gateway.shutdown();
  assert.equal(shelf.closes, 1);
});
