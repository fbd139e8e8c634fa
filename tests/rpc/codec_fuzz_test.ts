import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { decode } from "../../src/rpc/codec.ts";
import { contract, implement } from "../../src/rpc/method.ts";
import { rpcError } from "../../src/rpc/rpc_error.ts";
import { type Answer, type Bench, bench, method } from "./support/bench.ts";
import { giants, mutant, randomNumbers, VALID } from "./support/frames.ts";

const SEED = 20_260_702;
const MUTANTS = 150_000;
const GENERATED = 50_000;

const typed = contract({
  name: "typed",
  summary: "",
  lane: "inline",
  params: z.object({
    cols: z.coerce.number().int().min(1).max(10_000).default(80),
    tags: z.array(z.string()).nullish(),
    rows: z.array(z.record(z.string(), z.unknown())).nullish(),
    flag: z.unknown().optional().transform(Boolean),
    any: z.union([z.string(), z.number()]).nullish(),
  }),
  result: z.looseObject({}),
});

function table() {
  return [
    method("echo", "inline", (params) => ({ params })),
    method("now", "urgent", () => ({})),
    method("later", "background", (params) => Promise.resolve({ params })),
    method("crash", "inline", () => {
      throw new Error("secret");
    }),
    method("refuse", "inline", () => {
      throw rpcError(4001, "session not found");
    }),
    implement(typed, (params) => ({ ...params })),
  ];
}

const PARSE_ERROR = '{"jsonrpc":"2.0","error":{"code":-32700,"message":"parse error"},"id":null}';
const CODES = new Set([-32600, -32601, -32602, -32603, 4001]);

/** Whether an answer has the shape of PROTOCOL 1.3 and 1.6. */
function assertAnswer(text: string, id: string): void {
  if (text === PARSE_ERROR) return;
  const answer: Answer = JSON.parse(text);
  const { result, error } = answer;
  assert.equal(answer.jsonrpc, "2.0");
  if (error === undefined) {
    assert.equal(Object.keys(answer).join(), "jsonrpc,id,result");
    assert.ok(result instanceof Object && !Array.isArray(result), text);
  } else {
    assert.equal(Object.keys(answer).join(), "jsonrpc,id,error");
    assert.equal(Object.keys(error).join(), "code,message");
    assert.ok(CODES.has(error.code) && error.message !== "", text);
    assert.ok(error.message.length < 1_000, "an error is short");
  }
  assert.ok(text.startsWith(`{"jsonrpc":"2.0","id":${id},`), text);
  assert.ok(text.isWellFormed() && !text.includes("\n") && !text.includes("secret"), text);
}

/** The id of an answer as it is written: a number may have more digits than a double. */
function idText(answer: string): string {
  const { id } = JSON.parse(answer);
  if (typeof id !== "number") return JSON.stringify(id);
  const [written] = answer.slice('{"jsonrpc":"2.0","id":'.length).match(/^[^,]+/) ?? [];
  assert.equal(Number(written), id);
  return written as string;
}

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const untouched = prototypes.map((each) => Reflect.ownKeys(each).length);

function assertNothingPolluted(): void {
  prototypes.forEach((each, i) => assert.equal(Reflect.ownKeys(each).length, untouched[i]));
}

/** Whether the frame would be JSON to anybody. */
function isJson(frame: string): boolean {
  try {
    JSON.parse(frame.trim());
    return true;
  } catch {
    return false;
  }
}

type Count = Record<"blank" | "request" | "refused" | "no JSON" | "answers", number>;

function nothing(): Count {
  return { blank: 0, request: 0, refused: 0, "no JSON": 0, answers: 0 };
}

/** Sends frames through the whole core and looks at everything that comes back. */
class Round {
  readonly count = nothing();
  readonly #bench: Bench = bench(table(), { queueLimit: 1_000_000 });
  readonly #expected: string[] = [];

  send(frame: string): void {
    const decoded = decode(frame);
    assertNothingPolluted();
    switch (decoded.kind) {
      case "blank":
        assert.equal(frame.trim(), "");
        this.count.blank++;
        return;
      case "bad": {
        this.count[decoded.parsed ? "refused" : "no JSON"]++;
        if (!decoded.parsed) assert.ok(!isJson(frame), frame);
        return assertAnswer(decoded.answer, idText(decoded.answer));
      }
      case "request": {
        const { id, method, params } = decoded.request;
        this.count.request++;
        assert.ok(typeof method === "string" && method !== "");
        assert.ok(typeof params === "object" && params !== null && !Array.isArray(params));
        this.#expected.push(JSON.stringify(id));
        this.#bench.dispatcher.dispatch(decoded.request);
      }
    }
  }

