import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { events } from "../../src/protocol/events.ts";
import { methods } from "../../src/protocol/methods.ts";
import { openRpcDocument } from "../../src/protocol/openrpc.ts";
import { contract } from "../../src/rpc/method.ts";
import { faultsOfDocument } from "./support/meta_schema.ts";

const document = openRpcDocument(Object.values(methods));

function methodOf(name: string, within = document) {
  return within.methods.find((each) => each.name === name) ?? assert.fail(`there is no ${name}`);
}

function paramOf(method: string, param: string) {
  const { params } = methodOf(method);
  return params.find((each) => each.name === param) ?? assert.fail(`${method} takes no ${param}`);
}

Deno.test("openRpcDocument() is a document by the meta schema of OpenRPC", () => {
  assert.deepEqual(faultsOfDocument(document), []);
  // Of this one something is wrong: the meta schema looks at methods.
  const broken = { ...document, methods: [{ ...document.methods[0], params: "all" }] };
  assert.notDeepEqual(faultsOfDocument(broken), []);
});

Deno.test("openRpcDocument() has a schema for every param, result and event, and each compiles", () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
  ajv.addVocabulary(["openrpc", "info", "methods", "components", "x-events", "x-close-codes"]);
  ajv.addSchema({ $id: "tidegate", ...JSON.parse(JSON.stringify(document)) });
  const compile = (pointer: string) => ajv.compile({ $ref: `tidegate#${pointer}` });
  document.methods.forEach(({ params }, i) => {
    compile(`/methods/${i}/result/schema`);
    params.forEach((_, k) => compile(`/methods/${i}/params/${k}/schema`));
  });
  for (const name of Object.keys(document.components.schemas)) {
    compile(`/components/schemas/${name}`);
  }
  document["x-events"].forEach(({ payload }, i) => payload && compile(`/x-events/${i}/payload`));
});

Deno.test("openRpcDocument() tells every method and event, in the order of their names", () => {
  assert.deepEqual(document.methods.map(({ name }) => name), Object.keys(methods).sort());
  const types = Object.values(events).map(({ type }) => type as string);
  assert.deepEqual(document["x-events"].map(({ name }) => name), types.sort());
});

Deno.test("openRpcDocument() tells lanes, who may call, and errors", () => {
  const submit = methodOf("prompt.submit");
  assert.equal(submit["x-lane"], "inline");
  assert.equal(submit["x-read-only"], false);
  assert.equal(methodOf("session.interrupt")["x-lane"], "urgent");
  assert.equal(methodOf("session.list")["x-read-only"], true);
  assert.equal(methodOf("session.title")["x-read-only"], "depends");
  const codes = submit.errors.map(({ code }) => code);
  for (const code of [-32602, 4001, 4004, 4018, 4040, 5000]) assert.ok(codes.includes(code));
  assert.ok(!methodOf("session.close").errors.some(({ code }) => code === 4001));
});

Deno.test("openRpcDocument() shows what may be left out with its default, and flags as flags", () => {
  const cols = paramOf("session.create", "cols");
  assert.equal(cols.required, false);
  assert.equal(cols.schema.default, 80);
  const flag = paramOf("session.create", "close_on_disconnect");
  assert.equal(flag.required, false);
  assert.deepEqual([flag.schema.type, flag.schema.default], ["boolean", false]);
  const choice = paramOf("approval.respond", "choice");
  assert.deepEqual([choice.required, choice.schema.default], [false, "deny"]);
});

Deno.test("openRpcDocument() calls for a session's id, which the gateway looks up when it is missing", () => {
  assert.equal(paramOf("session.usage", "session_id").required, true);
  assert.equal(paramOf("tools.list", "session_id").required, false);
  for (const { name, params } of document.methods) {
    const flags = params.map(({ required }) => required);
    assert.deepEqual(flags, flags.toSorted((a, b) => Number(b) - Number(a)), name);
  }
});

