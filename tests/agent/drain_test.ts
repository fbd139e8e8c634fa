import assert from "node:assert/strict";
import type { AgentEvent } from "../../src/agent/agent.ts";
import { EventQueue as AcpEventQueue } from "../../src/agent/acp/event_queue.ts";
import { askBehind, type Drain } from "../../src/agent/drain.ts";
import { EventQueue } from "../../src/agent/event_queue.ts";
import { EventInbox } from "../../src/agent/isolation/event_inbox.ts";
import type { Ask } from "../../src/agent/question.ts";

const said: AgentEvent = { type: "text", text: "before" };

interface Queue {
  drain: Drain;
  push(): void;
  take(): Promise<unknown>;
  end(): void;
}

/** Every queue whose reader may be late. */
const queues: Record<string, () => Queue> = {
  "of a worker's turn": () => {
    const inbox = new EventInbox();
    return {
      drain: inbox.drain,
      push: () => inbox.push([said]),
      take: () => inbox.next(),
      end: () => inbox.finish(),
    };
  },
  "of an ACP agent's turn": () => {
    const queue = new AcpEventQueue();
    return {
      drain: queue.drain,
      push: () => queue.push([said]),
      take: () => queue.next(),
      end: () => queue.end(),
    };
  },
  "of tool calls": () => {
    const queue = new EventQueue<AgentEvent>();
    const batches = queue.batches();
    return {
      drain: queue.drain,
      push: () => queue.push(said),
      take: () => batches.next(),
      end: () => queue.end(),
    };
  },
};

function asking(drain: Drain, signal: AbortSignal) {
  const asked: string[] = [];
  const ask: Ask = (question) => {
    asked.push(question.kind);
    return Promise.resolve("deny" as never);
  };
  return { asked, ask: askBehind(drain, ask, signal) };
}

// As many turns of the microtask queue as anything here takes.
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await null;
}

for (const [whose, make] of Object.entries(queues)) {
  Deno.test(`askBehind() waits until the reader ${whose} asks for more`, async () => {
    const queue = make();
    const { asked, ask } = asking(queue.drain, new AbortController().signal);
    queue.push();
    const answer = ask({ kind: "sudo" });
    await settled();
    assert.deepEqual(asked, []);
    await queue.take();
    await settled();
    assert.deepEqual(asked, [], "what was taken may not have been shown yet");
    const more = queue.take();
    assert.equal(await answer, "deny");
    // Nothing waits: it is asked at once.
    await ask({ kind: "sudo" });
    queue.end();
    await more;
    await ask({ kind: "sudo" });
    assert.equal(asked.length, 3);
  });
}

Deno.test("askBehind() does not wait for a reader that an interrupt has taken away", async () => {
  const queue = new EventInbox();
  const turn = new AbortController();
  const { asked, ask } = asking(queue.drain, turn.signal);
  queue.push([said]);
  const answer = ask({ kind: "sudo" });
  turn.abort();
  await answer;
  assert.deepEqual(asked, ["sudo"]);
});
