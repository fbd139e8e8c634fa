import assert from "node:assert/strict";
import * as module from "../../src/protocol/chat_methods.ts";
import {
  approvalRespond,
  clarifyRespond,
  promptSubmit,
  secretRespond,
  sudoRespond,
  terminalReadRespond,
} from "../../src/protocol/chat_methods.ts";
import * as commandModule from "../../src/protocol/command_methods.ts";
import * as sessionModule from "../../src/protocol/session_methods.ts";
import * as setupModule from "../../src/protocol/setup_methods.ts";
import {
  assertFaultsAreClear,
  assertGives,
  contractsOf,
  parsed,
  told,
} from "./support/contracts.ts";

const contracts = contractsOf(module);

Deno.test("methods have names of their own, across all modules", () => {
  const modules = [sessionModule, commandModule, setupModule];
  const names = [...contracts, ...modules.flatMap(contractsOf)].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+(\.[a-z_]+)+$/);
});

Deno.test("chat methods wait their turn, but for answers, which agents wait for", () => {
  const urgent = contracts.filter(({ lane }) => lane === "urgent").map(({ name }) => name);
  assert.deepEqual(urgent.toSorted(), [
    "approval.respond",
    "clarify.lock",
    "clarify.respond",
    "secret.respond",
    "sudo.respond",
    "terminal.read.respond",
  ]);
  for (const { name, lane } of contracts) {
    assert.equal(lane, /\.(respond|lock)$/.test(name) ? "urgent" : "inline", name);
  }
});

Deno.test("chat methods say in one line what they do", () => {
  for (const { name, summary } of contracts) assert.match(summary, /^[^\n]{5,100}$/, name);
});

Deno.test("chat methods name the member that is wrong, and why", () => {
  for (const contract of contracts) assertFaultsAreClear(contract);
});

Deno.test("prompt.submit needs a text, and leaves the ordinal to its handler", () => {
  assert.deepEqual(parsed(promptSubmit, { text: "hi" }), { session_id: "", text: "hi" });
  assert.equal(
    told(promptSubmit, { session_id: "a" }),
    "invalid params: text: expected string, received undefined",
  );
  for (const ordinal of [0, -1, "x", null, 1.5]) {
    const params = { session_id: "a", text: "hi", truncate_before_user_ordinal: ordinal };
    assert.deepEqual(parsed(promptSubmit, params), params);
  }
});

Deno.test("answers to questions need nothing but the question's id, and default to nothing", () => {
  const keys = [
    [clarifyRespond, "answer"],
    [sudoRespond, "password"],
    [secretRespond, "value"],
    [terminalReadRespond, "text"],
  ] as const;
  for (const [contract, key] of keys) {
    assert.deepEqual(parsed(contract, {}), { request_id: "", [key]: "" }, contract.name);
    const sent = { request_id: "0123abcd", [key]: "said", session_id: "a" };
    assert.deepEqual(parsed(contract, sent), { request_id: "0123abcd", [key]: "said" });
    const again = { request_id: "0123abcd", [key]: "said", client_message_id: "m1" };
    assert.deepEqual(parsed(contract, again), again);
    assert.match(contract.summary, new RegExp(contract.name.replace("respond", "request")));
    assertGives(contract, { status: "ok" });
  }
});

Deno.test("approval.respond denies one unless it says otherwise", () => {
  const denied = { session_id: "a", choice: "deny", all: false, request_id: "" };
  assert.deepEqual(parsed(approvalRespond, { session_id: "a" }), denied);
  assert.deepEqual(parsed(approvalRespond, { session_id: "a", choice: null }), denied);
  const all = { session_id: "a", choice: "always", all: true, request_id: "0123abcd" };
  assert.deepEqual(parsed(approvalRespond, all), all);
  assert.match(
    told(approvalRespond, { session_id: "a", choice: "yes" }),
    /^invalid params: choice: /,
  );
  assertGives(approvalRespond, { resolved: 0 });
});

Deno.test("chat methods give what the protocol says", () => {
  for (const status of ["streaming", "queued", "steered"]) assertGives(promptSubmit, { status });
});