Deno.test("openRpcDocument() describes every param, and lets objects have more members than it names", () => {
  for (const { name, params } of document.methods) {
    for (const param of params) assert.ok(param.description, `${name}: ${param.name}`);
  }
  assert.doesNotMatch(JSON.stringify(document), /"additionalProperties":false/);
});

Deno.test("openRpcDocument() writes shapes down once, under their names", () => {
  const { schemas } = document.components;
  for (const name of ["SessionInfo", "Usage", "Message", "Viewer", "Skin", "LiveSession"]) {
    assert.ok(schemas[name]?.description, name);
  }
  assert.deepEqual(methodOf("session.usage").result.schema, {
    $ref: "#/components/schemas/Usage",
  });
  const streamed = schemas["event.message.delta"];
  assert.deepEqual(streamed?.required, ["text"]);
});

Deno.test("openRpcDocument() says which events are joined, and which have no payload", () => {
  const told = (type: string) => document["x-events"].find(({ name }) => name === type);
  assert.equal(told("message.delta")?.merges, true);
  assert.equal(told("tool.start")?.merges, false);
  assert.ok(!Object.hasOwn(told("message.start") ?? {}, "payload"));
});

const harbour = z.object({
  name: z.string().describe("where"),
  get next() {
    return z.array(harbour);
  },
}).meta({ id: "SessionInfo" });

Deno.test("openRpcDocument() takes in methods from outside, whose shapes stay apart from ours", () => {
  const added = contract({
    name: "acme.tides",
    summary: "when the tide turns next",
    lane: "background",
    params: z.object({ harbour, days: z.number().default(1).describe("how many") }),
    result: harbour,
  });
  const whole = openRpcDocument([...Object.values(methods), added], new Set(["acme.tides"]));
  assert.deepEqual(faultsOfDocument(whole), []);
  const { params, result, errors } = methodOf("acme.tides", whole);
  assert.deepEqual(params.map(({ name, required }) => [name, required]), [
    ["harbour", true],
    ["days", false],
  ]);
  assert.equal(params[1]?.description, "how many");
  assert.deepEqual(errors.map(({ code }) => code), [-32602, 4040]);
  const { schemas } = whole.components;
  assert.deepEqual(schemas.SessionInfo, document.components.schemas.SessionInfo);
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: "tidegate", ...JSON.parse(JSON.stringify(whole)) });
  const at = whole.methods.findIndex(({ name }) => name === "acme.tides");
  const fits = ajv.compile({ $ref: `tidegate#/methods/${at}/result/schema` });
  assert.ok(result.schema.$ref);
  assert.ok(fits({ name: "Husum", next: [{ name: "Tönning", next: [] }] }));
  assert.ok(!fits({ name: "Husum", next: [{ name: 7, next: [] }] }));
});

Deno.test("openRpcDocument() does without a schema it cannot tell, and says so", () => {
  const twice = z.object({
    a: z.string().meta({ id: "same" }),
    b: z.number().meta({ id: "same" }),
  });
  const other = { safeParse: () => ({ success: true }), "~standard": {} };
  const added = [
    { ...methods["setup.status"], name: "acme.twice", result: twice },
    { ...methods["setup.status"], name: "acme.other", result: other as unknown as z.ZodType },
  ];
  const whole = openRpcDocument(added, new Set(added.map(({ name }) => name)));
  const schemaOf = (name: string) => methodOf(name, whole).result.schema;
  assert.equal(schemaOf("acme.twice").$comment, "Cannot tell this schema");
  assert.deepEqual(schemaOf("acme.other"), { type: "object" });
});

Deno.test("openRpcDocument() takes params that are no plain object as a whole", () => {
  const either = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);
  const added = { ...methods["setup.status"], name: "acme.either", params: either };
  const whole = openRpcDocument([added], new Set(["acme.either"]));
  const { params, "x-params": all } = methodOf("acme.either", whole);
  assert.deepEqual(params, []);
  assert.equal(all?.anyOf?.length, 2);
});
