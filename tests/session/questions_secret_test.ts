/** What the user has given away is not shown in later questions. */
import assert from "node:assert/strict";
import { QuestionsBench } from "./support/questions_bench.ts";

const ref = (requestId: string, clientId?: string) => ({ requestId, clientId });

Deno.test("ask() shows no secret the user has given, nor what looks like one in a command", () => {
  using bench = new QuestionsBench();
  const sudo = bench.ask({ kind: "sudo" });
  bench.questions.answer("sudo", ref(sudo), "hunter2-of-the-house");
  const secret = bench.ask({ kind: "secret", prompt: "key?", envVar: "KEY" });
  bench.questions.answer("secret", ref(secret), "s3cr3t/value");
  const said = "with hunter2-of-the-house and s3cr3t/value";
  bench.approve(`echo ${said}; curl -H 'Authorization: Bearer abc' https://u:pw@x`, {
    description: said,
  });
  bench.ask({ kind: "clarify", question: said, choices: [said] });
  bench.approve("log in as hunter2-of-the…");
  bench.ask({ kind: "secret", prompt: said, envVar: "OTHER" });
  const text = JSON.stringify(bench.said);
  for (const shown of ["hunter2", "s3cr3t", "Bearer abc", ":pw@"]) {
    assert.ok(!text.includes(shown), `${shown} is shown`);
  }
  assert.ok(text.includes("with [redacted] and [redacted]"));
  assert.deepEqual(bench.log.entries, []);
});

Deno.test("ask() shows what a password of a few letters has in common with everything", () => {
  using bench = new QuestionsBench();
  bench.questions.answer("sudo", ref(bench.ask({ kind: "sudo" })), "ls");
  bench.questions.answer("sudo", ref(bench.ask({ kind: "sudo" })), "");
  bench.approve("ls -la");
  assert.equal(bench.said.at(-1)?.[1]?.command, "ls -la");
});

Deno.test("ask() hides the newest 32 of what the user has given", () => {
  using bench = new QuestionsBench();
  for (let i = 0; i <= 32; i++) {
    bench.questions.answer("sudo", ref(bench.ask({ kind: "sudo" })), `word${i}.`);
  }
  bench.approve("echo word0. word1. word32.");
  assert.equal(bench.said.at(-1)?.[1]?.command, "echo word0. [redacted] [redacted]");
});
