import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { Journal } from "../../src/session/journal.ts";
import { JournalBudget } from "../../src/session/journal_budget.ts";

const kind = events.messageDelta as EventKind;

function journals(limit: number, ids: string[]): { budget: JournalBudget; all: Journal[] } {
  const budget = new JournalBudget(limit);
  const limits = { maxEvents: 512, maxChars: 100_000, budget };
  return { budget, all: ids.map((id) => new Journal(id, limits)) };
}

function say(journal: Journal, chars = 1_000, times = 1): void {
  for (let i = 0; i < times; i++) journal.append(kind, { text: "x".repeat(chars) });
}

/** How many events a journal still has. */
function held({ first, latest }: Journal): number {
  return latest - first + 1;
}

Deno.test("conformance 225: over the budget the journal that is quiet longest loses, and counts on", () => {
  const { budget, all } = journals(32_000, ["aaaaaaaa", "bbbbbbbb", "cccccccc"]);
  const [quiet, middle, busy] = all as [Journal, Journal, Journal];
  say(quiet, 1_000, 8);
  say(middle, 1_000, 8);
  say(busy, 1_000, 8);
  assert.deepEqual(all.map(held), [8, 8, 8]);
  say(busy, 1_000, 10);
  assert.ok(budget.chars <= 32_000);
  assert.ok(held(quiet) < 8, "the quiet one lost nothing");
  assert.deepEqual([held(middle), held(busy)], [8, 18]);
  say(busy, 1_000, 8);
  assert.equal(held(quiet), 0);
  assert.ok(held(middle) < 8);
  assert.equal(held(busy), 26);
  assert.equal(quiet.latest, 8);
  assert.equal(quiet.at(8), undefined);
  say(quiet);
  assert.match(quiet.at(9) ?? "", /"seq":9/);
});

Deno.test("a journal keeps the newest of its events, which nobody has read yet", () => {
  const { all: [one, other] } = journals(5_000, ["aaaaaaaa", "bbbbbbbb"]);
  say(other!, 1_000);
  say(one!, 50_000);
  assert.equal(held(one!), 1);
  assert.equal(held(other!), 0);
});

Deno.test("what is pinned stays until its viewers have been told", () => {
  const { budget, all: [pinned, other] } = journals(10_000, ["aaaaaaaa", "bbbbbbbb"]);
  say(pinned!, 1_000, 2);
  pinned!.pin();
  say(pinned!, 1_000, 3);
  say(other!, 1_000, 12);
  assert.equal(pinned!.first, 3);
  assert.equal(held(pinned!), 3);
  pinned!.release();
  say(other!, 1_000, 12);
  assert.equal(held(pinned!), 0);
  assert.ok(budget.chars <= 10_000 + 2_000);
});

Deno.test("while what is over the limit may not go, not every event looks for room", () => {
  const { budget, all: [pinned] } = journals(16_000, ["aaaaaaaa"]);
  let looks = 0;
  const counted = {
    chars: 0,
    usedAt: 0,
    free: () => void looks++,
  };
  budget.join(counted);
  pinned!.pin();
  for (let i = 0; i < 40; i++) say(pinned!, 1_000);
  assert.equal(held(pinned!), 40);
  assert.ok(looks > 5 && looks < 30, `${looks} looks`);
});

Deno.test("a limit of 0 is none", () => {
  const { budget, all: [one, other] } = journals(0, ["aaaaaaaa", "bbbbbbbb"]);
  say(one!, 1_000, 50);
  say(other!, 1_000, 50);
  assert.deepEqual([held(one!), held(other!)], [50, 50]);
  assert.ok(budget.chars > 100_000);
});

Deno.test("close() gives back what a journal held; it can be read, and counts no more", () => {
  const { budget, all: [one, other] } = journals(100_000, ["aaaaaaaa", "bbbbbbbb"]);
  say(one!, 1_000, 5);
  say(other!, 1_000, 5);
  const half = budget.chars / 2;
  one!.close();
  one!.close();
  assert.equal(budget.chars, half);
  assert.equal(budget.size, 1);
  assert.match(one!.at(5) ?? "", /"seq":5/);
  say(one!);
  assert.equal(budget.chars, half);
});

Deno.test("the budget always knows what its journals hold", () => {
  const step = fc.record({
    who: fc.nat(3),
    act: fc.constantFrom("say", "say", "say", "pin", "release", "close"),
    chars: fc.nat(3_000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { budget, all } = journals(8_000, ["aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"]);
      const open = new Set(all);
      let pins = false;
      for (const { who, act, chars } of steps) {
        const journal = all[who]!;
        if (!open.has(journal)) continue;
        if (act === "say") say(journal, chars);
        else journal[act]();
        if (act === "close") open.delete(journal);
        pins ||= act === "pin";
        assert.equal(budget.chars, [...open].reduce((sum, { chars }) => sum + chars, 0));
        // A sixteenth more while the newest event alone is over it.
        if (!pins) assert.ok(budget.chars <= 8_500 + 3_200, `${budget.chars}`);
      }
    }),
    { seed: 20260703, numRuns: 300 },
  );
});
