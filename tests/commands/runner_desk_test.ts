import assert from "node:assert/strict";
import type {
  CommandOutcome,
  CommandRunner,
  RunnerFacts,
} from "../../src/commands/command_runner.ts";
import { RunnerDesk, type RunnerOwner } from "../../src/commands/runner_desk.ts";
import { Pending } from "../../src/lib/pending.ts";
import { LogBook } from "../support/log_book.ts";

/** A runner whose commands end when a test says so, and that closes when it says so. */
class HeldRunner implements CommandRunner {
  readonly facts: RunnerFacts;
  readonly lines: string[] = [];
  readonly gone = Promise.withResolvers<void>();
  closes = 0;
  finish: (outcome: CommandOutcome) => void = () => {};

  constructor(facts: RunnerFacts) {
    this.facts = facts;
  }

  list() {
    return Promise.resolve([{ name: "greet", description: "says hello" }]);
  }

  run(line: string): Promise<CommandOutcome> {
    this.lines.push(line);
    return new Promise((resolve) => this.finish = resolve);
  }

  close(): Promise<void> {
    this.closes++;
    return this.gone.promise;
  }
}

function bench({ maxRunners = 8 } = {}) {
  const made: HeldRunner[] = [];
  const log = new LogBook();
  const closings = new Pending();
  const create = (facts: RunnerFacts) => {
    const runner = new HeldRunner(facts);
    made.push(runner);
    return runner;
  };
  const desk = new RunnerDesk({ create, maxRunners, closings, logger: log });
  return { desk, made, log, closings };
}

function owner(id: string): RunnerOwner & { facts: RunnerFacts; closed: boolean } {
  return {
    key: {},
    facts: { sessionId: id, storedId: `s-${id}`, cwd: "", model: "m" },
    closed: false,
  };
}

const never = new AbortController().signal;
const ok: CommandOutcome = { ok: true, output: "done" };

/** Lets every promise settle that can. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("RunnerDesk makes one runner for an owner, when it is first needed", async () => {
  const { desk, made } = bench();
  const one = owner("a");
  assert.equal(desk.known, undefined);
  const first = desk.run(one, "greet", never);
  await settle();
  const second = desk.run(one, "greet you", never);
  await settle();
  assert.equal(made.length, 1);
  assert.deepEqual(made[0]!.lines, ["greet", "greet you"]);
  made[0]!.finish(ok);
  assert.deepEqual(await second, ok);
  void first;
  assert.deepEqual(await desk.list(one), [{ name: "greet", description: "says hello" }]);
  assert.deepEqual(desk.known, [{ name: "greet", description: "says hello" }]);
});

Deno.test("RunnerDesk closes a runner whose facts have changed before it makes the next", async () => {
  const { desk, made } = bench();
  const one = owner("a");
  await desk.list(one);
  one.facts = { ...one.facts, model: "other" };
  const outcome = desk.run(one, "greet", never);
  await settle();
  assert.equal(made[0]!.closes, 1);
  assert.equal(made.length, 1, "the old one still closes");
  made[0]!.gone.resolve();
  await settle();
  assert.equal(made[1]?.facts.model, "other");
  made[1]!.finish(ok);
  assert.deepEqual(await outcome, ok);
});

Deno.test("RunnerDesk makes no runner for an owner that was closed meanwhile", async () => {
  const { desk, made, closings } = bench();
  const one = owner("a");
  await desk.list(one);
  one.facts = { ...one.facts, storedId: "other" };
  const outcome = desk.run(one, "greet", never);
  one.closed = true;
  desk.close(one.key);
  made[0]!.gone.resolve();
  assert.deepEqual(await outcome, { ok: false, error: "the session has been closed" });
  assert.equal(made.length, 1);
  assert.equal(made[0]!.closes, 1);
  await settle();
  assert.equal(closings.size, 0);
});

Deno.test("RunnerDesk has at most so many runners: the longest idle leaves, a busy one never", async () => {
  const { desk, made } = bench({ maxRunners: 2 });
  const [a, b, c] = [owner("a"), owner("b"), owner("c")];
  await desk.list(a);
  await desk.list(b);
  const busy = desk.run(a, "greet", never);
  await settle();
  await desk.list(c);
  assert.deepEqual(made.map(({ closes }) => closes), [0, 1, 0], "b was idle the longest");
  void desk.run(c, "greet", never);
  await settle();
  const outcome = await desk.run(owner("d"), "greet", never);
  assert.deepEqual(outcome, {
    ok: false,
    error: "2 sessions run slash commands already; try again in a moment",
  });
  made[0]!.finish(ok);
  assert.deepEqual(await busy, ok);
});

Deno.test("RunnerDesk.renew() closes who is idle now, and who is busy before it is used again", async () => {
  const { desk, made } = bench();
  const [idle, busy] = [owner("idle"), owner("busy")];
  await desk.list(idle);
  const running = desk.run(busy, "greet", never);
  await settle();
  desk.renew();
  await settle();
  assert.equal(desk.known, undefined);
  assert.deepEqual(made.map(({ closes }) => closes), [1, 0]);
  made[1]!.finish(ok);
  assert.deepEqual(await running, ok);
  for (const runner of made) runner.gone.resolve();
  await desk.list(busy);
  assert.deepEqual([made.length, made[1]!.closes], [3, 1]);
});

Deno.test("RunnerDesk.closeAll() closes each once, and makes no more", async () => {
  const { desk, made, closings, log } = bench();
  const [a, b] = [owner("a"), owner("b")];
  await desk.list(a);
  await desk.list(b);
  desk.closeAll();
  desk.closeAll();
  desk.close(a.key);
  await settle();
  assert.deepEqual(made.map(({ closes }) => closes), [1, 1]);
  assert.equal(closings.size, 2);
  made[0]!.gone.resolve();
  made[1]!.gone.reject(new Error("it will not go"));
  await settle();
  assert.equal(closings.size, 0);
  assert.match(String(log.fieldsOf("closing a slash worker failed").error), /it will not go/);
  assert.equal((await desk.run(a, "greet", never)).ok, false);
  assert.equal(made.length, 2);
});

Deno.test("RunnerDesk.run() never rejects", async () => {
  const log = new LogBook();
  const create = () => {
    throw new Error("there is no worker");
  };
  const desk = new RunnerDesk({ create, maxRunners: 1, closings: new Pending(), logger: log });
  const outcome = await desk.run(owner("a"), "greet", never);
  assert.deepEqual(outcome, { ok: false, error: "there is no worker" });
  assert.equal(log.at("error").length, 1);
});

Deno.test("RunnerDesk without runners knows that there are no commands", () => {
  const options = {
    create: undefined,
    maxRunners: 1,
    closings: new Pending(),
    logger: new LogBook(),
  };
  assert.deepEqual(new RunnerDesk(options).known, []);
});
