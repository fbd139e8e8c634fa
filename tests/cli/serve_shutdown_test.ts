import assert from "node:assert/strict";
import { rawConnect, readAnswer } from "../http/support/raw_http.ts";
import { HANDSHAKE } from "../http/support/app_bench.ts";
import { Child, exitLines } from "./support/child.ts";
import { readyPort, Viewer } from "./support/viewer.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** A text frame as clients send it. The mask is zero, which leaves the text as it is. */
function frame(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const head = new Uint8Array(14);
  head.set([0x81, 0xff]);
  new DataView(head.buffer).setBigUint64(2, BigInt(bytes.length));
  return new Uint8Array([...head, ...bytes]);
}

/** A peer that asks for more than any buffer between it and the server holds, and reads none of it. */
async function stall(port: number): Promise<Deno.TcpConn> {
  const headers = { ...HANDSHAKE, authorization: `Bearer ${TOKEN}` };
  const peer = await rawConnect(port, { path: "/api/ws", headers });
  assert.equal((await readAnswer(peer)).status, 101);
  const id = "x".repeat(1 << 20);
  const bytes = frame(JSON.stringify({ jsonrpc: "2.0", id, method: "setup.status" }));
  for (let request = 0; request < 32; request++) {
    for (let done = 0; done < bytes.length;) done += await peer.write(bytes.subarray(done));
  }
  return peer;
}

Deno.test({
  name: "serve tells everybody goodbye and ends its sessions, though one peer does not read",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using child = new Child({
      args: ["serve", "--port", "0", "--pace", "60000"],
      env: { TIDEGATE_TOKEN: TOKEN, TIDEGATE_SHUTDOWN_GRACE_S: "2" },
    });
    const port = await readyPort(child);
    const stalled = await stall(port);
    const viewer = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
    await viewer.until(({ params }) => params?.type === "gateway.ready");
    viewer.call(1, "session.create");
    const { session_id } = (await viewer.until(({ id }) => id === 1)).result;
    viewer.call(2, "prompt.submit", { session_id, text: "one two three" });
    await viewer.until(({ params }) => params?.type === "message.delta");
    child.kill("SIGTERM");
    const complete = await viewer.until(({ params }) => params?.type === "message.complete");
    assert.equal(complete.params.payload.status, "interrupted");
    const { code, reason } = await viewer.closed;
    assert.deepEqual([code, reason], [1001, "gateway shuts down"]);
    const end = await child.end();
    stalled.close();
    assert.equal(end.code, 0);
    // It would say here that the grace was over.
    assert.deepEqual(exitLines(end.err), ["[gateway-exit] SIGTERM"]);
    const ended = end.err.filter((line) => line.includes("session ended"));
    assert.equal(ended.length, 1);
    assert.match(ended[0] ?? "", /reason=tui_shutdown/);
  },
});
