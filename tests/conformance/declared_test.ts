/** That what is held against the document can fail: on what is missing, on what is too much, on the unknown. */
import assert from "node:assert/strict";
import { Calls } from "./calls.ts";
import { declared } from "./declared.ts";
import type { Answer } from "./frames.ts";

function answer(id: unknown, said: Partial<Answer>): Answer {
  return {
    kind: "answer",
    raw: JSON.stringify(said),
    id,
    result: undefined,
    error: undefined,
    ...said,
  };
}

Deno.test("Declared.assertResult() takes what is described, and nothing else", () => {
  const usage = { calls: 1, input: 2, output: 3, total: 5 };
  declared.assertResult("session.usage", usage, "");
  assert.throws(() => declared.assertResult("session.usage", { ...usage, cost: 1 }, ""), /"cost"/);
  assert.throws(
    () => declared.assertResult("session.usage", { calls: 1 }, ""),
    /required property 'total'/,
  );
  assert.throws(() => declared.assertResult("session.bill", {}, ""), /not in the document/);
});

Deno.test("Declared.assertResult() looks into lists and into shapes with a name", () => {
  const seat = { id: "a", role: "controller", transport: "stdio", since: 1, current: true };
  declared.assertResult("session.viewers", { viewers: [seat] }, "");
  const bad = { viewers: [{ ...seat, role: "owner" }] };
  assert.throws(() => declared.assertResult("session.viewers", bad, ""), /viewers\/0\/role/);
  const message = { role: "user", text: "hi", colour: "red" };
  const history = { count: 1, messages: [message] };
  assert.throws(() => declared.assertResult("session.history", history, ""), /"colour"/);
});

Deno.test("Declared.assertPayload() takes what is described, and no event that is not", () => {
  declared.assertPayload("message.delta", { text: "hi" }, "");
  declared.assertPayload("message.start", undefined, "");
  assert.throws(
    () => declared.assertPayload("message.delta", { text: "hi", more: 1 }, ""),
    /"more"/,
  );
  assert.throws(() => declared.assertPayload("message.start", {}, ""), /has no payload/);
  assert.throws(() => declared.assertPayload("message.end", {}, ""), /message.end is sent/);
});

Deno.test("Declared.fitsParams() tells calls that are described, with members beside those that are named", () => {
  assert.ok(declared.fitsParams("session.create", { cols: 80, title: null, unheard_of: 1 }));
  assert.ok(!declared.fitsParams("session.create", { cols: "wide" }));
  assert.ok(!declared.fitsParams("prompt.submit", { session_id: "a" }));
  assert.throws(() => declared.assertParams("session.create", { cols: {} }, ""), /cols/);
  declared.assertParams("session.create", { close_on_disconnect: "yes" }, "");
});

Deno.test("Calls.answered() fails where a call and its answer disagree with the document", () => {
  const calls = new Calls();
  const call = (params: object) => ({ id: 1, method: "session.close", params });
  calls.sent(call({ session_id: "a" }));
  assert.throws(() => calls.answered(answer(1, { result: { closed: 1 } })), /closed/);
  calls.sent(JSON.stringify(call({ session_id: 7 })));
  assert.throws(() => calls.answered(answer(1, { result: { closed: true } })), /session_id/);
  calls.sent(call({ session_id: "a" }));
  const refused = { code: -32_602, message: "invalid params" };
  assert.throws(() => calls.answered(answer(1, { error: refused })), /fit, and are refused/);
  calls.sent(call({ session_id: "a" }));
  const unheard = { code: 4_999, message: "what?" };
  assert.throws(() => calls.answered(answer(1, { error: unheard })), /is never answered so/);
  calls.sent("no call");
  calls.answered(answer(2, { result: {} }));
});
