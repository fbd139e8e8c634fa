/** The process in which answers are rendered: what comes of it, and what happens where it is of no use. */
import assert from "node:assert/strict";
import { RenderLane } from "../../src/adapters/render_worker.ts";
import { terminalRenderer } from "../../src/adapters/terminal_renderer.ts";
import type { Spawn } from "../../src/agent/spawn.ts";
import { type Clock, systemClock } from "../../src/lib/clock.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { Children } from "./support/children.ts";
import { shell } from "./support/process_audit.ts";
import { signs } from "./support/signs.ts";

const ignore = Deno.build.os === "windows";
const look = { cols: 40, colours: true, isOpen: false };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** Children, and the numbers of those that were started. */
class Started implements AsyncDisposable {
  readonly children = new Children();
  readonly pids: number[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly spawn: Spawn = async (command) => {
    const { processes, audit } = this.children;
    const child = await processes.spawn({ ...command, env: { ...command.env, ...audit.env } });
    this.pids.push(child.pid);
    for (const wake of this.#waiting.splice(0)) wake();
    return child;
  };

  /** Resolves when as many have been started. */
  async count(count: number): Promise<void> {
    while (this.pids.length < count) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** A lane whose worker is a script; `$said` is the line of one that is ready. */
  lane(script: string, clock: Clock = systemClock): RenderLane {
    const command = { command: "sh", args: ["-c", script], env: { said: '{"kind":"ready"}' } };
    return new RenderLane({ command, spawn: this.spawn, clock, logger: this.children.logger });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = await this.children.audit.left({ seconds: 5 });
    await this.children[Symbol.asyncDispose]();
    assert.deepEqual(left, [], "processes are left");
  }
}

test("terminalRenderer() renders in a process of its own, and diffs in this one", async () => {
  await using started = new Started();
  const { logger } = started.children;
  const renderer = terminalRenderer({ spawn: started.spawn, clock: systemClock, logger });
  const [whole, open] = await Promise.all([
    renderer.markdown("**a** `b`", look),
    renderer.markdown("**a** `b", { ...look, isOpen: true }),
  ]);
  assert.deepEqual([whole, open].map((text) => signs(text ?? "")), [
    "<1>a<22> <33>b<39>",
    "<1>a<22>",
  ]);
  assert.equal(signs(renderer.diff("+a", look) ?? ""), "<32>+a<39>");
  assert.equal(started.pids.length, 1);
  await renderer.close();
  assert.equal(await renderer.markdown("a", look), undefined);
  assert.deepEqual(logger.at("warn", "error", "critical"), []);
});

test("terminalRenderer() without colours gives nobody any", async () => {
  await using started = new Started();
  const { logger } = started.children;
  const options = { spawn: started.spawn, clock: systemClock, logger, colours: false };
  const renderer = terminalRenderer(options);
  assert.equal(signs(await renderer.markdown("**a** `b`", look) ?? ""), "<1>a<22> b");
  assert.equal(renderer.diff("+a", look), "+a");
  await renderer.close();
});

test("terminalRenderer() goes on after its process was killed", async () => {
  await using started = new Started();
  const { logger } = started.children;
  const renderer = terminalRenderer({ spawn: started.spawn, clock: systemClock, logger });
  for (let round = 1; round <= 3; round++) {
    assert.equal(await renderer.markdown(`round ${round}`, look), `round ${round}`);
    await shell(`kill -9 ${started.pids.at(-1)}`);
    // The next is started by itself.
    await started.count(round + 1);
  }
  assert.equal(await renderer.markdown("end", look), "end");
  await renderer.close();
  assert.equal(logger.at("warn").length, 3);
});

test("terminalRenderer() is late for what is slow to read, and ends who reads it", async () => {
  await using started = new Started();
  const { logger } = started.children;
  const renderer = terminalRenderer({ spawn: started.spawn, clock: systemClock, logger });
  // Whoever reads it looks at all that is left again for each line.
  assert.equal(await renderer.markdown("a\n-\n".repeat(200_000), look), undefined);
  assert.equal(signs(await renderer.markdown("still *there*", look) ?? ""), "still <3>there<23>");
  assert.equal(started.pids.length, 2);
  await renderer.close();
});

/** A clock that stands still, and tells of the timers that are set. */
function toldClock() {
  const time = fakeClock();
  const waiting: { ms: number; wake(): void }[] = [];
  const clock: Clock = {
    ...time.clock,
    after(ms, callback) {
      const timer = time.clock.after(ms, callback);
      for (const each of waiting.filter((each) => each.ms === ms)) each.wake();
      return timer;
    },
  };
  /** Resolves when the next timer of so many milliseconds has been set. */
  const set = (ms: number) => new Promise<void>((wake) => waiting.push({ ms, wake }));
  return { clock, tick: time.tick, set };
}

const STUCK = 'echo "$said"; while :; do :; done';

test("a lane gives up a text that takes too long, ends the worker, and starts another", async () => {
  await using started = new Started();
  const { clock, tick, set } = toldClock();
  const lane = started.lane(STUCK, clock);
  for (let round = 1; round <= 2; round++) {
    const sent = set(1_000);
    const shown = lane.markdown("a", look);
    await sent;
    tick(999);
    assert.equal(await Promise.race([shown, Promise.resolve("not yet")]), "not yet");
    tick(1);
    assert.equal(await shown, undefined);
    await started.count(round + 1);
  }
  await lane.close();
  const reasons = started.children.logger.at("warn").map(({ fields }) => fields.why);
  assert.deepEqual(reasons, Array(2).fill("a text took more than 1000 ms"));
});

test("a lane gives up for a while where workers are of no use, and those who wait are told", async () => {
  await using started = new Started();
  const { clock, tick } = toldClock();
  const lane = started.lane('echo "no such module" >&2; exit 1', clock);
  const shown = Array.from({ length: 5 }, () => lane.markdown("a", look));
  assert.deepEqual(await Promise.all(shown), Array(5).fill(undefined));
  assert.equal(started.pids.length, 3);
  assert.equal(await lane.markdown("a", look), undefined);
  lane.warm();
  assert.equal(started.pids.length, 3);
  const [first, , , pause] = started.children.logger.at("warn");
  assert.match(String(first?.fields.why), /no such module/);
  assert.equal(pause?.message, "nothing is rendered for a while");
  tick(60_000);
  assert.equal(await lane.markdown("a", look), undefined);
  assert.ok(started.pids.length > 3);
  await lane.close();
});

test("a lane holds so many texts, whole ones first, and no more", async () => {
  await using started = new Started();
  const { clock, tick, set } = toldClock();
  // It tells in which order it was asked, and answers nothing.
  const lane = started.lane('echo "$said"; while read -r line; do echo "$line" >&2; done', clock);
  const sent = set(1_000);
  const first = lane.markdown("first", look);
  await sent;
  const waiting = Array.from({ length: 64 }, (_, i) => {
    return lane.markdown(`${i}`, { ...look, isOpen: i % 2 === 0 });
  });
  assert.equal(await lane.markdown("one more", look), undefined);
  let answered = 0;
  for (const shown of [first, ...waiting]) shown.then(() => answered++);
  const another = set(1_000);
  tick(1_000);
  assert.equal(await first, undefined);
  await another;
  assert.equal(answered, 1);
  await lane.close();
  assert.deepEqual(await Promise.all(waiting), Array(64).fill(undefined));
});

test("a lane takes no notice of what no worker of ours would say", async () => {
  await using started = new Started();
  const noise = String
    .raw`echo hello; echo '{"kind":"rendered"}'; echo '{"kind":"rendered","id":9,"text":"b"}'`;
  const answer = String.raw`echo '{"kind":"rendered","id":1,"text":"a"}'`;
  const lane = started.lane(
    `${noise}; echo "$said"; read -r line; ${noise}; ${answer}; read -r line`,
  );
  assert.equal(await lane.markdown("x", look), "a");
  await lane.close();
});

test("a lane that is closed ends a worker that is being started", async () => {
  await using started = new Started();
  const lane = started.lane(STUCK);
  const shown = lane.markdown("a", look);
  await lane.close();
  assert.equal(await shown, undefined);
  assert.deepEqual(started.children.logger.at("warn", "error"), []);
});