  /** Waits for late answers, and compares all of them with what was asked. */
  async end(): Promise<void> {
    await this.#bench.dispatcher.idle();
    assertNothingPolluted();
    const { texts } = this.#bench;
    const ids = texts.map(idText);
    texts.forEach((text, i) => assertAnswer(text, ids[i] ?? ""));
    assert.deepEqual(ids.toSorted(), this.#expected.toSorted());
    this.count.answers += texts.length;
  }
}

/** Each kind of outcome comes up often enough to mean something. */
function assertVaried(count: Count, frames: number): void {
  const { request, refused, "no JSON": noJson } = count;
  for (const [what, often] of Object.entries({ request, refused, noJson })) {
    assert.ok(often > frames / 50, `${what}: only ${often} of ${frames} frames`);
  }
  assert.equal(count.answers, request);
}

Deno.test("decode() and Dispatcher answer valid frames with what they asked for", async () => {
  const round = new Round();
  for (const frame of VALID) round.send(frame);
  await round.end();
  assert.deepEqual(round.count, { ...nothing(), request: VALID.length, answers: VALID.length });
});

Deno.test(`decode() and Dispatcher take ${MUTANTS} spoilt frames`, async () => {
  const random = randomNumbers(SEED);
  const total = nothing();
  const batch = 2_000;
  for (let sent = 0; sent < MUTANTS; sent += batch) {
    const round = new Round();
    for (let i = 0; i < batch; i++) round.send(mutant(random));
    await round.end();
    for (const key of Object.keys(total) as (keyof Count)[]) total[key] += round.count[key];
  }
  assertVaried(total, MUTANTS);
});

const names = fc.constantFrom("echo", "now", "later", "crash", "refuse", "typed");
const hostile = fc.constantFrom("__proto__", "constructor", "toString", "prototype", "", " ", "a");
const unicode = fc.string({ unit: "binary", maxLength: 8 });
const words = fc.oneof(hostile, unicode, fc.constantFrom("\ud800", "\udfff\ud83c", "\ufeff"));
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.oneof(words, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(words, tie("json"), { maxKeys: 4, noNullPrototype: false }),
  ),
}));
const space = fc.constantFrom("", " ", "\n", "\ufeff", "\u00a0", "\u2028");

/** Text of an object whose members are given in their order, so that one can come twice. */
const envelope = fc.tuple(
  fc.array(
    fc.oneof(
      fc.tuple(fc.constant("id"), json),
      fc.tuple(fc.constant("method"), fc.oneof(names, names, names, words, json)),
      fc.tuple(
        fc.constant("params"),
        fc.oneof(
          fc.dictionary(words, json, { maxKeys: 4 }),
          fc.record({ cols: json, tags: json, rows: json, any: json }, { requiredKeys: [] }),
          json,
        ),
      ),
      fc.tuple(words, json),
    ),
    { maxLength: 6 },
  ),
  space,
).map(([members, around]) => {
  const inside = members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `${around}{${inside.join(",")}}${around}`;
});
const frame = fc.oneof(
  { weight: 8, arbitrary: envelope },
  { weight: 1, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: unicode },
);

Deno.test(`decode() and Dispatcher take ${GENERATED} generated frames`, async () => {
  const total = nothing();
  const round = new Round();
  fc.assert(fc.property(frame, (text) => round.send(text)), { seed: SEED, numRuns: GENERATED });
  await round.end();
  for (const key of Object.keys(total) as (keyof Count)[]) total[key] += round.count[key];
  assertVaried(total, GENERATED);
});

Deno.test("decode() refuses what nests too deep without parsing it", async (t) => {
  const { parse } = JSON;
  for (const { name, frame, parses } of giants()) {
    await t.step(name, async () => {
      let parsed = false;
      JSON.parse = (...args: Parameters<typeof parse>) => {
        parsed = true;
        return parse(...args);
      };
      try {
        decode(frame);
      } finally {
        JSON.parse = parse;
      }
      if (!parses) assert.equal(parsed, false);
      const round = new Round();
      round.send(frame);
      await round.end();
      assert.equal(round.count.refused, parses ? 0 : 1);
    });
  }
});
