import assert from "node:assert/strict";
import type { Usage } from "../../src/agent/agent.ts";
import { UsageMeter } from "../../src/session/usage_meter.ts";

Deno.test("snapshot() before any turn is all zero", () => {
  assert.deepEqual(new UsageMeter().snapshot("m"), {
    model: "m",
    calls: 0,
    input: 0,
    output: 0,
    prompt: 0,
    completion: 0,
    total: 0,
    compressions: 0,
  });
});

Deno.test("add() sums tokens and keeps the newest size of the context", () => {
  const meter = new UsageMeter();
  meter.add({ input: 10, output: 5, total: 15, contextUsed: 15, contextMax: 1_000 });
  meter.add({ input: 1, output: 2, total: 4, reasoning: 1, calls: 3, contextUsed: 333 });
  assert.deepEqual(meter.snapshot("m"), {
    model: "m",
    calls: 4,
    input: 11,
    output: 7,
    reasoning: 1,
    prompt: 11,
    completion: 7,
    total: 19,
    compressions: 0,
    context_used: 333,
    context_max: 1_000,
    context_percent: 33,
  });
});

Deno.test("snapshot() leaves the context out unless both numbers are known", () => {
  for (const known of [{ contextUsed: 5 }, { contextMax: 5 }, { contextUsed: 5, contextMax: 0 }]) {
    const meter = new UsageMeter();
    meter.add({ input: 1, output: 1, total: 2, ...known });
    assert.ok(!("context_used" in meter.snapshot("m")));
    assert.ok(!("context_percent" in meter.snapshot("m")));
  }
});

Deno.test("add() takes what is no number for nothing at all", () => {
  const garbage: unknown[] = [
    { input: "5", output: 1n, total: NaN },
    { input: null, output: {}, total: Infinity, reasoning: "x", calls: "2" },
    { input: 0, output: 0, total: 0, contextUsed: 5n, contextMax: "many" },
    { input: undefined },
    {},
  ];
  const meter = new UsageMeter();
  for (const usage of garbage) meter.add(usage as Usage);
  meter.add({ input: 2, output: 3, total: 5 });
  const shape = meter.snapshot("m");
  assert.deepEqual(JSON.parse(JSON.stringify(shape)), shape);
  assert.deepEqual([shape.input, shape.output, shape.total], [2, 3, 5]);
  assert.ok(!("context_used" in shape));
});

Deno.test("UsageMeter.addAside() counts tokens, and not as part of the context", () => {
  const meter = new UsageMeter();
  meter.add({ input: 1, output: 1, total: 2, contextUsed: 50, contextMax: 100 });
  meter.addAside({ input: 5, output: 5, total: 10, contextUsed: 90 });
  const { total, calls, context_used } = meter.snapshot("m");
  assert.deepEqual([total, calls, context_used], [12, 2, 50]);
});

Deno.test("UsageMeter.compressed() counts, and forgets how full the context was", () => {
  const meter = new UsageMeter();
  meter.add({ input: 1, output: 1, total: 2, contextUsed: 50, contextMax: 100 });
  meter.compressed();
  const { compressions, context_used, total } = meter.snapshot("m");
  assert.deepEqual([compressions, context_used, total], [1, undefined, 2]);
});
