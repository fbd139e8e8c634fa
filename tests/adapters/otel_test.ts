import assert from "node:assert/strict";
import { createTracing } from "../../src/adapters/otel.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { version } from "../../src/protocol/version.ts";
import { LogBook } from "../support/log_book.ts";
import { Conversation, SPOKEN, toolUser } from "./support/conversation.ts";
import { OtlpCollector, type Span } from "./support/otlp_collector.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACE = `00-${TRACE_ID}-b7ad6b7169203331-01`;

/** What was exported of a gateway in which `run` happened. */
async function traced(
  run: (peer: Conversation) => Promise<unknown>,
  peer: { trace?: string } = {},
): Promise<OtlpCollector> {
  await using collector = new OtlpCollector();
  const tracing = await createTracing({ url: collector.url, logger: silentLogger });
  const gateway = createGateway({
    provider: toolUser,
    logger: silentLogger,
    telemetry: tracing.telemetry,
  });
  const conversation = new Conversation(gateway, peer);
  await run(conversation);
  await tracing.flush();
  conversation.end();
  await gateway.shutdown();
  await tracing.shutdown();
  return collector;
}

Deno.test("spans of a request, its turn and the turn's tool reach a collector, in the trace given", async () => {
  const collector = await traced((peer) => peer.turn({ traceparent: TRACE }));
  const request = collector.span("prompt.submit");
  assert.equal(request.traceId, TRACE_ID);
  assert.equal(request.parentSpanId, "b7ad6b7169203331");
  assert.equal(request.kind, 2, "SPAN_KIND_SERVER");
  assert.deepEqual(request.attributes, {
    "rpc.system": "jsonrpc",
    "rpc.method": "prompt.submit",
    "rpc.jsonrpc.version": "2.0",
    "rpc.jsonrpc.request_id": "r2",
  });
  assert.deepEqual(request.events, ["began"]);

  const turn = collector.span("invoke_agent tool-user");
  assert.deepEqual([turn.traceId, turn.parentSpanId], [TRACE_ID, request.spanId]);
  const { "gen_ai.conversation.id": conversation, ...attributes } = turn.attributes;
  assert.match(String(conversation), /^\d{8}_\d{6}_[0-9a-f]{6}$/);
  assert.deepEqual(attributes, {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "tool-user",
    "gen_ai.request.model": "m-1",
    "gen_ai.usage.input_tokens": 30,
    "gen_ai.usage.output_tokens": 12,
    "tidegate.turn.status": "complete",
    "tidegate.turn.started": true,
    "tidegate.turn.tool_calls": 1,
  });

  const tool = collector.span("execute_tool look_up");
  assert.deepEqual([tool.traceId, tool.parentSpanId], [TRACE_ID, turn.spanId]);
  assert.equal(tool.attributes["gen_ai.tool.call.id"], "call-1");

  assert.notEqual(collector.span("session.create").traceId, TRACE_ID, "it named no trace");
  assert.equal(collector.resource["service.name"], "tidegate");
  assert.equal(collector.resource["service.version"], version);
});

Deno.test("no span holds what was said, what a tool was given, or a name a peer made up", async () => {
  const collector = await traced(async (peer) => {
    await peer.turn();
    await peer.call("a.method.of.my.own");
  });
  assert.ok(collector.spans.length >= 4);
  const said = collector.bodies.join();
  assert.ok(!said.includes(SPOKEN));
  assert.ok(!said.includes("of.my.own"));
});

Deno.test("a request that fails is an error with its code, and is named by no word of the peer's", async () => {
  const { spans } = await traced((peer) => peer.call("a.method.of.my.own"));
  const [{ name, status, attributes }] = spans as [Span];
  assert.equal(spans.length, 1);
  assert.equal(name, "other");
  assert.equal(status.code, 2, "STATUS_CODE_ERROR");
  assert.equal(attributes["rpc.jsonrpc.error_code"], -32601);
});

Deno.test("the trace a connection was opened in holds for requests that name none that can be read", async () => {
  const bad = ["", "00-0-0-01", `ff${TRACE.slice(2)}`, TRACE.replace(TRACE_ID, "0".repeat(32))];
  const { spans } = await traced(async (peer) => {
    await peer.call("session.list");
    for (const traceparent of bad) await peer.call("session.list", {}, { traceparent });
  }, { trace: TRACE });
  assert.equal(spans.length, 1 + bad.length);
  assert.deepEqual(spans.map(({ traceId }) => traceId === TRACE_ID), [
    true,
    ...bad.map(() => false),
  ]);
  for (const { parentSpanId } of spans.slice(1)) assert.ok(!parentSpanId, "begins a trace");
});

Deno.test("a trace that is not sampled is not exported", async () => {
  const { spans } = await traced((peer) => peer.turn({ traceparent: TRACE.replace(/01$/, "00") }));
  assert.deepEqual(spans.map(({ name }) => name), ["session.create"]);
});

Deno.test("a collector that takes no spans is told of once a minute, without its address", async () => {
  const onListen = () => {};
  const refuse = () => new Response("hush", { status: 400 });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, refuse);
  const logger = new LogBook();
  let now = 0;
  const clock = { ...systemClock, monotonic: () => now };
  const url = `http://127.0.0.1:${server.addr.port}/v1/traces?key=hush`;
  const tracing = await createTracing({ url, clock, logger });
  const fail = async () => {
    tracing.telemetry.request?.({ id: 1, method: "a", trace: undefined })?.ended?.(undefined);
    await tracing.flush();
    return logger.entries.splice(0);
  };
  const [told, ...more] = await fail();
  assert.deepEqual(more, []);
  assert.equal(told?.level, "warn");
  assert.match(told?.message ?? "", /exporting spans failed/);
  assert.doesNotMatch(JSON.stringify(told), /hush/);
  assert.deepEqual(await fail(), []);
  now += 60_000;
  const [later] = await fail();
  assert.equal(later?.fields.before, 1, "those that were not told of are counted");
  await tracing.shutdown();
  await server.shutdown();
});
