/** What a coalescer does to text: halves of characters, and random streams as a whole. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { GlobalTime } from "../support/global_time.ts";
import { StreamBench } from "./support/stream_bench.ts";

const SMILE = "\u{1F600}";
const [high, low] = [SMILE.slice(0, 1), SMILE.slice(1)];

function isWhole(text: string): boolean {
  return text.isWellFormed();
}

Deno.test("push() keeps half a character back until the other half is there", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ mode });
    bench.say(`a${high}`);
    assert.deepEqual(bench.take(), ["a"]);
    bench.say(`${low}b`);
    time.tick(33);
    assert.deepEqual(bench.take(), [`${SMILE}b`], mode);
    bench.coalescer.close();
  }
});

Deno.test("push() joins halves that meet within a window, one frame for each piece in mode frames", () => {
  using time = new GlobalTime();
  const merged = new StreamBench();
  merged.say("-", `a${high}`, `${low}b`);
  time.tick(33);
  assert.deepEqual(merged.take(), ["-", `a${SMILE}b`]);
  merged.coalescer.close();

  const framed = new StreamBench({ mode: "frames" });
  framed.say("-", `a${high}`, `${low}b`, high, low, "c");
  time.tick(33);
  const frames = framed.take();
  assert.equal(frames.length, 6);
  assert.ok(frames.every(isWhole), JSON.stringify(frames));
  assert.equal(frames.join(""), `-a${SMILE}b${SMILE}c`);
  framed.coalescer.close();
});

Deno.test("a half that stays alone is not lost when something else must go out", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ mode });
    bench.say(`a${high}`);
    bench.mark("tool");
    bench.say(low);
    time.tick(33);
    assert.equal(bench.take().join(""), `a${high}tool${low}`, mode);
    bench.coalescer.close();
  }
});

Deno.test("a half that stays alone does not keep a timer running", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ mode });
    bench.say(high);
    time.tick(100);
    assert.equal(time.timers, 0);
    bench.say(low);
    const frames = bench.take();
    assert.equal(frames.length, mode === "merge" ? 1 : 2);
    assert.equal(frames.join(""), SMILE);
    bench.coalescer.close();
  }
});

Deno.test("in mode frames, half a character that waits does not join pieces of another kind", () => {
  using time = new GlobalTime();
  const bench = new StreamBench({ mode: "frames" });
  bench.say(`a${high}`);
  bench.reason("r1");
  bench.reason("r2");
  time.tick(33);
  assert.deepEqual(bench.take(), ["a", high, "r1", "r2"]);
  bench.coalescer.close();
});

type Step =
  | { kind: "say" | "reason" | "think"; text: string }
  | { kind: "mark"; text: string }
  | { kind: "wait"; ms: number }
  | { kind: "flush" }
  | { kind: "hear"; heard: boolean };

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("", high, low, `x${high}`, `${low}y`, SMILE, `${low}${high}`, "z".repeat(40_000)),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("say", "reason"), text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("think"), text }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("mark"), text: fc.stringMatching(/^#\w+$/) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait"), ms: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("flush") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("hear"), heard: fc.boolean() }) },
) as fc.Arbitrary<Step>;

/** What must come out, however it was cut: runs of one kind as one text, marks between them. */
function spoken(list: readonly { kind: string; text: string }[]): string[] {
  const runs: { kind: string; text: string }[] = [];
  for (const { kind, text } of list) {
    if (kind === "think") continue;
    const last = runs.at(-1);
    if (last?.kind === kind && kind !== "mark") last.text += text;
    else if (text !== "" || kind === "mark") runs.push({ kind, text });
  }
  return runs.filter(({ text }) => text !== "").map(({ kind, text }) => `${kind} ${text}`);
}

const names: Record<string, string> = {
  "message.delta": "say",
  "reasoning.delta": "reason",
  "thinking.delta": "think",
  "tool.generating": "mark",
};

