/** The client and the command, over real sockets. */
import assert from "node:assert/strict";
import { connect } from "../../src/client/client.ts";
import { ConnectionError, RpcError } from "../../src/client/errors.ts";
import { hasNode, NodeProcess } from "../adapters/support/node_process.ts";
import { Pad } from "./support/pad.ts";
import { Cable, eager, Serving, TOKEN, until } from "./support/serving.ts";

const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(" ");
const WORDS = words(40);

Deno.test("connect() has a chat with a real gateway", async () => {
  await using gateway = new Serving();
  await gateway.start();
  await using client = connect({ url: gateway.url, token: TOKEN });
  const session = await client.sessions.create({ title: "First words" });
  let text = "";
  const types = new Set<string>();
  const turn = session.prompt("Hello, gateway!");
  for await (const event of turn) {
    types.add(event.type);
    if (event.type === "message.delta") text += event.payload.text;
  }
  assert.equal(await turn.accepted, "streaming");
  const end = await turn.done;
  assert.ok(end.kind === "complete" && end.payload.status === "complete");
  assert.equal(end.payload.text, text);
  assert.ok(text.includes("Hello, gateway!"), text);
  assert.ok(types.has("message.start") && types.has("message.complete"), [...types].join());

  const history = await session.history();
  assert.deepEqual(history[0], { role: "user", text: "Hello, gateway!" });
  assert.deepEqual(history.at(-1), { role: "assistant", text });
  const [listed] = await client.sessions.list();
  assert.equal(listed?.title, "First words");
  const { title } = await session.request("session.title", {});
  assert.equal(title, "First words");
  await assert.rejects(client.sessions.resume("nothing like that"), (error) => {
    assert.ok(error instanceof RpcError);
    return error.code === 4007;
  });
  await session.close();
  assert.deepEqual(await client.sessions.active(), []);
  assert.deepEqual({ ...client.capabilities, missing: [] }, {
    ...{ numbers: true, repeats: undefined, questions: undefined, changes: true, missing: [] },
    epoch: (client.capabilities as { epoch?: string }).epoch,
  });
});

Deno.test("connect() shows two windows the same when the gateway is killed in mid-turn and started again", async () => {
  await using gateway = new Serving();
  await gateway.start();
  const { url } = gateway;
  const [one, two] = [eager({ url }), eager({ url })];
  const opened = await one.client.sessions.create();
  const first = new Pad(opened);
  // Long enough for a window that joins on a busy machine: it is killed, however long it is.
  const turn = opened.prompt(words(5_000));
  await turn.accepted;
  const joined = await two.client.sessions.resume(opened.storedId ?? "");
  const pads = [first, new Pad(joined)] as const;
  const before = joined.snapshot?.seq ?? 0;
  await Promise.all(pads.map((pad) => pad.more("message.delta", 4)));

  await gateway.kill();
  await Promise.all([until(one.client, "waiting"), until(two.client, "waiting")]);
  const typed = joined.prompt("typed while nobody listens");
  await gateway.start();
  one.comeBack();
  two.comeBack();

  const end = await turn.done;
  assert.ok(end.kind === "complete" && end.payload.status === "interrupted", end.kind);
  let answer = "";
  for await (const event of typed) {
    if (event.type === "message.delta") answer += event.payload.text;
  }
  assert.ok(answer.includes("typed while nobody listens"), answer);
  // The last event of a turn comes behind its end, to each window in its own time.
  const isThrough = (pad: Pad) =>
    pad.count("message.complete") === 2 && pad.events.at(-1)?.type === "session.info";
  await Promise.all(pads.map((pad) => pad.when(() => isThrough(pad))));
  assert.deepEqual(pads.map(({ resets }) => resets), [[], []], "nothing had to be fetched anew");
  // And what its conversation is called by now, behind that.
  const latest = Math.max(...pads.map(({ last }) => last));
  await Promise.all(pads.map((pad) => pad.when(() => pad.last >= latest)));
  const [all, late] = pads.map(({ events }) =>
    events.filter(({ seq = 0 }) => seq > before && seq <= latest)
  );
  assert.deepEqual(all, late);
  const users = (await joined.history()).filter(({ role }) => role === "user");
  assert.equal(users.length, 2, "each prompt is there once");
  assert.equal(joined.unsent, 0);
  await Promise.all([one.client.close(), two.client.close()]);
});

Deno.test("connect() goes on where it was when its connection is cut in mid-stream", async () => {
  await using gateway = new Serving();
  await gateway.start();
  await using cable = new Cable(gateway.port);
  const { client, comeBack } = eager({ url: cable.url });
  client.on("state", ({ kind }) => {
    if (kind === "waiting") comeBack();
  });
  await using stays = connect({ url: gateway.url, token: TOKEN });
  const session = await client.sessions.create();
  const pad = new Pad(session);
  const whole = new Pad(await stays.sessions.activate(session.id));
  for (let turn = 1; turn <= 3; turn++) {
    const asked = session.prompt(`${turn} ${WORDS}`);
    // Also before it is known whether the prompt has arrived.
    if (turn === 2) cable.cut();
    await whole.more("message.delta", 2);
    cable.cut();
    await whole.when(() => whole.count("message.complete") === turn);
    await pad.when(() => pad.count("message.complete") === turn);
    assert.notEqual((await asked.done).kind, "failed");
  }
  await pad.when(() => pad.last >= whole.last);
  assert.equal(pad.text, whole.text);
  assert.deepEqual(pad.resets, []);
  const users = (await session.history()).filter(({ role }) => role === "user");
  assert.equal(users.length, 3);
  await client.close();
});

Deno.test("connect() stops when a gateway refuses its token, and says so to all that waits", async () => {
  await using gateway = new Serving();
  await gateway.start();
  const client = connect({ url: gateway.url, token: "0123456789wrong" });
  const refused = (error: unknown) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, /credential refused \(HTTP 401\)/);
    return error.reason === "refused";
  };
  await assert.rejects(client.sessions.create(), refused);
  assert.equal(client.state.kind, "stopped");
  await assert.rejects(client.online(), refused);
  await client.close();
});

Deno.test({
  name: "connect() has a chat from Node, over the socket of ws and over its own",
  ignore: !hasNode,
  async fn() {
    await using gateway = new Serving();
    await gateway.start();
    for (const socket of ["ws", "own"]) {
      const args = [gateway.url, TOKEN, socket];
      await using node = await NodeProcess.start("../../client/support/node_chat_main.ts", {
        args,
      });
      const said = await node.read();
      if (said.socket === "none") continue;
      assert.match(String(said.text), /Hello from Node/);
      assert.equal(said.end, "complete");
      assert.equal(await node.ended(), 0, "nothing keeps the process alive");
    }
  },
});
