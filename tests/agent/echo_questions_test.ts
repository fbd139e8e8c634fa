import assert from "node:assert/strict";
import { echoed } from "../../src/agent/echo_questions.ts";
import { type Answers, noAnswer, type Question } from "../../src/agent/question.ts";
import { answering } from "../support/answering.ts";
import { agentInput } from "./support/turn.ts";

const given: Answers = {
  clarify: "red",
  approval: "once",
  sudo: "hunter2",
  secret: "s3cret",
  terminal_read: "$ ls",
};

async function run(text: string, answers: Answers = given) {
  const asked: Question[] = [];
  const signals = new Set<AbortSignal | undefined>();
  const ask = answering(answers, (question, own) => {
    asked.push(question);
    signals.add(own);
  });
  const { signal } = new AbortController();
  const answer = await echoed(agentInput(text, { ask }), signal);
  if (asked.length > 0) assert.deepEqual([...signals], [signal]);
  return { asked, answer };
}

function approval(command: string, pattern: string): Question {
  const description = "The echo agent runs nothing; it tells what was decided";
  return { kind: "approval", command, description, patternKeys: [pattern] };
}

const commands: [text: string, asked: Question[], answer: string][] = [
  ["/ask Which one?", [{ kind: "clarify", question: "Which one?" }], "red"],
  [
    "/ask Which one? | red|green ",
    [{ kind: "clarify", question: "Which one?", choices: ["red", "green"] }],
    "red",
  ],
  ["/ask", [{ kind: "clarify", question: "" }], "red"],
  ["/approve rm -r build", [approval("rm -r build", "rm")], "once"],
  ["/approve rm a | dd b", [approval("rm a", "rm"), approval("dd b", "dd")], "once once"],
  ["/sudo", [{ kind: "sudo" }], "a password of 7 characters"],
  [
    "/secret API_KEY",
    [{ kind: "secret", prompt: "Value for API_KEY", envVar: "API_KEY" }],
    "a value of 6 characters",
  ],
  ["/terminal", [{ kind: "terminal_read", count: 20 }], "$ ls"],
];

for (const [text, asked, answer] of commands) {
  Deno.test(`echoed() asks for ${JSON.stringify(text)} and echoes what was answered`, async () => {
    assert.deepEqual(await run(text), { asked, answer });
  });
}

Deno.test("echoed() asks nothing for any other prompt", async () => {
  for (const text of ["ask me", " /ask", "/asked", "/ask?", "/", "//ask", "/usr/bin", ""]) {
    assert.deepEqual(await run(text), { asked: [], answer: text });
  }
});

Deno.test("echoed() echoes nothing where nothing was given", async () => {
  assert.equal((await run("/sudo", noAnswer)).answer, "nothing");
  assert.equal((await run("/ask Which one?", noAnswer)).answer, "");
  assert.equal((await run("/approve rm", noAnswer)).answer, "deny");
});
