import assert from "node:assert/strict";
import * as module from "../../src/protocol/session_methods.ts";
import {
  liveId,
  sessionActiveList,
  sessionClose,
  sessionCreate,
  sessionHistory,
  sessionInterrupt,
  sessionList,
  sessionStatus,
  sessionSteer,
  sessionTitle,
  sessionUndo,
  sessionUsage,
  terminalResize,
} from "../../src/protocol/session_methods.ts";
import {
  assertFaultsAreClear,
  assertGives,
  contractsOf,
  parsed,
  told,
} from "./support/contracts.ts";
import { info, tokens } from "./support/samples.ts";

const contracts = contractsOf(module);

Deno.test("session methods are those of the protocol that a chat needs", () => {
  assert.deepEqual(contracts.map(({ name }) => name).toSorted(), [
    "session.activate",
    "session.active_list",
    "session.close",
    "session.create",
    "session.history",
    "session.interrupt",
    "session.list",
    "session.status",
    "session.steer",
    "session.title",
    "session.undo",
    "session.usage",
    "terminal.resize",
  ]);
});

Deno.test("session methods answer in order, but for the interrupt, which waits for nothing", () => {
  for (const { name, lane } of contracts) {
    assert.equal(lane, name === "session.interrupt" ? "urgent" : "inline", name);
  }
});

Deno.test("session methods say in one line what they do", () => {
  for (const { name, summary } of contracts) assert.match(summary, /^[^\n]{5,100}$/, name);
});

Deno.test("session methods name the member that is wrong, and why", () => {
  for (const contract of contracts) assertFaultsAreClear(contract);
});

Deno.test("liveId takes a missing id for one that nobody has", () => {
  assert.equal(liveId.parse("0123abcd"), "0123abcd");
  for (const missing of [undefined, null]) assert.equal(liveId.parse(missing), "");
  const named = [sessionClose, sessionInterrupt, sessionStatus, sessionUndo];
  for (const contract of [...named, sessionUsage]) {
    assert.deepEqual(parsed(contract, {}), { session_id: "" }, contract.name);
    assert.deepEqual(parsed(contract, { session_id: null }), { session_id: "" }, contract.name);
  }
});

Deno.test("session.create takes what real clients send", () => {
  const sent = [
    {},
    { cols: 120 },
    {
      cols: 96,
      cwd: "/srv/project",
      profile: "default",
      model: "llama3.2",
      provider: "openai",
      reasoning_effort: "high",
      fast: true,
      messages: [{ role: "user", text: "hi" }, { role: "assistant", content: "hello" }],
      parent_session_id: "20260702_101112_abcdef",
    },
    { close_on_disconnect: true, source: "tool" },
    { cols: "100", messages: null, title: null, cwd: null, model: null, fast: null },
  ];
  for (const params of sent) sessionCreate.params.parse(params);
  assert.deepEqual(parsed(sessionCreate, {}), { cols: 80, close_on_disconnect: false });
  assert.deepEqual(parsed(sessionCreate, { cols: "100" }), {
    cols: 100,
    close_on_disconnect: false,
  });
});

Deno.test("session.create takes any truth for close_on_disconnect", () => {
  for (const yes of [true, 1, "yes", {}, []]) {
    assert.equal(
      sessionCreate.params.parse({ close_on_disconnect: yes }).close_on_disconnect,
      true,
    );
  }
  for (const no of [false, 0, "", null]) {
    assert.equal(
      sessionCreate.params.parse({ close_on_disconnect: no }).close_on_disconnect,
      false,
    );
  }
});

Deno.test("session.create gives messages on that bring no prototype with them", () => {
  const messages = JSON.parse('[{"role":"user","__proto__":{"text":"stolen"}}]');
  const [message] = sessionCreate.params.parse({ messages }).messages ?? [];
  assert.equal(message?.role, "user");
  assert.equal(message?.text, undefined);
});

Deno.test("a width is a whole number from 1 to 10000, as a number or as text", () => {
  for (const contract of [sessionCreate, terminalResize]) {
    for (const cols of [1, 80, "132", 10_000]) contract.params.parse({ cols });
    for (const cols of [0, -5, 80.5, "wide", "", 10_001, {}, []]) {
      const expected = "invalid params: cols: expected a whole number of columns, 1 to 10000";
      assert.equal(told(contract, { cols }), expected);
    }
  }
  for (const params of [{}, { cols: null }]) {
    assert.deepEqual(parsed(terminalResize, params), { session_id: "", cols: 80 });
  }
});

Deno.test("session.history tells of tools in short unless it says otherwise", () => {
  assert.deepEqual(parsed(sessionHistory, {}), { session_id: "", details: false });
  assert.deepEqual(parsed(sessionHistory, { details: true }), { session_id: "", details: true });
});

Deno.test("session.list asks for 200 unless it says otherwise", () => {
  assert.deepEqual(parsed(sessionList, {}), { limit: 200, query: "" });
  assert.deepEqual(parsed(sessionList, { limit: "20" }), { limit: 20, query: "" });
  assert.match(told(sessionList, { limit: 0 }), /^invalid params: limit: /);
});

Deno.test("session.steer and session.title take what is missing for nothing", () => {
  assert.deepEqual(parsed(sessionSteer, {}), { session_id: "", text: "" });
  assert.deepEqual(parsed(sessionTitle, {}), { session_id: "" });
  assert.deepEqual(parsed(sessionTitle, { title: null }), { session_id: "", title: null });
});

Deno.test("session methods give what the protocol says", () => {
  const messages = [{ role: "user", text: "hi" }, { role: "tool", name: "t", context: "ls" }];
  const ids = { session_id: "0123abcd", stored_session_id: "20260702_101112_abcdef" };
  assertGives(sessionCreate, { ...ids, message_count: 2, messages, info: { ...info, lazy: true } });
  assertGives(sessionClose, { closed: false });
  const row = { id: "a", title: "", preview: "hi", started_at: 1.5, message_count: 2 };
  assertGives(sessionList, { sessions: [] }, { sessions: [{ ...row, source: "tui" }] });
  const live = { ...row, current: true, last_active: 2, model: "m", session_key: "b" };
  for (const status of ["waiting", "starting", "working", "idle"]) {
    assertGives(sessionActiveList, { sessions: [{ ...live, status }] });
  }
  assertGives(sessionHistory, { count: 3, messages });
  assertGives(sessionTitle, { title: "t", session_key: "b" }, { title: "t", pending: false });
  assertGives(sessionUsage, { calls: 0, input: 0, output: 0, total: 0 }, tokens);
  assertGives(sessionStatus, { output: "two\nlines" });
  assertGives(sessionInterrupt, { status: "interrupted" });
  assertGives(sessionSteer, { status: "queued", text: "t" }, { status: "rejected", text: "t" });
  assertGives(sessionUndo, { removed: 2 });
  assertGives(terminalResize, { cols: 80 });
});
