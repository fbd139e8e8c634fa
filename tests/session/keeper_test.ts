import assert from "node:assert/strict";
import { events } from "../../src/protocol/events.ts";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { Journal } from "../../src/session/journal.ts";
import { Keeper } from "../../src/session/keeper.ts";
import { Ledger, type Refusal } from "../../src/session/ledger.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Store, StoreError } from "../../src/store/store.ts";
import { keepEvents, keepMessages, keepSession, sampleSession } from "../store/support/samples.ts";

/** A keeper of session "s1", which has said `said` events already. */
function bench(
  { store = new MemoryStore(), maxEvents = 512 }: { store?: Store; maxEvents?: number } = {},
) {
  const fates: Refusal["fate"][] = [];
  const ledger = new Ledger(store, (_fault, { fate }) => void fates.push(fate));
  const journal = new Journal("live", { maxEvents, maxChars: 1e6 });
  const keeper = new Keeper({
    ledger,
    journal,
    id: "s1",
    kept: false,
    row: () => sampleSession("s1", { title: "mine" }),
    messages: () => [{ role: "user", text: "a" }, { role: "assistant", text: "b" }],
  });
  const say = (count: number) => {
    for (let i = 0; i < count; i++) {
      journal.append(events.statusUpdate as EventKind, { kind: "info", text: `${i}` });
      keeper.said();
    }
  };
  return { store, fates, keeper, say };
}

function state(store: Store) {
  const all = store.events("s1", { after: 0, limit: 1_000 });
  return {
    title: store.session("s1")?.title,
    messages: store.messages("s1").map(({ text }) => text),
    range: store.range("s1"),
    numbers: all.map(({ seq }) => seq),
  };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

Deno.test("Keeper heals a session whose row is gone from the store", () => {
  const { store, fates, keeper, say } = bench();
  keeper.begin();
  keeper.prompt({ id: "p", text: "t", status: "streaming", state: "open", at: 1, seq: 0 });
  say(3);
  store.write([{ kind: "delete", sessionId: "s1" }]);
  say(1);
  assert.deepEqual(fates, ["kept anew"]);
  say(1);
  keeper.promptEnded("p");
  assert.deepEqual(fates, ["kept anew"]);
  assert.deepEqual(state(store), {
    title: "mine",
    messages: ["a", "b"],
    range: { first: 1, latest: 5 },
    numbers: numbers(1, 5),
  });
  assert.equal(store.prompt("s1", "p")?.state, "done");
});

Deno.test("Keeper heals a session of which changes were lost", () => {
  const out = { now: false };
  const store = new MemoryStore();
  const write = store.write.bind(store);
  const failing = Object.assign(store, {
    write(changes: Parameters<Store["write"]>[0]) {
      if (out.now) throw new StoreError("disk full");
      write(changes);
    },
  });
  const { fates, keeper, say } = bench({ store: failing });
  keeper.begin();
  say(2);
  out.now = true;
  say(2);
  out.now = false;
  say(1);
  assert.deepEqual(fates, ["lost", "lost", "kept anew"]);
  assert.deepEqual(state(store).numbers, numbers(1, 5));
});

Deno.test("Keeper begins anew behind a hole its journal cannot fill", () => {
  const { store, fates, keeper, say } = bench({ maxEvents: 4 });
  say(9);
  store.write([
    keepSession("s1"),
    ...keepEvents("s1", { to: 2 }),
    keepMessages("s1", 0, "x", "y", "z"),
  ]);
  keeper.begin();
  assert.deepEqual(fates, ["kept anew"]);
  assert.deepEqual(state(store), {
    title: "mine",
    messages: ["a", "b"],
    range: { first: 6, latest: 9 },
    numbers: numbers(6, 9),
  });
});

Deno.test("Keeper throws away what is kept under its session's name with numbers it never gave", () => {
  const { store, fates, keeper, say } = bench();
  say(3);
  store.write([keepSession("s1"), ...keepEvents("s1", { to: 50 })]);
  keeper.begin();
  assert.deepEqual(fates, ["kept anew"]);
  assert.deepEqual(state(store).numbers, numbers(1, 3));
});

Deno.test("Keeper tells the end of a session again, and where its numbers stand", () => {
  const store = new MemoryStore({ maxEvents: 0 });
  const { fates, keeper, say } = bench({ store });
  keeper.begin();
  say(3);
  store.write([{ kind: "event_reset", sessionId: "s1", from: 50 }]);
  keeper.end({ at: 7, reason: "tui_close" });
  assert.deepEqual(fates, ["kept anew"]);
  assert.deepEqual(store.session("s1")?.ended, { at: 7, reason: "tui_close" });
  assert.equal(store.range("s1").latest, 3);
});
