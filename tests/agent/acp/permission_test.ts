import assert from "node:assert/strict";
import { optionsOf, outcomeOf, permissionQuestion } from "../../../src/agent/acp/permission.ts";
import type { ApprovalChoice, Ask, Question } from "../../../src/agent/question.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { AcpBench } from "./support/acp_bench.ts";

const ALL = ["allow_once", "allow_always", "reject_once", "reject_always"].map((kind) => ({
  optionId: `id-${kind}`,
  name: `Name of ${kind}`,
  kind,
}));

/** What an agent that offers these kinds is told. */
function outcome(choice: ApprovalChoice, ...kinds: string[]): string {
  const offered = ALL.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  const told = outcomeOf(choice, optionsOf({ options: offered }));
  return told.outcome === "selected" ? told.optionId.slice(3) : told.outcome;
}

Deno.test("outcomeOf() names the agent's own option for each choice", () => {
  assert.equal(outcome("once"), "allow_once");
  assert.equal(outcome("session"), "allow_once");
  assert.equal(outcome("always"), "allow_always");
  assert.equal(outcome("deny"), "reject_once");
  assert.equal(outcome("never"), "reject_always");
});

Deno.test("outcomeOf() takes the nearest option that allows no more than was said", () => {
  assert.equal(outcome("always", "allow_once", "reject_once"), "allow_once");
  assert.equal(outcome("once", "allow_always", "reject_once"), "cancelled");
  assert.equal(outcome("session", "allow_always"), "cancelled");
  assert.equal(outcome("deny", "allow_once", "reject_always"), "reject_always");
  assert.equal(outcome("deny", "allow_once", "allow_always"), "cancelled");
  assert.equal(outcome("never", "reject_once"), "reject_once");
  assert.equal(outcome("yes" as ApprovalChoice), "reject_once");
});

Deno.test("optionsOf() leaves out what is no option of a known kind", () => {
  const options = [{ optionId: "a", kind: "allow_once" }, { optionId: "b", kind: "maybe" }, 3, {
    kind: "allow_once",
  }];
  assert.deepEqual(optionsOf({ options }), [{ id: "a", kind: "allow_once", name: "a" }]);
  assert.deepEqual(optionsOf({ options: "all" }), []);
});

Deno.test("permissionQuestion() shows the command that is to run, and remembers exactly that", () => {
  const options = optionsOf({ options: ALL });
  for (const command of ["rm -r build", ["/bin/bash", "-lc", "rm -r build"]]) {
    const rawInput = { command };
    const asked = permissionQuestion({ kind: "execute", title: "Clean up", rawInput }, options);
    assert.equal(asked.command, "rm -r build");
    assert.equal(asked.description, "Clean up");
    assert.deepEqual(asked.patternKeys, ["rm -r build"]);
    assert.equal(asked.allowPermanent, true);
    assert.deepEqual(asked.options?.[3], { name: "Name of reject_always", kind: "reject_always" });
  }
});

Deno.test("permissionQuestion() is never without a word about the command: front ends put it in a headline", () => {
  const rawInput = { command: "rm -r build" };
  const asked = permissionQuestion({ kind: "execute", title: "rm -r build", rawInput }, []);
  assert.deepEqual([asked.command, asked.description], [
    "rm -r build",
    "the agent asks before it does this",
  ]);
});

Deno.test("permissionQuestion() says what is done to a file that is all a call is titled by", () => {
  const locations = [{ path: "/srv/a.txt" }];
  const asked = (title: string) => permissionQuestion({ kind: "edit", title, locations }, []);
  assert.equal(asked("/srv/a.txt").command, "edit /srv/a.txt");
  assert.equal(asked("Writing to a.txt").command, "Writing to a.txt");
});

Deno.test("permissionQuestion() takes the arguments that are told beside a program into what it remembers", () => {
  const keys = (rawInput: object) =>
    permissionQuestion({ kind: "execute", rawInput }, []).patternKeys;
  const push = { command: "git", args: ["push", "--force"] };
  assert.equal(
    permissionQuestion({ kind: "execute", rawInput: push }, []).command,
    "git push --force",
  );
  assert.deepEqual(keys(push), ["git push --force"]);
  assert.deepEqual(keys({ command: "git", arguments: "status" }), ["git status"]);
  assert.deepEqual(keys({ command: "git", args: [] }), ["git"]);
  assert.equal(keys({ command: "git", args: { what: "push" } }), undefined);
});

Deno.test("permissionQuestion() shows what is to be changed, and never remembers a mere title", () => {
  const call = {
    kind: "edit",
    title: "Edit a file",
    locations: [{ path: "/a.txt" }],
    content: [{ type: "diff", path: "/a.txt", oldText: "one\n", newText: "two\n" }],
  };
  const once = optionsOf({ options: ALL.slice(0, 1) });
  const asked = permissionQuestion(call, once);
  assert.equal(asked.command, "Edit a file");
  assert.match(asked.description, /^--- \/a\.txt\n\+\+\+ \/a\.txt\n[^]*-one\n\+two\n$/);
  assert.deepEqual(asked.patternKeys, ["edit /a.txt"]);
  assert.equal(asked.allowPermanent, false);
  assert.equal(permissionQuestion({ kind: "fetch", title: "Fetch" }, once).patternKeys, undefined);
  assert.equal(permissionQuestion({ kind: "execute", title: "Run" }, once).patternKeys, undefined);
});

const TOOL_CALL = {
  toolCallId: "c1",
  kind: "execute",
  title: "npm test",
  rawInput: { command: "npm test" },
  content: [{ type: "content", content: { type: "text", text: "May I?" } }],
};

/** A turn in which the agent asks, and the user chooses. */
async function decided(choice: ApprovalChoice) {
  await using bench = new AcpBench();
  const agent = await bench.agent({
    prompts: [[{
      ask: "session/request_permission",
      params: { toolCall: TOOL_CALL, options: ALL },
    }]],
  });
  const questions: Question[] = [];
  const ask = ((question) => {
    questions.push(question);
    return Promise.resolve(choice);
  }) as Ask;
  const { events, text } = await runTurn(agent, agentInput("go", { ask }));
  return { events, questions, outcome: JSON.parse(text.trim()).outcome as unknown };
}

Deno.test("acpProvider() asks the user for the agent and tells it the answer", async () => {
  const { events, questions, outcome } = await decided("always");
  assert.deepEqual(outcome, { outcome: "selected", optionId: "id-allow_always" });
  assert.equal(questions.length, 1);
  assert.deepEqual(events[0], {
    type: "tool_start",
    id: "c1",
    name: "execute",
    args: { command: "npm test" },
    context: "npm test",
  });
});

Deno.test("acpProvider() tells a tool the user did not allow as one that failed", async () => {
  const { events, outcome } = await decided("deny");
  assert.deepEqual(outcome, { outcome: "selected", optionId: "id-reject_once" });
  const done = events.find(({ type }) => type === "tool_complete");
  assert.ok(done?.type === "tool_complete");
  assert.deepEqual(done.result, { error: "the user did not allow it" });
  assert.equal(done.summary, "not allowed");
});
