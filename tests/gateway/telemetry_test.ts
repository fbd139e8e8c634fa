import assert from "node:assert/strict";
import { createGateway } from "../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../src/gateway/options.ts";
import type { GatewayReadings, Telemetry } from "../../src/gateway/telemetry.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { Stage } from "../support/stage.ts";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** Telemetry that writes down what it is told. */
function notebook() {
  const notes: unknown[][] = [];
  const note = (...told: unknown[]) => void notes.push(told);
  let readings: GatewayReadings | undefined;
  const telemetry: Telemetry = {
    attach: (given) => void (readings = given),
    request({ id, method, trace }) {
      note("request", method, trace);
      const began = () => note("began", method);
      return { trace: `of ${id}`, began, ended: (error) => note("ended", method, error) };
    },
    turn({ agent, trace }) {
      note("turn", agent, trace);
      return {
        toolBegan: (id, name) => note("tool", id, name),
        toolEnded: (id) => note("tool ended", id),
        ended: ({ status, usage }) => note("turn ended", status, usage.total),
      };
    },
    sessionEnded: (reason) => note("session ended", reason),
  };
  const take = () => notes.splice(0);
  return { telemetry, take, read: () => readings ?? assert.fail("nobody was attached") };
}

Deno.test("telemetry hears of a prompt's request, and of the turn as what that request caused", async () => {
  const { telemetry, take } = notebook();
  await using stage = new Stage({ telemetry });
  const { client, id } = await stage.open();
  take();
  const params = { session_id: id, text: "hello" };
  const frame = { jsonrpc: "2.0", id: 7, method: "prompt.submit", params, traceparent: TRACE };
  client.connection.receive(JSON.stringify(frame));
  await stage.time.pass();
  assert.deepEqual(take(), [
    ["request", "prompt.submit", TRACE],
    ["began", "prompt.submit"],
    ["turn", "scripted", "of 7"],
    ["ended", "prompt.submit", undefined],
  ]);
  const { turn } = stage.provider;
  turn.push({ type: "tool_start", id: "t1", name: "look", args: {}, context: "secret" });
  turn.text("not for you");
  turn.push({ type: "tool_complete", id: "t1", name: "look", args: {}, result: "secret" });
  turn.push({ type: "usage", usage: { input: 3, output: 4, total: 7 } });
  turn.end();
  await stage.time.pass(33);
  assert.deepEqual(take(), [
    ["tool", "t1", "look"],
    ["tool ended", "t1"],
    ["turn ended", "complete", 7],
  ]);
});

Deno.test("telemetry hears once how a turn ended, whoever ends it", async () => {
  const { telemetry, take } = notebook();
  await using stage = new Stage({ telemetry });
  const ends = async (end: (client: Awaited<ReturnType<Stage["open"]>>) => void) => {
    const running = await stage.running();
    take();
    end(running);
    await stage.time.pass();
    return take().filter(([what]) => what === "turn ended" || what === "session ended");
  };
  const interrupted = ["turn ended", "interrupted", 0];
  assert.deepEqual(await ends(({ client, id }) => client.interrupt(id)), [interrupted]);
  assert.deepEqual(
    await ends(({ client, id }) => void client.call("session.close", { session_id: id })),
    [interrupted, ["session ended", "tui_close"]],
  );
  assert.deepEqual(await ends(() => stage.provider.turn.fail(new Error("no"))), [
    ["turn ended", "error", 0],
  ]);
});

Deno.test("a queued prompt's turn belongs to the request that brought it", async () => {
  const { telemetry, take } = notebook();
  await using stage = new Stage({ telemetry, busyMode: "queue" });
  const { client, id } = await stage.running();
  take();
  const params = { session_id: id, text: "then this" };
  client.connection.receive(JSON.stringify({ id: "second", method: "prompt.submit", params }));
  stage.provider.turn.end();
  await stage.time.pass(33);
  assert.deepEqual(take().filter(([what]) => what === "turn"), [["turn", "scripted", "of second"]]);
});

Deno.test("a request without a trace of its own belongs to what opened the connection", async () => {
  const { telemetry, take } = notebook();
  await using stage = new Stage({ telemetry });
  const { socket } = stage.connect();
  const peer = { label: "here", transport: "stdio" as const, trace: TRACE };
  const connection = stage.gateway.connect(socket, peer);
  connection.receive('{"id":1,"method":"no.such"}');
  connection.receive('{"id":1,"method":"no.such","traceparent":"other"}');
  assert.deepEqual(take(), [
    ["request", undefined, TRACE],
    ["ended", undefined, -32601],
    ["request", undefined, "other"],
    ["ended", undefined, -32601],
  ]);
  connection.end("done");
});

