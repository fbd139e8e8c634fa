/** Lives of a gateway made up at random: what must hold whatever happens, in whatever order. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { AgentError } from "../../src/agent/agent.ts";
import type { Question } from "../../src/agent/question.ts";
import { type Client, type Json, Stage, type WireEvent } from "../support/stage.ts";

/** A step: what happens, to which of the clients, sessions and turns there are by then, and how. */
interface Step {
  act: keyof typeof acts;
  who: number;
  which: number;
  ms: number;
}

interface World {
  stage: Stage;
  /** Newest first: most steps are about those. */
  clients: Client[];
  ids: string[];
  asked: Map<Client, Set<string>>;
  steps: number;
  /** Questions whose agent waits for an answer. */
  waiting: number;
}

type Act = (world: World, step: Step) => void;

const acts = {
  connect: ({ stage, clients, asked }) => {
    if (stage.gateway.counts.connections >= 4) return;
    const client = stage.connect();
    clients.unshift(client);
    asked.set(client, new Set());
  },
  create: (world, step) => {
    const client = pick(world.clients, step.who);
    if (!client || client.socket.closes.length > 0) return;
    if (world.stage.gateway.counts.sessions >= 5) return;
    const close_on_disconnect = step.which % 3 === 0;
    world.ids.unshift(client.result("session.create", { close_on_disconnect }).session_id);
  },
  submit: (world, step) => ask(world, step, "prompt.submit", { text: `p${world.steps}` }),
  cut: (world, step) => {
    const truncate_before_user_ordinal = step.ms % 3;
    ask(world, step, "prompt.submit", { text: `c${world.steps}`, truncate_before_user_ordinal });
  },
  interrupt: (world, step) => ask(world, step, "session.interrupt", {}),
  close: (world, step) => ask(world, step, "session.close", {}),
  undo: (world, step) => ask(world, step, "session.undo", {}),
  usage: (world, step) => ask(world, step, "session.usage", {}),
  busy: (world, step) => {
    const value = ["queue", "interrupt", "steer"][step.which % 3];
    ask(world, step, "config.set", { key: "busy", value });
  },
  leave: (world, step) => pick(world.clients, step.who)?.connection.end("gone"),
  say: (world, step) => turnOf(world, step)?.text("a", "b", "c"),
  use: (world, step) => {
    const turn = turnOf(world, step);
    const tool = { id: `t${world.steps}`, name: "ls", args: {} };
    turn?.push({ type: "tool_start", ...tool, context: "" });
    turn?.push({ type: "tool_complete", ...tool, result: step.ms });
  },
  spend: (world, step) => {
    turnOf(world, step)?.push({ type: "usage", usage: { input: 1, output: 1, total: 2 } });
  },
  wonder: (world, step) => {
    const question = questions[step.ms % questions.length] as Question;
    const turn = turnOf(world, step);
    if (turn === undefined) return;
    world.waiting++;
    turn.input.ask(question).finally(() => world.waiting--);
  },
  decide: (world, step) => {
    const choice = ["once", "session", "deny", "yes"][step.ms % 4];
    ask(world, step, "approval.respond", { choice, all: step.ms % 3 === 0 });
  },
  answer: (world, step) => {
    const frames = pick(world.clients, step.who)?.socket.frames ?? [];
    const shown = frames.findLast((frame) => frame.includes('"type":"clarify.request"'));
    const request_id = shown && JSON.parse(shown).params.payload.request_id;
    ask(world, step, "clarify.respond", { request_id, client_message_id: `m${step.ms % 3}` });
  },
  end: (world, step) => turnOf(world, step)?.end(),
  fail: (world, step) => turnOf(world, step)?.fail(new AgentError("failed")),
  obey: ({ stage }, step) => void (stage.provider.script.obeys = step.which % 2 === 0),
  hold: ({ stage }, step) => {
    stage.provider.script.builds = step.which % 2 === 0 ? "now" : "hold";
  },
  built: ({ stage }, step) => {
    const build = pick(stage.provider.builds, step.which);
    if (step.ms % 4 === 0) build?.fail(new AgentError("not built"));
    else build?.finish();
  },
  wait: ({ stage }, step) => stage.time.tick(step.ms),
  waitLong: ({ stage }, step) => stage.time.tick(step.ms * 300),
} satisfies Record<string, Act>;

const questions: Question[] = [
  { kind: "clarify", question: "which?" },
  { kind: "approval", command: "rm", description: "removes", patternKeys: ["rm"] },
  { kind: "sudo" },
];

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}

function turnOf({ stage }: World, step: Step) {
  return pick(stage.provider.builds.flatMap(({ agent }) => agent.turns), step.which);
}

