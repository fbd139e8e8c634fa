/** What every store does, whatever it keeps things in. */
import assert from "node:assert/strict";
import type { Store } from "../../../src/store/store.ts";
import { frameOf, keepEvents, keepMessages, keepSession, sampleSession } from "./samples.ts";
import { changeSuite, type StoreTest } from "./change_suite.ts";
import { tidyAll } from "./tidy_all.ts";

/** A store of a test. Disposing of it closes it, and removes what it left. */
export interface StoreUnderTest extends Disposable {
  readonly store: Store;
}

/** @param make opens an empty store that bounds no session's events below 2,000 */
export function storeSuite(name: string, make: () => StoreUnderTest): void {
  const test: StoreTest = (does, run) => {
    Deno.test(`${name}: ${does}`, () => {
      using under = make();
      run(under.store);
    });
  };
  changeSuite(test);

  test("session() gives back what was kept, and what replaced it", (store) => {
    const odd = "a\0b \ud800 \u2028 'x' 😀";
    const full = sampleSession("s1", {
      title: odd,
      parent: { id: "s0", how: "branch" },
      ended: { at: 7, reason: "tui_close" },
      messageCount: 3,
    });
    store.write([{ kind: "session", session: full }]);
    assert.deepEqual(store.session("s1"), full);
    store.write([keepSession("s1", { title: "now" })]);
    assert.deepEqual(store.session("s1"), sampleSession("s1", { title: "now" }));
    assert.equal(store.session("s2"), undefined);
  });

  test("session() is not changed by what its owner does to the object later", (store) => {
    const session = sampleSession("s1");
    store.write([{ kind: "session", session }]);
    session.title = "changed";
    assert.equal(store.session("s1")?.title, "");
  });

  test("sessionByTitle() and sessionByLiveId() find the newest", (store) => {
    store.write([
      keepSession("s1", { title: "t", liveId: "l", createdAt: 5 }),
      keepSession("s2", { title: "t", liveId: "l", createdAt: 9 }),
      keepSession("s3", { title: "t", liveId: "l", createdAt: 5 }),
    ]);
    assert.equal(store.sessionByTitle("t")?.id, "s2");
    assert.equal(store.sessionByLiveId("l")?.id, "s2");
    assert.equal(store.sessionByTitle("T"), undefined);
    assert.equal(store.sessionByLiveId("x"), undefined);
  });

  test("sessions() lists the newest activity first, without some sources", (store) => {
    store.write([
      keepSession("s1", { lastActive: 5 }),
      keepSession("s2", { lastActive: 9, source: "cron" }),
      keepSession("s3", { lastActive: 7 }),
      keepSession("s4", { lastActive: 5 }),
    ]);
    const ids = (query: Parameters<Store["sessions"]>[0]) =>
      store.sessions(query).map(({ id }) => id);
    assert.deepEqual(ids({ limit: 9 }), ["s2", "s3", "s4", "s1"]);
    assert.deepEqual(ids({ limit: 2, without: ["cron", "x"] }), ["s3", "s4"]);
    assert.deepEqual(ids({ limit: 0 }), []);
  });

  test("sessions() finds a text in titles and previews, with capitals from A to Z or without", (store) => {
    store.write([
      keepSession("s1", { title: "High Tide", lastActive: 3 }),
      keepSession("s2", { preview: "when is TIDE low? 100%_", lastActive: 2 }),
      keepSession("s3", { title: "Ärger", lastActive: 1 }),
    ]);
    const ids = (text: string) => store.sessions({ limit: 9, text }).map(({ id }) => id);
    assert.deepEqual(ids("tide"), ["s1", "s2"]);
    assert.deepEqual(ids("%_"), ["s2"]);
    assert.deepEqual([ids("Ärger"), ids("ärger"), ids("tides")], [["s3"], [], []]);
    assert.deepEqual(ids(""), ["s1", "s2", "s3"]);
  });

  test("sessions() leaves out what goes on in another row, unless that is wanted", (store) => {
    store.write([
      keepSession("s1", { lastActive: 5, ended: { at: 1, reason: "compression" } }),
      keepSession("s2", { lastActive: 9, ended: { at: 1, reason: "tui_close" } }),
    ]);
    const ids = (superseded?: boolean) =>
      store.sessions({ limit: 9, superseded }).map(({ id }) => id);
    assert.deepEqual([ids(), ids(true)], [["s2"], ["s2", "s1"]]);
  });

  test("children() lists the oldest first", (store) => {
    const parent = { id: "s1", how: "branch" as const };
    store.write([
      keepSession("s1"),
      keepSession("s2", { parent, createdAt: 9 }),
      keepSession("s3", { parent, createdAt: 5 }),
    ]);
    assert.deepEqual(store.children("s1").map(({ id }) => id), ["s3", "s2"]);
    assert.deepEqual(store.children("s2"), []);
  });

  test("messages() follows what was appended and cut", (store) => {
    const texts = () => store.messages("s1").map(({ text }) => text);
    store.write([keepSession("s1"), keepMessages("s1", 0, "a", "b"), keepMessages("s1", 2, "c")]);
    assert.deepEqual(texts(), ["a", "b", "c"]);
    store.write([keepMessages("s1", 1, "x\0y")]);
    assert.deepEqual(texts(), ["a", "x\0y"]);
    store.write([keepMessages("s1", 0)]);
    assert.deepEqual(texts(), []);
    assert.deepEqual(store.messages("s2"), []);
  });

  test("messages() gives back every member", (store) => {
    const message = {
      role: "tool" as const,
      text: "t",
      reasoning: "r",
      name: "n",
      context: "c",
    };
    store.write([keepSession("s1"), {
      kind: "messages",
      sessionId: "s1",
      from: 0,
      messages: [message],
    }]);
    assert.deepEqual(store.messages("s1"), [message]);
  });

  test("events() pages through what range() tells", (store) => {
    assert.deepEqual(store.range("s1"), { first: 1, latest: 0 });
    store.write([keepSession("s1"), keepSession("s2")]);
    assert.deepEqual(store.range("s1"), { first: 1, latest: 0 });
    store.write([...keepEvents("s1", { to: 5 }), ...keepEvents("s2", { to: 2 })]);
    store.write(keepEvents("s1", { from: 6, to: 9 }));
    assert.deepEqual(store.range("s1"), { first: 1, latest: 9 });
    assert.deepEqual(
      store.events("s1", { after: 3, limit: 4 }),
      [4, 5, 6, 7].map((seq) => ({ seq, frame: frameOf(seq) })),
    );
    assert.deepEqual(store.events("s1", { after: 9, limit: 4 }), []);
    assert.deepEqual(store.events("s1", { after: 0, limit: 0 }), []);
    assert.deepEqual(store.events("nobody", { after: 0, limit: 4 }), []);
  });

  test("range() begins where a session's first event did", (store) => {
    store.write([keepSession("s1"), ...keepEvents("s1", { from: 5, to: 7 })]);
    assert.deepEqual(store.range("s1"), { first: 5, latest: 7 });
    assert.deepEqual(store.events("s1", { after: 0, limit: 1 }), [{ seq: 5, frame: frameOf(5) }]);
  });

  test("write() of event_reset begins anew behind a hole", (store) => {
    store.write([
      keepSession("s1"),
      ...keepEvents("s1", { to: 3 }),
      { kind: "event_reset", sessionId: "s1", from: 10 },
    ]);
    assert.deepEqual(store.range("s1"), { first: 10, latest: 9 });
    assert.deepEqual(store.events("s1", { after: 0, limit: 9 }), []);
    store.write(keepEvents("s1", { from: 10, to: 11 }));
    assert.deepEqual(store.range("s1"), { first: 10, latest: 11 });
    assert.deepEqual(store.events("s1", { after: 0, limit: 9 }).map(({ seq }) => seq), [10, 11]);
  });

  test("tidy() forgets sessions that ended long ago, and no other", (store) => {
    const ended = { at: 1, reason: "tui_close" };
    store.write([
      keepSession("old", { lastActive: 100, ended }),
      keepSession("live", { lastActive: 100 }),
      keepSession("new", { lastActive: 200, ended }),
      ...keepEvents("old", { to: 3 }),
      ...keepEvents("new", { to: 3 }),
      keepMessages("old", 0, "a"),
    ]);
    tidyAll(store, { maxAgeMs: 0 }, 1_000);
    assert.ok(store.session("old"));
    tidyAll(store, { maxAgeMs: 800 }, 1_000);
    assert.deepEqual(store.sessions({ limit: 9 }).map(({ id }) => id), ["new", "live"]);
    assert.deepEqual(store.range("old"), { first: 1, latest: 0 });
    assert.deepEqual(store.range("new"), { first: 1, latest: 3 });
  });

  test("tidy() drops the oldest events of who ended first, and spares the newest 512 of a live one", (store) => {
    const ended = { at: 1, reason: "tui_close" };
    store.write([
      keepSession("live", { lastActive: 1 }),
      keepSession("b", { lastActive: 3, ended }),
      keepSession("a", { lastActive: 2, ended }),
      ...keepEvents("live", { to: 600 }),
      ...keepEvents("a", { to: 10 }),
      ...keepEvents("b", { to: 10 }),
    ]);
    const ranges = () => ["a", "b", "live"].map((id) => store.range(id).first);
    tidyAll(store, { maxEventChars: 6_200 });
    assert.deepEqual(ranges(), [1, 1, 1]);
    tidyAll(store, { maxEventChars: 6_055 });
    assert.deepEqual(ranges(), [11, 6, 1]);
    assert.equal(store.range("a").latest, 10);
    assert.deepEqual(store.events("b", { after: 0, limit: 1 })[0]?.seq, 6);
    tidyAll(store, { maxEventChars: 10 });
    assert.deepEqual(ranges(), [11, 11, 89]);
    store.write([
      ...keepEvents("a", { from: 11, to: 11 }),
      ...keepEvents("live", { from: 601, to: 601 }),
    ]);
    assert.deepEqual(store.range("a"), { first: 11, latest: 11 });
    assert.deepEqual(store.range("live"), { first: 89, latest: 601 });
  });

  test("epoch is random hex", (store) => {
    assert.match(store.epoch, /^[0-9a-f]{16}$/);
  });

  test("close() may be called twice", (store) => {
    store.close();
    store.close();
  });
}
