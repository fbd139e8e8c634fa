import assert from "node:assert/strict";
import { z } from "zod";
import { defineMethod } from "../../src/gateway/own_method.ts";
import { faultsOfDocument } from "../protocol/support/meta_schema.ts";
import { Stage } from "../support/stage.ts";

const tides = defineMethod({
  name: "acme.tides",
  summary: "when the tide turns next",
  readOnly: true,
  params: z.object({ harbour: z.string().describe("where") }),
  result: z.object({ turnsAt: z.string() }),
  handler: () => ({ turnsAt: "11:40" }),
});

interface Told {
  methods: { name: string; params: { description?: string }[] }[];
}

Deno.test("rpc.discover answers the gateway's document, its own methods in it", async () => {
  await using stage = new Stage({ methods: [tides] });
  const told: Told = stage.connect().result("rpc.discover");
  assert.deepEqual(faultsOfDocument(told), []);
  const own = told.methods.find(({ name }) => name === "acme.tides");
  assert.equal(own?.params[0]?.description, "where");
  assert.ok(told.methods.some(({ name }) => name === "rpc.discover"));
  assert.deepEqual(JSON.parse(stage.gateway.describe()), told);
});

Deno.test("rpc.discover tells of a gateway what it has: no method of another's", async () => {
  await using stage = new Stage();
  const told: Told = stage.connect().result("rpc.discover");
  assert.ok(!told.methods.some(({ name }) => name.startsWith("acme.")));
});

Deno.test("rpc.discover may be called by an observer", async () => {
  await using stage = new Stage();
  const observer = stage.connect(undefined, "observer");
  assert.equal(observer.result("rpc.discover").openrpc, "1.3.2");
});

Deno.test("Gateway.describe() keeps the words of an exception for the log: anybody may read the document", async () => {
  const broken = defineMethod({
    name: "acme.broken",
    summary: "has a schema that cannot be told",
    params: z.object({}).default(() => {
      throw new Error("no file /srv/private");
    }),
    result: z.object({}),
    handler: () => ({}),
  });
  await using stage = new Stage({ methods: [broken] });
  assert.ok(!stage.gateway.describe().includes("private"));
  const { schema, error } = stage.log.fieldsOf("cannot describe a schema of a method");
  assert.equal(schema, "acme.broken.params");
  assert.match(String(error), /no file \/srv\/private/);
});
