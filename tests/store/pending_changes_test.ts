import assert from "node:assert/strict";
import fc from "fast-check";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { PendingChanges } from "../../src/store/pending_changes.ts";
import type { StoreChange } from "../../src/store/store.ts";
import {
  keepEvents,
  keepMessages,
  keepPrompt,
  keepSession,
  samplePrompt,
} from "./support/samples.ts";

function flat(pending: PendingChanges): StoreChange[] {
  return pending.groups().flatMap(({ changes }) => changes);
}

Deno.test("PendingChanges tells the newest state of what was replaced", () => {
  const pending = new PendingChanges(1_000);
  pending.add([
    keepSession("s1", { title: "a" }),
    keepMessages("s1", 4, "a", "b"),
    keepPrompt("s1"),
    keepSession("s1", { title: "b" }),
    keepMessages("s1", 5, "c", "d"),
    keepPrompt("s1", { state: "done" }),
  ]);
  assert.deepEqual(flat(pending), [
    keepSession("s1", { title: "b" }),
    keepMessages("s1", 4, "a", "c", "d"),
    { kind: "prompt", prompt: samplePrompt("s1", { state: "done" }) },
  ]);
  pending.add([keepMessages("s1", 2, "x")]);
  assert.deepEqual(flat(pending)[1], keepMessages("s1", 2, "x"));
  assert.throws(() => pending.add([keepMessages("s1", 4, "x")]), RangeError);
});

Deno.test("PendingChanges lets a deletion go first, and only what came after it follow", () => {
  const pending = new PendingChanges(1_000);
  pending.add([keepSession("s1"), keepPrompt("s1"), ...keepEvents("s1", { to: 3 })]);
  pending.add([{ kind: "delete", sessionId: "s1" }]);
  assert.deepEqual(flat(pending), [{ kind: "delete", sessionId: "s1" }]);
  assert.equal(pending.chars, 0);
  pending.add([keepSession("s1"), ...keepEvents("s1", { to: 1 })]);
  assert.deepEqual(flat(pending), [
    { kind: "delete", sessionId: "s1" },
    keepSession("s1"),
    ...keepEvents("s1", { to: 1 }),
  ]);
});

Deno.test("PendingChanges counts what an agent saved and approvals once, and forgets them", () => {
  const pending = new PendingChanges(1_000);
  const state = (text: string) => ({ kind: "agent_state" as const, sessionId: "s1", text });
  pending.add([state("abcdef"), state("abc")]);
  assert.deepEqual(flat(pending), [state("abc")]);
  assert.equal(pending.chars, 3);
  const name = { agent: "a", pattern: "ls" };
  pending.add([{ kind: "approval", approval: { ...name, at: 1 } }]);
  pending.add([{ kind: "approval_revoke", ...name }]);
  assert.deepEqual(pending.approvals.changes(), [{ kind: "approval_revoke", ...name }]);
  pending.forget("s1");
  assert.equal(pending.isEmpty, false);
  pending.forgetApprovals();
  assert.ok(pending.isEmpty);
  assert.equal(pending.chars, 0);
});

Deno.test("PendingChanges drops the oldest events over all sessions", () => {
  const pending = new PendingChanges(1_000);
  for (let seq = 1; seq <= 5_000; seq++) {
    pending.add([
      ...keepEvents("s1", { from: seq, to: seq }),
      ...keepEvents("s2", { from: seq, to: seq }),
    ]);
  }
  assert.equal(pending.chars, 1_000);
  assert.equal(pending.dropped, 9_900);
  assert.deepEqual(
    flat(pending),
    ["s1", "s2"].flatMap((sessionId) => [
      { kind: "event_reset", sessionId, from: 4_951 },
      ...keepEvents(sessionId, { from: 4_951, to: 5_000 }),
    ]),
  );
  pending.clear();
  assert.ok(pending.isEmpty);
  assert.equal(pending.chars, 0);
});

Deno.test("PendingChanges does not count events again that were forgotten", () => {
  const pending = new PendingChanges(50);
  pending.add(keepEvents("s1", { to: 3 }));
  pending.add([{ kind: "event_reset", sessionId: "s1", from: 10 }]);
  pending.add(keepEvents("s1", { from: 10, to: 15 }));
  assert.equal(pending.dropped, 1);
  assert.deepEqual(flat(pending), [
    { kind: "event_reset", sessionId: "s1", from: 11 },
    ...keepEvents("s1", { from: 11, to: 15 }),
  ]);
});

Deno.test("PendingChanges leaves a store as if each change had been written at once", () => {
  const id = fc.constantFrom("s1", "s2");
  const change = fc.oneof(
    fc.tuple(id, fc.string()).map(([id, title]) => () => [keepSession(id, { title })]),
    fc.tuple(id, fc.integer({ min: 1, max: 5 })).map(([id, count]) => (store: MemoryStore) => {
      const from = store.range(id).latest + 1;
      return keepEvents(id, { from, to: from + count });
    }),
    fc.tuple(id, fc.nat(5)).map(([id, hole]) => (store: MemoryStore) => [{
      kind: "event_reset" as const,
      sessionId: id,
      from: store.range(id).latest + 1 + hole,
    }]),
    fc.tuple(id, fc.nat(), fc.array(fc.string(), { maxLength: 3 })).map(
      ([id, at, texts]) => (store: MemoryStore) => [
        keepMessages(id, at % (store.messages(id).length + 1), ...texts),
      ],
    ),
    fc.tuple(id, fc.string()).map(([id, text]) => () => [keepPrompt(id, { text })]),
    fc.tuple(id, fc.string()).map(([sessionId, text]) => () => [
      { kind: "agent_state" as const, sessionId, text },
    ]),
    id.map((id) => () => [
      { kind: "delete" as const, sessionId: id },
      keepSession(id),
    ]),
  );
  fc.assert(
    fc.property(fc.array(change), fc.nat(40), (changes, split) => {
      const [direct, late] = [new MemoryStore(), new MemoryStore()];
      for (const store of [direct, late]) store.write([keepSession("s1"), keepSession("s2")]);
      const pending = new PendingChanges(1_000_000);
      for (const [i, make] of changes.entries()) {
        const made = make(direct);
        direct.write(made);
        if (i < split) late.write(made);
        else pending.add(made);
      }
      late.write(flat(pending));
      for (const id of ["s1", "s2"]) {
        assert.deepEqual(late.session(id), direct.session(id));
        assert.deepEqual(late.range(id), direct.range(id));
        const all = { after: 0, limit: 1_000 };
        assert.deepEqual(late.events(id, all), direct.events(id, all));
        assert.deepEqual(late.messages(id), direct.messages(id));
        assert.deepEqual(late.prompt(id, "p1"), direct.prompt(id, "p1"));
        assert.equal(late.agentState(id), direct.agentState(id));
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});