function ask(world: World, step: Step, method: string, params: Json): void {
  const client = pick(world.clients, step.who);
  const session_id = pick(world.ids, step.which);
  if (client) world.asked.get(client)?.add(client.send(method, { session_id, ...params }));
}

/** Lets every promise settle that can, without waiting for the event loop. */
async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}

const endings = ["message.complete", "error"];
const withinTurn = ["message.delta", "reasoning.delta", "tool.start", "tool.complete"];

/** The grammar of one session as one viewer saw it; a viewer may come in the middle of a turn. */
function checkStory(events: readonly WireEvent[]): void {
  let state: "unknown" | "idle" | "running" | "ended" = "unknown";
  let seq: number | undefined;
  let segments = [""];
  const open = new Set<string>();
  for (const event of events) {
    if (event.type.endsWith(".request")) open.add(event.payload.request_id);
    // Whoever comes is asked again what is open, under the old number.
    if (event.type.endsWith(".request") && (event.seq ?? 0) <= (seq ?? Infinity)) continue;
    if (event.type.endsWith(".expire")) open.delete(event.payload.request_id);
    if (event.type === "message.start") segments = [""];
    if (event.type.startsWith("tool.")) segments.push("");
    if (event.type === "message.delta") segments.push(segments.pop() + event.payload.text);
    if (event.type === "message.complete" && state === "running") {
      const answer = segments.findLast((segment) => segment !== "") ?? "";
      assert.equal(event.payload.text, answer, "the answer is not what was streamed");
    }
    assert.equal(event.seq, (seq ?? (event.seq ?? 0) - 1) + 1, "a hole in the numbers");
    seq = event.seq;
    if (event.type === "message.start") {
      assert.ok(state !== "running", "two starts without an end");
      state = "running";
    } else if (endings.includes(event.type)) {
      state = "ended";
      assert.deepEqual([...open], [], "a question outlives its turn");
    } else if (withinTurn.includes(event.type)) {
      assert.ok(state === "running" || state === "unknown", `${event.type} outside of a turn`);
    } else if (event.type === "session.info" && event.payload.running === false) {
      assert.ok(state !== "running", "idle without an end");
      state = "idle";
    }
  }
}

function checkClient(client: Client, asked: Set<string>): void {
  const frames = client.take();
  assert.equal(frames[0].params.type, "gateway.ready");
  const answered = frames.flatMap(({ id }) => id ?? []);
  assert.equal(new Set(answered).size, answered.length, "answered twice");
  if (client.socket.closes.length === 0) {
    for (const id of asked) assert.ok(answered.includes(id), "a call was not answered");
  }
  const stories = new Map<string, WireEvent[]>();
  for (const { params } of frames) {
    if (!params?.session_id) continue;
    stories.set(params.session_id, [...stories.get(params.session_id) ?? [], params]);
  }
  for (const story of stories.values()) checkStory(story);
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    ...Object.keys(acts) as Step["act"][],
    // What lives are mostly made of.
    ...["submit", "submit", "say", "say", "end", "end", "wait", "create"] as Step["act"][],
  ),
  who: fc.nat(3),
  which: fc.nat(7),
  ms: fc.nat(120),
});

const lives = fc.array(step, { minLength: 10, maxLength: 150, size: "max" });

for (const coalesceMode of ["merge", "frames"] as const) {
  Deno.test(`a life at random keeps every promise of the protocol, mode ${coalesceMode}`, async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (steps) => {
        await using stage = new Stage({ coalesceMode });
        const world: World = {
          stage,
          clients: [],
          ids: [],
          asked: new Map(),
          steps: 0,
          waiting: 0,
        };
        acts.connect(world);
        for (const step of steps) {
          world.steps++;
          const act: Act = acts[step.act];
          act(world, step);
          if (step.ms % 5 !== 0) await settle();
        }
        await settle();
        for (const client of world.clients) checkClient(client, world.asked.get(client)!);
        assert.deepEqual(stage.log.at("error", "critical").filter(isUnexpected), []);
        const down = stage.gateway.shutdown();
        await stage.time.pass();
        await down;
        for (const build of stage.provider.builds) build.finish();
        await settle();
        for (const { agent } of stage.provider.builds) {
          // One that failed to be built was never there to be closed.
          assert.ok(agent.closes === 1 || (agent.closes === 0 && agent.turns.length === 0));
        }
        assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
        assert.deepEqual([stage.time.timers, world.waiting], [0, 0]);
      }),
      { seed: 20260701, numRuns: 250 },
    );
  });
}

// The script breaks builds on purpose.
function isUnexpected({ message }: { message: string }): boolean {
  return message !== "agent could not be built";
}
