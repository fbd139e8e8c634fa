import assert from "node:assert/strict";
import fc from "fast-check";
import { bench, MARK, Script } from "./support/bench.ts";

const SEED = 20_260_702;
const SOURCES = ["a", "b", "c"];

type Step =
  | { do: "send"; chars: number }
  | { do: "wake"; source: number; frames: number; chars: number }
  | { do: "stop" | "go" }
  | { do: "drain"; bytes: number }
  | { do: "pass"; ms: number };

const chars = fc.integer({ min: 1, max: 70 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("send" as const), chars }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("wake" as const),
      source: fc.nat(SOURCES.length - 1),
      frames: fc.nat(3),
      chars,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("stop" as const, "go" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("drain" as const), bytes: fc.nat(3 * MARK) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat(200) }) },
);

/** Plays steps, and keeps account of what must leave before what. */
class Play {
  readonly box = bench({ queueLimitChars: 1_000_000 });
  readonly sources = SOURCES.map((name) => new Script(name));
  readonly texts: string[] = [];
  /** For each text: how many frames of each source were announced before it. */
  readonly before: number[][] = [];
  #announced = SOURCES.map(() => 0);
  #most = 0;

  play(step: Step): void {
    const { outbox, socket, time } = this.box;
    switch (step.do) {
      case "send":
        return this.#send(step.chars);
      case "wake": {
        const source = this.sources[step.source] as Script;
        outbox.wake(source.write(step.frames, step.chars));
        this.#announced[step.source] = source.end;
        break;
      }
      case "drain":
        socket.drain(step.bytes);
        break;
      case "pass":
        time.tick(step.ms);
        break;
      default:
        socket.reading = step.do === "go";
        if (socket.reading) socket.drain();
    }
    this.#look();
  }

  #send(chars: number): void {
    const text = `t${this.texts.length + 1}`.padEnd(chars, ".");
    this.texts.push(text);
    this.before.push([...this.#announced]);
    assert.equal(this.box.outbox.send(text), true);
    this.#look();
  }

  #look(): void {
    const { outbox, socket, time } = this.box;
    this.#most = Math.max(this.#most, socket.bufferedAmount);
    assert.ok(this.#most <= MARK + 70, "the mark, and one frame over it");
    assert.ok(time.timers <= 1, "one timer at most");
    if (outbox.queuedChars > 0) assert.equal(time.timers, 1, "whoever waits is looked after");
  }

  /** The peer reads everything; what left, by whose it is. */
  end(): { all: string[]; from: (name: string) => string[] } {
    this.box.release();
    const all = this.box.socket.frames.map((frame) => frame.replace(/\.+$/, ""));
    return { all, from: (name) => all.filter((frame) => frame.startsWith(name)) };
  }
}

Deno.test("Outbox loses nothing and keeps every order it promises", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const play = new Play();
      for (const each of steps) play.play(each);
      const { all, from } = play.end();

      const numbered = (name: string, count: number) =>
        Array.from({ length: count }, (_, i) => `${name}${i + 1}`);
      assert.deepEqual(from("t"), numbered("t", play.texts.length));
      for (const source of play.sources) {
        assert.deepEqual(from(source.name), numbered(source.name, source.end));
      }
      play.before.forEach((announced, i) => {
        const ahead = all.slice(0, all.indexOf(`t${i + 1}`));
        const counts = SOURCES.map((name) => ahead.filter((each) => each.startsWith(name)).length);
        assert.deepEqual(counts, announced, `ahead of t${i + 1}`);
      });
      const { outbox, time, calls } = play.box;
      assert.deepEqual([outbox.queuedChars, time.timers, calls], [0, 0, []]);
    }),
    { seed: SEED, numRuns: 1_500 },
  );
});

Deno.test("Outbox holds one entry a source behind each text for a peer that does not read", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const play = new Play();
      play.box.stall();
      const { texts, sources } = play;
      for (const each of steps) {
        if (each.do === "send" || each.do === "wake" || each.do === "pass") play.play(each);
      }
      assert.deepEqual(play.box.socket.frames, []);
      for (const source of sources) assert.equal(source.dry, 0);
      play.end();
      // Each entry of a source ends with the source having nothing more to give.
      for (const { dry } of sources) assert.ok(dry <= texts.length + 1, `${dry} entries`);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("Outbox says exactly once how it ended, and is silent after that", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("gone", "closed", "overflow"),
      (before, after, ending) => {
        const play = new Play();
        const { outbox, socket, calls, time } = play.box;
        for (const each of before) play.play(each);
        if (ending === "closed") outbox.close();
        if (ending === "overflow") {
          play.box.stall();
          outbox.send("x".repeat(1_000_001));
        }
        if (ending === "gone") {
          play.box.release();
          socket.gone = true;
          outbox.send("into the void");
          socket.gone = false;
        }
        const sent = socket.frames.length;
        for (const each of after) {
          if (each.do === "send") assert.equal(outbox.send("late"), false);
          else play.play(each);
        }
        play.box.release();
        assert.equal(socket.frames.length, sent);
        assert.deepEqual(calls, ending === "closed" ? [] : [ending]);
        assert.deepEqual([outbox.queuedChars, time.timers], [0, 0]);
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});
