import assert from "node:assert/strict";
import { createMetrics, Credentials, serve } from "../../src/adapters/deno.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { version } from "../../src/protocol/version.ts";
import { Conversation, SPOKEN, toolUser } from "./support/conversation.ts";
import { Scraped } from "./support/scraped.ts";

const TOKEN = "correct-horse-battery-staple";
const OBSERVER = "a-token-that-may-only-watch";

/** A real server whose gateway is measured. */
async function measured() {
  const metrics = await createMetrics();
  const gateway = createGateway({
    provider: toolUser,
    logger: silentLogger,
    telemetry: metrics.telemetry,
  });
  const credentials = new Credentials({ token: TOKEN, observerToken: OBSERVER });
  const server = await serve({
    gateway,
    credentials,
    hostname: "127.0.0.1",
    port: 0,
    logger: silentLogger,
    metrics: metrics.scrape,
  });
  const get = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
    fetch(`${server.url}/metrics`, { headers });
  return {
    gateway,
    get,
    scrape: async () => new Scraped(await (await get()).text()),
    async [Symbol.asyncDispose]() {
      await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
    },
  };
}

Deno.test("GET /metrics says what has been done, in numbers that agree with it", async () => {
  await using bench = await measured();
  const peer = new Conversation(bench.gateway);
  for (let i = 0; i < 5; i++) await peer.call("session.list");
  await peer.call("no.such.method");
  const id = await peer.turn();
  await peer.turn({ id });
  await peer.call("session.close", { session_id: id });
  const seen = await bench.scrape();

  assert.equal(seen.value("tidegate_requests_total", { method: "session.list", outcome: "ok" }), 5);
  assert.equal(seen.value("tidegate_requests_total", { method: "other", outcome: "error" }), 1);
  assert.equal(seen.value("tidegate_request_wait_seconds", { method: "session.list" }), 5);
  assert.equal(seen.value("tidegate_request_duration_seconds", { method: "prompt.submit" }), 2);
  assert.equal(seen.value("tidegate_request_duration_seconds", { method: "other" }), 0);
  assert.equal(seen.value("tidegate_turn_duration_seconds", { status: "complete" }), 2);
  assert.equal(seen.value("tidegate_tool_calls_total"), 2);
  assert.equal(seen.value("tidegate_tokens_total", { direction: "in" }), 60);
  assert.equal(seen.value("tidegate_tokens_total", { direction: "out" }), 24);
  assert.equal(seen.value("tidegate_sessions_reaped_total", { reason: "tui_close" }), 1);
  // 6 calls, a creation, 2 prompts, a close.
  assert.equal(seen.value("tidegate_frames_total", { direction: "in" }), 10);
  assert.equal(seen.value("tidegate_frames_total", { direction: "out" }), peer.frames.length);
  const bytes = new TextEncoder().encode(peer.frames.join("")).length;
  assert.equal(seen.value("tidegate_bytes_total", { direction: "out" }), bytes);
  const [said, sent] = [
    seen.value("tidegate_events_in_total"),
    seen.value("tidegate_events_out_total"),
  ];
  assert.equal(said - sent, 4, "of four pieces the first goes out at once, the rest as one");
  assert.equal(seen.value("tidegate_connections", { transport: "websocket" }), 1);
  assert.equal(seen.value("tidegate_sessions", { state: "idle" }), 0);
  assert.ok(seen.value("tidegate_store_duration_seconds", { operation: "write" }) > 0);
  assert.equal(seen.value("tidegate_build_info", { version }), 1);
  assert.ok(seen.value("process_resident_memory_bytes") > 10_000_000);
  assert.equal(seen.family("tidegate_loop_delay_seconds").type, "histogram");

  peer.end();
  const after = await bench.scrape();
  assert.equal(after.value("tidegate_connections", { transport: "websocket" }), 0);
  assert.equal(after.value("tidegate_frames_total", { direction: "in" }), 10);
});

Deno.test("GET /metrics has no label a peer made, however many it makes", async () => {
  await using bench = await measured();
  const peer = new Conversation(bench.gateway);
  for (let i = 0; i < 200; i++) {
    await peer.call(`made.up.${i}`);
    await peer.call("session.list", { source: `made up ${i}` });
    await peer.call("session.create", { source: `made up ${i}`, title: `made up ${i}` });
  }
  await peer.turn();
  const text = await (await bench.get()).text();
  const seen = new Scraped(text);
  const methods = ["other", "prompt.submit", "session.create", "session.list"];
  assert.deepEqual(seen.values("tidegate_request_wait_seconds", "method"), methods.slice(1));
  assert.deepEqual(seen.values("tidegate_requests_total", "method"), methods);
  assert.doesNotMatch(text, /made.up/);
  assert.ok(!text.includes(SPOKEN));
  assert.ok(!text.includes(TOKEN));
  peer.end();
});

Deno.test("GET /metrics takes the credential of anybody who may watch, and no other", async () => {
  await using bench = await measured();
  const statusOf = async (headers: Record<string, string>) => {
    const answer = await bench.get(headers);
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await statusOf({}), 401, "on loopback too");
  assert.equal(await statusOf({ authorization: "Bearer wrong" }), 401);
  assert.equal(await statusOf({ authorization: `Bearer ${OBSERVER}` }), 200);
  const { headers, body } = await bench.get();
  await body?.cancel();
  assert.equal(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(headers.get("cache-control"), "no-store");
});

Deno.test("createMetrics() makes a registry of its own each time", async () => {
  await using one = await measured();
  await using other = await measured();
  const peer = new Conversation(one.gateway);
  await peer.call("session.list");
  const labels = { method: "session.list", outcome: "ok" };
  assert.equal((await one.scrape()).value("tidegate_requests_total", labels), 1);
  assert.equal((await other.scrape()).value("tidegate_requests_total", labels), 0);
  peer.end();
});
