import assert from "node:assert/strict";
import fc from "fast-check";
import { ResilientStore } from "../../src/store/resilient_store.ts";
import { type StoreChange, StoreError } from "../../src/store/store.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { answers, change } from "./support/changes.ts";
import { PlainModel } from "./support/plain_model.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";

class Bench implements Disposable {
  readonly #folder = new Folder();
  readonly #time = fakeClock();
  readonly #db;
  readonly store: ResilientStore;
  #failure: "write" | "read" | undefined;

  constructor() {
    const { db, store } = openPlain(this.#folder.file());
    this.#db = db;
    this.store = new ResilientStore(store, {
      clock: this.#time.clock,
      onOutage() {},
      onRecovery() {},
      report: (fault) => assert.fail(String(fault)),
    });
  }

  /** Nothing can be written; or nothing can be done at all. */
  fail(how: "write" | "read"): void {
    this.#failure = how;
    if (how === "write") this.#db.exec("PRAGMA query_only = 1");
    else for (const table of TABLES) this.#db.exec(`ALTER TABLE ${table} RENAME TO no_${table}`);
  }

  recover(): void {
    if (this.#failure === "write") this.#db.exec("PRAGMA query_only = 0");
    else for (const table of TABLES) this.#db.exec(`ALTER TABLE no_${table} RENAME TO ${table}`);
    this.#failure = undefined;
    this.#time.tick(5_000);
    assert.equal(this.store.outage, undefined);
  }

  [Symbol.dispose](): void {
    if (this.#failure !== undefined) this.recover();
    this.store.close();
    this.#folder[Symbol.dispose]();
  }
}

const TABLES = ["session", "message", "prompt", "event", "event_run", "agent_state", "approval"];

/** Without two that are as old as each other: stores may tell those in any order. */
function told(change: StoreChange): StoreChange {
  if (change.kind === "session") {
    const { id, createdAt, lastActive } = change.session;
    const n = Number(id.slice(1));
    return keepSession(id, {
      ...change.session,
      createdAt: createdAt * 8 + n,
      lastActive: lastActive * 8 + n,
    });
  }
  if (change.kind !== "prompt") return change;
  const { prompt } = change;
  const n = Number(prompt.sessionId.slice(1)) * 3 + Number(prompt.id.slice(1));
  return keepPrompt(prompt.sessionId, { ...prompt, at: prompt.at * 16 + n });
}

const act = fc.oneof(
  { weight: 4, arbitrary: fc.array(change, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant("outage" as const) },
);

Deno.test("ResilientStore answers as a plain model, whether its store is out or not", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      using bench = new Bench();
      const model = new PlainModel();
      let isOut = false;
      for (const step of acts) {
        if (step === "outage") {
          if (isOut) bench.recover();
          else bench.fail("write");
          isOut = !isOut;
        } else {
          const changes = step.flatMap((make) => model.take(make(model).map(told)));
          bench.store.write(changes);
        }
        assert.deepEqual(answers(bench.store), answers(model));
      }
    }),
    { seed: 20_260_302, numRuns: 150 },
  );
});

Deno.test("ResilientStore reads what began in an outage, and says of the rest why it cannot", () => {
  using bench = new Bench();
  const { store } = bench;
  store.write([keepSession("old"), keepMessages("old", 0, "a"), ...keepEvents("old", { to: 3 })]);
  bench.fail("read");
  store.write([
    keepSession("new", { title: "New" }),
    keepMessages("new", 0, "x", "y"),
    keepPrompt("new"),
    { kind: "agent_state", sessionId: "new", text: "saved" },
    { kind: "approval", approval: { agent: "a", pattern: "ls *", at: 1 } },
    ...keepEvents("new", { to: 4 }),
  ]);
  store.write([...keepEvents("old", { from: 4, to: 6 }), keepMessages("old", 1, "b")]);
  assert.equal(store.session("new")?.title, "New");
  assert.equal(store.sessionByTitle("New")?.id, "new");
  assert.equal(store.sessionByLiveId("live-new")?.id, "new");
  assert.deepEqual(store.range("new"), { first: 1, latest: 4 });
  assert.equal(store.events("new", { after: 1, limit: 2 }).length, 2);
  assert.equal(store.messages("new").length, 2);
  assert.deepEqual(store.children("new"), []);
  store.write([keepSession("newer"), keepMessages("newer", 0), ...keepEvents("newer", { to: 1 })]);
  assert.equal(store.agentState("newer"), "", "it has begun since");
  assert.equal(store.prompt("new", "p1")?.text, "hi");
  assert.equal(store.agentState("new"), "saved");
  assert.equal(store.events("old", { after: 3, limit: 9 }).length, 3);
  const asked = [
    () => store.session("old"),
    () => store.sessionByTitle("Old"),
    () => store.sessions({ limit: 9 }),
    () => store.messages("old"),
    () => store.events("old", { after: 0, limit: 9 }),
    () => store.prompt("new", "p2"),
    () => store.openPrompts(),
    () => store.agentState("old"),
    () => store.approvals(),
    () => store.children("old"),
  ];
  for (const ask of asked) assert.throws(ask, StoreError);
  bench.recover();
  assert.deepEqual(store.range("old"), { first: 1, latest: 6 });
  assert.deepEqual(store.messages("old").map(({ text }) => text), ["a", "b"]);
  assert.equal(store.range("new").latest, 4);
  assert.equal(store.agentState("new"), "saved");
  assert.equal(store.approvals().length, 1);
});

Deno.test("ResilientStore.write() refuses in an outage what does not fit, and takes none of it", () => {
  using bench = new Bench();
  const { store } = bench;
  store.write([keepSession("s1"), keepMessages("s1", 0, "a"), ...keepEvents("s1", { to: 2 })]);
  for (const how of ["write", "read"] as const) {
    bench.fail(how);
    store.write([keepSession("s2"), keepMessages("s2", 0), ...keepEvents("s2", { to: 1 })]);
    const misfits = [
      keepEvents("s2", { from: 3, to: 3 }),
      [keepMessages("s2", 1, "b")],
      [{ kind: "delete" as const, sessionId: "s2" }, keepPrompt("s2")],
    ];
    for (const misfit of misfits) {
      assert.throws(() => store.write([keepPrompt("s2"), ...misfit]), RangeError);
    }
    assert.equal(store.range("s2").latest, 1);
    store.write([{ kind: "delete", sessionId: "s2" }]);
    bench.recover();
  }
});
