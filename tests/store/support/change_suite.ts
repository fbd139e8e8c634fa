/** What every store does with prompts, with what agents save, with approvals, and with what is deleted. */
import assert from "node:assert/strict";
import { MAX_AGENT_STATE, type Store } from "../../../src/store/store.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession, samplePrompt } from "./samples.ts";
import { tidyAll } from "./tidy_all.ts";

/** Declares a test with a store of its own. */
export type StoreTest = (does: string, run: (store: Store) => void) => void;

/** Part of `storeSuite`. */
export function changeSuite(test: StoreTest): void {
  test("prompt() gives back the newest state, openPrompts() the oldest first", (store) => {
    store.write([
      keepSession("s1"),
      keepSession("s2"),
      keepPrompt("s1", { id: "a", at: 3 }),
      keepPrompt("s2", { id: "a", at: 2, status: "queued" }),
      keepPrompt("s1", { id: "b", at: 3 }),
      keepPrompt("s1", { id: "c", at: 1 }),
      keepPrompt("s1", { id: "c", at: 1, state: "done" }),
    ]);
    assert.deepEqual(
      store.prompt("s2", "a"),
      samplePrompt("s2", { id: "a", at: 2, status: "queued" }),
    );
    assert.equal(store.prompt("s1", "c")?.state, "done");
    assert.equal(store.prompt("s1", "x"), undefined);
    assert.equal(store.prompt("x", "a"), undefined);
    assert.deepEqual(
      store.openPrompts().map(({ sessionId, id }) => `${sessionId}/${id}`),
      ["s2/a", "s1/a", "s1/b"],
    );
  });

  test("agentState() gives back the newest text, and none of a session that is gone", (store) => {
    const state = (text: string) => ({ kind: "agent_state" as const, sessionId: "s1", text });
    store.write([keepSession("s1"), keepSession("s2")]);
    assert.equal(store.agentState("s1"), "");
    store.write([state("a"), state("b\0 \ud800")]);
    assert.equal(store.agentState("s1"), "b\0 \ud800");
    assert.equal(store.agentState("s2"), "");
    store.write([keepSession("s1", { title: "other" })]);
    assert.equal(store.agentState("s1"), "b\0 \ud800");
    const full = "x".repeat(MAX_AGENT_STATE);
    store.write([state(full)]);
    assert.throws(() => store.write([state(`${full}x`)]), RangeError);
    assert.equal(store.agentState("s1"), full);
    store.write([state("")]);
    assert.equal(store.agentState("s1"), "");
    store.write([state("c"), { kind: "delete", sessionId: "s1" }, keepSession("s1")]);
    assert.equal(store.agentState("s1"), "");
    assert.equal(store.agentState("nobody"), "");
  });

  test("approvals() lists what was remembered and not revoked, the oldest first", (store) => {
    const approve = (agent: string, pattern: string, at: number) => ({
      kind: "approval" as const,
      approval: { agent, pattern, at },
    });
    assert.deepEqual(store.approvals(), []);
    store.write([
      approve("b", "ls *", 5),
      approve("a", "ls *", 5),
      approve("a", "\ud800", 3),
      approve("a", "\ud801\0", 4),
      approve("a", "x", 1),
    ]);
    store.write([
      approve("a", "x", 9),
      { kind: "approval_revoke", agent: "a", pattern: "\ud800" },
      { kind: "approval_revoke", agent: "c", pattern: "x" },
    ]);
    const listed = store.approvals().map(({ agent, pattern, at }) => [agent, pattern, at]);
    assert.deepEqual(listed, [["a", "\ud801\0", 4], ["a", "ls *", 5], ["b", "ls *", 5], [
      "a",
      "x",
      9,
    ]]);
  });

  test("write() of delete forgets all, also for one with the same id", (store) => {
    store.write([
      keepSession("s1"),
      keepMessages("s1", 0, "a"),
      keepPrompt("s1"),
      { kind: "agent_state", sessionId: "s1", text: "a" },
      ...keepEvents("s1", { to: 3 }),
    ]);
    const gone = () => {
      assert.deepEqual(store.messages("s1"), []);
      assert.deepEqual(store.range("s1"), { first: 1, latest: 0 });
      assert.deepEqual(store.events("s1", { after: 0, limit: 9 }), []);
      assert.equal(store.prompt("s1", "p1"), undefined);
      assert.equal(store.agentState("s1"), "");
      assert.deepEqual(store.openPrompts(), []);
    };
    store.write([{ kind: "delete", sessionId: "s1" }, { kind: "delete", sessionId: "nobody" }]);
    assert.equal(store.session("s1"), undefined);
    gone();
    store.write([keepSession("s1")]);
    gone();
    store.write(keepEvents("s1", { to: 1 }));
    tidyAll(store, {});
    assert.deepEqual(store.range("s1"), { first: 1, latest: 1 });
  });

  test("write() keeps nothing when one change does not fit", (store) => {
    store.write([keepSession("s1"), keepMessages("s1", 0, "a"), ...keepEvents("s1", { to: 2 })]);
    const misfits = [
      keepEvents("s1", { from: 2, to: 2 }),
      keepEvents("s1", { from: 4, to: 4 }),
      keepEvents("nobody", { to: 1 }),
      [keepMessages("s1", 2, "b")],
      [keepPrompt("nobody")],
      [{ kind: "event_reset" as const, sessionId: "s1", from: 2 }],
      [{ kind: "delete" as const, sessionId: "s1" }, keepPrompt("s1")],
    ];
    for (const misfit of misfits) {
      assert.throws(
        () => store.write([keepSession("s2"), keepPrompt("s1"), ...misfit]),
        RangeError,
      );
    }
    assert.equal(store.session("s2"), undefined);
    assert.equal(store.prompt("s1", "p1"), undefined);
    assert.deepEqual(store.range("s1"), { first: 1, latest: 2 });
  });
}
