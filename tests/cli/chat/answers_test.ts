import assert from "node:assert/strict";
import type { Question } from "../../../src/client/questions.ts";
import { type Asked, askedAs, declined, declinedNotice } from "../../../src/cli/chat/answers.ts";
import { styles } from "../../../src/cli/chat/styles.ts";

function question(type: Question["type"], payload: Record<string, unknown> = {}): Question {
  return { type, payload: { request_id: "q1", ...payload } } as unknown as Question;
}

function asked(type: Question["type"], payload?: Record<string, unknown>): Asked {
  const found = askedAs(question(type, payload), styles(false));
  assert.ok(found);
  return found;
}

const approval = { command: "rm -r build\nls", description: "removes" };

Deno.test("askedAs() takes a letter or the word for an approval, and nothing by accident", () => {
  const { lines, answer, secret } = asked("approval.request", approval);
  assert.deepEqual(lines.slice(1), ["    rm -r build", "    ls"]);
  assert.equal(secret, false);
  const answers = ["o", "S ", "always", "d", "n"].map(answer);
  assert.deepEqual(answers, ["once", "session", "always", "deny", "never"]);
  assert.deepEqual(["", "y", "yes", "on", "once more"].map(answer), Array(5).fill(undefined));
});

Deno.test("askedAs() offers no approval for good where the agent takes none", () => {
  const { prompt, answer } = asked("approval.request", { ...approval, allow_permanent: false });
  assert.doesNotMatch(prompt, /always/);
  assert.equal(answer("a"), undefined);
});

Deno.test("askedAs() shows a command without what would paint another", () => {
  const { lines } = asked("approval.request", { ...approval, command: "rm x\x1b[1K\rls\u202e" });
  assert.equal(lines[1], "    rm x[1Kls");
});

Deno.test("askedAs() takes a number or an answer of one's own for a clarification", () => {
  const choices = { question: "Which?", choices: ["red", "green"] };
  const { lines, answer } = asked("clarify.request", choices);
  assert.deepEqual(lines, ["? Which?", "  1. red", "  2. green"]);
  assert.deepEqual(["2", "3", "blue", " "].map(answer), ["green", "3", "blue", undefined]);
});

Deno.test("askedAs() asks for secrets without an echo, and takes them as they are", () => {
  const key = asked("secret.request", { prompt: "Key?", env_var: "API_KEY" });
  for (const { secret, answer } of [key, asked("sudo.request")]) {
    assert.deepEqual([secret, answer(" pass word ")], [true, " pass word "]);
  }
});

Deno.test("declined() denies approvals and gives nothing else, and the notice says what", () => {
  assert.equal(declined(question("approval.request", approval)), "deny");
  assert.equal(declined(question("sudo.request")), "");
  assert.match(declinedNotice(question("approval.request", approval)), /rm -r build ls$/);
  assert.equal(askedAs(question("terminal.read.request"), styles(false)), undefined);
});