function play(bench: StreamBench, steps: readonly Step[], time: GlobalTime): void {
  for (const step of steps) {
    if (step.kind === "wait") time.tick(step.ms);
    else if (step.kind === "flush") bench.coalescer.flush();
    else if (step.kind === "hear") bench.heard = step.heard;
    else bench[step.kind](step.text);
  }
}

Deno.test("nothing is lost or put in another order, whatever comes, whenever it comes", () => {
  using time = new GlobalTime();
  const modes = fc.constantFrom("merge" as const, "frames" as const);
  const steps = fc.array(step, { maxLength: 60 });
  const windows = fc.constantFrom(0, 1, 33, 50);
  fc.assert(
    fc.property(modes, windows, steps, (mode, ms, steps) => {
      const bench = new StreamBench({ mode, ms });
      play(bench, steps, time);
      bench.coalescer.flush();
      const sent = steps.filter((step) => "text" in step);
      const got = bench.out.map(({ kind, payload }) => ({
        kind: names[kind.type] ?? "",
        text: String(payload?.text ?? payload?.name),
      }));
      assert.deepEqual(spoken(got), spoken(sent));
      const said = sent.filter(({ kind }) => kind !== "mark").length;
      const frames = got.filter(({ kind }) => kind !== "mark").length;
      if (mode === "merge") assert.ok(frames <= said + 60);
      else assert.ok(frames >= said, `${frames} frames of ${said} pieces`);
      bench.coalescer.close();
      assert.equal(time.timers, 0);
    }),
    { seed: 20260628, numRuns: 1_500 },
  );
});

Deno.test("say() does what push() does of the same text", () => {
  using time = new GlobalTime();
  const modes = fc.constantFrom("merge" as const, "frames" as const);
  const steps = fc.array(step, { maxLength: 60 });
  fc.assert(
    fc.property(modes, fc.constantFrom(0, 33), steps, (mode, ms, steps) => {
      const benches = (["say", "push"] as const).map((way) => new StreamBench({ mode, ms, way }));
      const [said, pushed] = benches as [StreamBench, StreamBench];
      for (const each of steps) {
        play(said, [each], time);
        if (each.kind !== "wait") play(pushed, [each], time);
        assert.deepEqual(said.out, pushed.out);
      }
      for (const bench of benches) bench.coalescer.close();
      assert.equal(time.timers, 0);
    }),
    { seed: 20260629, numRuns: 1_000 },
  );
});

Deno.test("a thinking phrase that came last is the last that is shown", () => {
  using time = new GlobalTime();
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const bench = new StreamBench();
      play(bench, steps, time);
      bench.coalescer.flush();
      const wanted = steps.findLast(({ kind }) => kind === "think");
      const shown = bench.out.findLast(({ kind }) => kind.type === "thinking.delta");
      assert.equal(shown?.payload?.text, wanted && "text" in wanted ? wanted.text : undefined);
      bench.coalescer.close();
    }),
    { seed: 20260629, numRuns: 500 },
  );
});

Deno.test("halves of characters are never torn apart while only one kind streams", () => {
  using time = new GlobalTime();
  const whole = fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 40 });
  const waits = fc.array(fc.nat(40), { minLength: 80, maxLength: 80 });
  const modes = fc.constantFrom("merge" as const, "frames" as const);
  fc.assert(
    fc.property(whole, waits, modes, (whole, waits, mode) => {
      const bench = new StreamBench({ mode });
      for (let i = 0; i < whole.length; i++) {
        bench.say(whole.charAt(i));
        time.tick(waits[i % waits.length] ?? 0);
      }
      time.tick(100);
      const frames = bench.take();
      assert.equal(frames.join(""), whole);
      assert.ok(frames.every(isWhole), JSON.stringify(frames));
      if (mode === "frames") assert.equal(frames.length, whole.length);
      bench.coalescer.close();
    }),
    { seed: 20260630, numRuns: 1_000 },
  );
});
