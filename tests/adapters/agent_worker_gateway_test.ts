/** A whole gateway with agents in real workers. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createGateway } from "../../src/gateway/gateway.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { Json } from "../support/stage.ts";
import { IsolatedBench } from "./support/isolated.ts";
import { Window } from "./support/window.ts";

async function opened() {
  const bench = new IsolatedBench({ interruptGraceMs: 100 });
  const gateway = createGateway({
    provider: bench.provider,
    clock: systemClock,
    logger: bench.log,
  });
  const window = new Window();
  const connection = gateway.connect(window, { label: "test", transport: "websocket" });
  let ids = 0;
  const call = async (method: string, params: Json): Promise<Json> => {
    const id = ++ids;
    connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return (await window.next((frame) => frame.id === id)).result;
  };
  const { session_id } = await call("session.create", {});
  return {
    bench,
    window,
    submit: (text: string) => call("prompt.submit", { session_id, text }),
    interrupt: () => call("session.interrupt", { session_id }),
    async [Symbol.asyncDispose]() {
      connection.end("test is over");
      await gateway.shutdown();
      await bench[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a session outlives the crash of its agent's worker, and tells of it", async () => {
  await using stage = await opened();
  const { window } = stage;
  await stage.submit("crashes");
  const error = await window.event("error");
  assert.match(error.payload.message, /^the agent crashed \(see the gateway's log\)/);
  assert.ok(!window.frames.join().includes("nobody catches this"));
  await stage.submit("hello");
  const complete = await window.event("message.complete");
  assert.equal(complete.payload.text, "hello 2 m1");
  assert.equal(complete.payload.status, "complete");
});

Deno.test({
  name: "a turn in a tight loop is interrupted at once, its worker ended, and the session told",
  fn: async () => {
    await using stage = await opened();
    const { window } = stage;
    await stage.submit("loops");
    assert.equal((await window.event("message.delta")).payload.text, "before the loop");
    await stage.interrupt();
    assert.equal((await window.event("message.complete")).payload.status, "interrupted");
    const notice = await window.event("status.update");
    assert.match(notice.payload.text, /^The agent did not stop when it was interrupted/);
    await stage.submit("hello");
    assert.match((await window.event("message.complete")).payload.text, /^hello /);
  },
});

Deno.test("nothing an agent prints reaches the stdout of its process", async () => {
  const main = fileURLToPath(new URL("./support/printing_main.ts", import.meta.url));
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-read", "--allow-env", "--allow-run", main],
    stderr: "null",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "frame: printed 4\n");
  assert.equal(code, 0);
});
