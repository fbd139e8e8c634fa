import assert from "node:assert/strict";
import type { AgentWorker } from "../../../src/agent/isolation/agent_worker.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "../../../src/agent/isolation/messages.ts";
import { WorkerLink } from "../../../src/agent/isolation/worker_link.ts";
import type { Question } from "../../../src/agent/question.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { answering } from "../../support/answering.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A link to a worker that says what the test says. */
function linked() {
  const heard: ToWorker[] = [];
  const ended = Promise.withResolvers<WorkerEnd>();
  let take: (batch: readonly FromWorker[]) => void = () => {};
  const worker: AgentWorker = {
    post: (message) => heard.push(message),
    listen: (taker) => take = taker,
    terminate: () => ended.resolve({ kind: "ended" }),
    ended: ended.promise,
  };
  const link = new WorkerLink({
    worker,
    scope: "session",
    interruptGraceMs: 5_000,
    memoryMiB: 64,
    print: assert.fail,
    clock: new ManualClock(),
    logger: silentLogger,
  });
  const answers = () => heard.filter((message) => message.type === "answer");
  return { link, say: (...batch: FromWorker[]) => take(batch), answers };
}

const PROMPT = {
  type: "prompt",
  agent: 1,
  input: { text: "hi", model: "", reasoningEffort: "" },
} as const;

Deno.test("a question that comes after its turn has ended gets the answer of nobody, which is no consent", async () => {
  const { link, say, answers } = linked();
  const { number: call, answer } = link.request(PROMPT, { ask: answering() });
  const what: Question = { kind: "approval", command: "rm -r /", description: "" };
  say({ type: "done", call, value: null }, { type: "ask", call, question: 1, what });
  await answer;
  assert.deepEqual(answers(), [{ type: "answer", question: 1, outcome: { answer: "deny" } }]);
});
