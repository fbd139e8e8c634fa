import assert from "node:assert/strict";
import fc from "fast-check";
import type { Lane } from "../../src/rpc/method.ts";
import { rpcError } from "../../src/rpc/rpc_error.ts";
import { type Bench, bench, Gate, method, microtasks } from "./support/bench.ts";

const SEED = 20_260_702;

const lanes: Lane[] = ["inline", "background", "urgent"];

/** What a handler does, and the code its answer must have; 0: a result. */
const deeds = {
  answers: { code: 0, act: () => ({ ok: true }) },
  waits: { code: 0, act: undefined },
  throws: {
    code: -32603,
    act: () => {
      throw new Error("secret");
    },
  },
  refuses: {
    code: 4001,
    act: () => {
      throw rpcError(4001, "session not found");
    },
  },
  rejects: { code: -32603, act: () => Promise.reject(new Error("secret")) },
  resolves: { code: 0, act: () => Promise.resolve({ ok: true }) },
  babbles: { code: -32603, act: () => Promise.resolve([1]) },
} as const;
type Deed = keyof typeof deeds;

type Step =
  | { do: "call"; lane: Lane; deed: Deed }
  | { do: "settle"; pick: number; fails: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      lane: fc.constantFrom(...lanes),
      deed: fc.constantFrom(...Object.keys(deeds) as Deed[]),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      pick: fc.nat(20),
      fails: fc.boolean(),
    }),
  },
);

interface Sent {
  id: number;
  lane: Lane;
  code: number;
}

/** Plays steps against a dispatcher, and keeps account of what must come of them. */
class Play {
  readonly gate = new Gate();
  readonly sent: Sent[] = [];
  readonly box: Bench;
  readonly #limits: { concurrency: number; queueLimit: number };
  readonly #running = { inline: 0, background: 0, urgent: 0 };

  constructor(limits: { concurrency: number; queueLimit: number }) {
    this.#limits = limits;
    this.box = bench(
      lanes.flatMap((lane) =>
        (Object.keys(deeds) as Deed[]).map((deed) => {
          const act = deeds[deed].act ?? this.gate.handler;
          return method(`${lane}.${deed}`, lane, (params) => this.#watched(lane, act, params));
        })
      ),
      limits,
    );
  }

  async play(step: Step): Promise<void> {
    if (step.do === "call") this.#call(step.lane, step.deed);
    else await this.settle(step.pick, step.fails);
    await microtasks();
  }

  async settle(pick: number, fails: boolean): Promise<void> {
    const { waiting } = this.gate;
    if (waiting.length === 0) return;
    const index = pick % waiting.length;
    const call = this.sent[Number(waiting[index]?.params.id)];
    assert.ok(call);
    if (fails) call.code = -32603;
    await (fails ? this.gate.fail(new Error("secret"), index) : this.gate.open({}, index));
  }

  #watched(lane: Lane, act: (params: Record<string, unknown>) => unknown, params: object) {
    const running = ++this.#running[lane];
    assert.ok(lane !== "inline" || running === 1, "one inline call at a time");
    assert.ok(lane !== "background" || running <= this.#limits.concurrency, "few at once");
    const ended = () => void this.#running[lane]--;
    try {
      const outcome = act({ ...params });
      if (outcome instanceof Promise) outcome.then(ended, ended);
      else ended();
      return outcome;
    } catch (error) {
      ended();
      throw error;
    }
  }

  #call(lane: Lane, deed: Deed): void {
    const id = this.sent.length;
    const { concurrency, queueLimit } = this.#limits;
    const room = { inline: 1, background: concurrency, urgent: Infinity }[lane] + queueLimit;
    const answered = new Set(this.box.ids);
    const open = this.sent.filter((call) => call.lane === lane && !answered.has(call.id));
    this.sent.push({ id, lane, code: open.length < room ? deeds[deed].code : -32000 });
    this.box.call(id, `${lane}.${deed}`, { id });
  }
}

function orderOf(lane: Lane, play: Play): unknown[] {
  const accepted = play.sent.filter((call) => call.lane === lane && call.code !== -32000);
  const ids = new Set<unknown>(accepted.map(({ id }) => id));
  return play.box.ids.filter((id) => ids.has(id));
}

Deno.test("Dispatcher answers every call exactly once, in the order of its lane", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.record({ concurrency: fc.integer({ min: 1, max: 4 }), queueLimit: fc.nat(6) }),
      async (steps, limits) => {
        const play = new Play(limits);
        for (const each of steps) await play.play(each);
        const idle = play.box.dispatcher.idle();
        while (play.gate.waiting.length > 0) await play.settle(0, false);
        await idle;

        const codes = new Map(play.box.answers.map(({ id, error }) => [id, error?.code ?? 0]));
        assert.equal(play.box.answers.length, play.sent.length);
        for (const { id, code } of play.sent) assert.equal(codes.get(id), code);
        for (const text of play.box.texts) assert.doesNotMatch(text, /secret/);
        const inline = orderOf("inline", play);
        assert.deepEqual(inline, inline.toSorted((a, b) => Number(a) - Number(b)));
        const crashed = play.sent.filter(({ code }) => code === -32603);
        assert.equal(play.box.crashes.length, crashed.length);
        assert.equal(play.box.dispatcher.pending, 0);
      },
    ),
    { seed: SEED, numRuns: 400 },
  );
});

Deno.test("Dispatcher says nothing once it is closed, whatever was under way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const play = new Play({ concurrency: 2, queueLimit: 4 });
      for (const each of steps) await play.play(each);
      const said = play.box.texts.length;
      play.box.dispatcher.close();
      for (const each of steps) await play.play(each);
      while (play.gate.waiting.length > 0) await play.settle(0, true);
      await play.box.dispatcher.idle();
      assert.equal(play.box.texts.length, said);
      assert.equal(play.box.dispatcher.pending, 0);
    }),
    { seed: SEED, numRuns: 200 },
  );
});