Deno.test("readings say what lives, and what went over connections", async () => {
  const { telemetry, read } = notebook();
  await using stage = new Stage({ telemetry });
  const { client, id } = await stage.running("héllo");
  const { turn } = stage.provider;
  await stage.open();
  const { connections, sessions, unwatchedSessions, traffic } = read();
  assert.deepEqual(connections(), { websocket: 2, stdio: 0 });
  assert.deepEqual(sessions(), { starting: 0, idle: 1, working: 1, waiting: 0 });
  const before = { ...traffic };
  const asked = JSON.stringify({ id: "é", method: "no.such" });
  const from = client.socket.frames.length;
  client.connection.receive(asked);
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  assert.equal(traffic.framesIn, before.framesIn + 1);
  assert.equal(traffic.bytesIn, before.bytesIn + bytes(asked));
  assert.equal(traffic.framesOut, before.framesOut + client.socket.frames.length - from);
  assert.equal(traffic.bytesOut, before.bytesOut + bytes(client.socket.frames[from] ?? ""));
  turn.batch([..."waves"].map((text) => ({ type: "text" as const, text })));
  await stage.time.pass(33);
  assert.equal(traffic.eventsIn, before.eventsIn + 5);
  assert.equal(traffic.eventsOut, before.eventsOut + 2);
  client.result("session.detach", { session_id: id });
  assert.equal(unwatchedSessions(), 1);
});

Deno.test("telemetry that throws disturbs nothing and nobody else, and is logged", async () => {
  const broken = () => {
    throw new Error("meter broken");
  };
  const book = notebook();
  const parts = [
    { attach: broken, request: broken, turn: broken, sessionEnded: broken, storeCalled: broken },
    { request: () => ({ began: broken, ended: broken }), turn: () => ({ ended: broken }) },
    book.telemetry,
  ];
  await using stage = new Stage({ telemetry: parts });
  const { client, id } = await stage.running();
  stage.provider.turn.end();
  await stage.time.pass(33);
  assert.ok(client.types().includes("message.complete"));
  client.call("session.close", { session_id: id });
  const heard = book.take().map(([what]) => what);
  for (const what of ["began", "ended", "turn", "turn ended", "session ended"]) {
    assert.ok(heard.includes(what), what);
  }
  const faults = stage.log.at("error");
  assert.equal(faults.length, 10, "one that is broken does not fill the log");
  assert.match(String(faults[0]?.fields.error), /meter broken/);
});

Deno.test("a gateway that nobody measures samples no loop, and one that is measured stops with it", async () => {
  const delays: number[] = [];
  {
    await using stage = new Stage({ telemetry: { loopDelayed: (ms) => delays.push(ms) } });
    await stage.time.pass(1_000);
    assert.deepEqual(delays, Array(10).fill(0));
    await stage.gateway.shutdown();
    delays.length = 0;
    await stage.time.pass(1_000);
  }
  assert.deepEqual(delays, []);
  await using measured = new Stage({ telemetry: {} });
  const { timers } = measured.time;
  const unmeasured = createGateway({ provider: new ScriptedProvider() });
  assert.equal(measured.time.timers, 2 * timers);
  await unmeasured.shutdown();
});

Deno.test("createGateway() refuses telemetry that is none, and names the member", () => {
  const refused = (telemetry: unknown) => {
    const options = { provider: new ScriptedProvider(), telemetry } as GatewayOptions;
    try {
      createGateway(options);
    } catch (error) {
      return (error as Error).message;
    }
    assert.fail("it was taken");
  };
  assert.match(
    refused(5),
    /option "telemetry" must be an object of functions or a list .* it is 5$/,
  );
  assert.match(refused([null]), /option "telemetry" must be .* it is null$/);
  assert.match(refused({ turn: 1 }), /option "telemetry.turn" must be a function, it is 1$/);
});

Deno.test("telemetry may read in the moment it is attached", async () => {
  const seen: unknown[] = [];
  const attach = ({ sessions, connections, unwatchedSessions }: GatewayReadings) =>
    void seen.push(sessions().idle, connections().websocket, unwatchedSessions());
  await using _stage = new Stage({ telemetry: { attach } });
  assert.deepEqual(seen, [0, 0, 0]);
});
