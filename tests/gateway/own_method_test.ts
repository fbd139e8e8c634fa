import assert from "node:assert/strict";
import { z } from "zod";
import { createGateway } from "../../src/gateway/gateway.ts";
import { methodTable } from "../../src/gateway/handlers/table.ts";
import { defineMethod, type MethodCall } from "../../src/gateway/own_method.ts";
import { reservedWords } from "../../src/protocol/reserved_words.ts";
import { RpcError } from "../../src/rpc/rpc_error.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";

const sum = {
  name: "acme.sum",
  summary: "adds up",
  params: z.object({ numbers: z.array(z.number()).default([1, 2]) }),
  result: z.object({ sum: z.number() }),
  handler: ({ numbers }: { numbers: number[] }) => ({ sum: numbers.reduce((a, b) => a + b, 0) }),
};

/** Calls a method and waits for its answer. */
async function answer(stage: Stage, client: Client, call: [string, Json?]): Promise<Json> {
  const id = client.send(...call);
  await stage.time.pass();
  return client.take().find((frame) => frame.id === id);
}

function logOf(stage: Stage): string {
  return JSON.stringify(stage.log.entries);
}

function refused(change: object): string {
  try {
    defineMethod({ ...sum, ...change });
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  assert.fail(`${JSON.stringify(change)} was taken`);
}

Deno.test("defineMethod() makes a method that answers, with defaults of its params filled in", async () => {
  await using stage = new Stage({ methods: [defineMethod(sum)] });
  const client = stage.connect();
  client.take();
  assert.deepEqual((await answer(stage, client, ["acme.sum"])).result, { sum: 3 });
  const given = { numbers: [4, 5], more: true };
  assert.deepEqual((await answer(stage, client, ["acme.sum", given])).result, { sum: 9 });
});

Deno.test("defineMethod() answers params that do not fit with why", async () => {
  await using stage = new Stage({ methods: [defineMethod(sum)] });
  const client = stage.connect();
  client.take();
  const { error } = await answer(stage, client, ["acme.sum", { numbers: ["4"] }]);
  assert.equal(error.code, -32602);
  assert.match(error.message, /^invalid params: numbers\.0: expected number, received string/);
});

Deno.test("defineMethod() sends an RpcError as it is and keeps every other one to the log", async () => {
  const fail = (name: string, error: Error) =>
    defineMethod({ ...sum, name, handler: () => Promise.reject(error) });
  const methods = [
    fail("acme.known", new RpcError(10_001, "the shelf is empty")),
    fail("acme.unknown", new Error("password=tides")),
  ];
  await using stage = new Stage({ methods });
  const client = stage.connect();
  client.take();
  const known = await answer(stage, client, ["acme.known"]);
  assert.deepEqual(known.error, { code: 10_001, message: "the shelf is empty" });
  const unknown = await answer(stage, client, ["acme.unknown"]);
  assert.deepEqual(unknown.error, { code: -32603, message: "internal error" });
  assert.match(logOf(stage), /a handler crashed in acme\.unknown.*password=tides/);
});

Deno.test("defineMethod() checks answers: what the schema does not know is dropped, what lacks is a crash", async () => {
  const answers = (name: string, handler: () => Json) => defineMethod({ ...sum, name, handler });
  const methods = [
    answers("acme.much", () => ({ sum: 1, secret: "tides" })),
    answers("acme.little", async () => await Promise.resolve({ sum: "one" })),
    answers("acme.none", () => undefined),
  ];
  await using stage = new Stage({ methods });
  const client = stage.connect();
  client.take();
  assert.deepEqual((await answer(stage, client, ["acme.much"])).result, { sum: 1 });
  for (const name of ["acme.little", "acme.none"]) {
    assert.equal((await answer(stage, client, [name])).error.code, -32603);
    assert.ok(logOf(stage).includes(`The answer of \\"${name}\\" does not fit its schema`));
  }
});

Deno.test("defineMethod() gives a handler who calls, and what a session is", async () => {
  const calls: MethodCall[] = [];
  const method = defineMethod({
    ...sum,
    name: "acme.who",
    readOnly: true,
    params: z.object({ session_id: z.string() }),
    handler({ session_id }, call) {
      calls.push(call);
      return { sum: call.session(session_id).model.length };
    },
  });
  await using stage = new Stage({ methods: [method] });
  const { client, id } = await stage.open();
  assert.equal(
    typeof (await answer(stage, client, ["acme.who", { session_id: id }])).result.sum,
    "number",
  );
  const [call] = calls;
  assert.equal(call?.role, "controller");
  assert.equal(call?.session(id).sessionId, id);
  const missing = await answer(stage, client, ["acme.who", { session_id: "none" }]);
  assert.deepEqual(missing.error, { code: 4001, message: "session not found" });
});

Deno.test("defineMethod() keeps observers to methods that only look", async () => {
  const looks = defineMethod({ ...sum, name: "acme.look", readOnly: true });
  await using stage = new Stage({ methods: [defineMethod(sum), looks] });
  const observer = stage.connect(undefined, "observer");
  observer.take();
  assert.equal((await answer(stage, observer, ["acme.sum"])).error.code, 4040);
  assert.deepEqual((await answer(stage, observer, ["acme.look"])).result, { sum: 3 });
});

Deno.test("defineMethod() runs calls in the background unless told otherwise", () => {
  assert.equal(defineMethod(sum).lane, "background");
  assert.equal(defineMethod({ ...sum, lane: "inline" }).lane, "inline");
});

Deno.test("defineMethod() names the member that is wrong, and what it should be", () => {
  assert.match(
    refused({ name: 5 }),
    /^Cannot define method: "name" must be a string such as "acme/,
  );
  assert.match(
    refused({ summary: "" }),
    /^Cannot define method "acme.sum": "summary" must be one line/,
  );
  assert.match(refused({ lane: "fast" }), /"lane" must be "inline", "background" or "urgent"/);
  assert.match(refused({ readOnly: 1 }), /"readOnly" must be true or false/);
  assert.match(refused({ params: {} }), /"params" must be a zod schema of an object/);
  assert.match(refused({ result: undefined }), /"result" must be a zod schema of an object/);
  assert.match(refused({ handler: "sum" }), /"handler" must be a function/);
  assert.match(
    refused({ readonly: true }),
    /there is no member "readonly"; there are name, summary/,
  );
});

Deno.test("defineMethod() refuses names that are none, and those of the protocol", () => {
  for (const name of ["sum", "acme.", ".sum", "Acme.sum", "acme sum", "acme..sum", ""]) {
    assert.match(refused({ name }), /is no name for one; write two words or more/);
  }
  assert.equal(
    refused({ name: "session.create" }),
    'Cannot define a method: "session.create" is taken: names that begin with "session." are the ' +
      'protocol\'s; begin it with a word of your own, such as "acme.session.create"',
  );
  assert.match(refused({ name: "rpc.discover" }), /names that begin with "rpc\."/);
});

Deno.test("reservedWords holds the first word of every method there is", () => {
  for (const name of methodTable().keys()) {
    assert.ok(reservedWords.has(name.split(".")[0] ?? ""), `${name} could be taken from outside`);
  }
});

Deno.test("createGateway() refuses two methods of one name", () => {
  const provider = new ScriptedProvider();
  const methods = [defineMethod(sum), defineMethod(sum)];
  assert.throws(
    () => createGateway({ provider, methods }),
    /^TypeError: Cannot create a gateway: option "methods": "acme.sum" is there twice/,
  );
});
