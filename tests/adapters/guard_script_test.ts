/** The guard's script by itself: what it does where it cannot look well, and what it leaves alone. */
import assert from "node:assert/strict";
import { GUARD_SCRIPT } from "../../src/adapters/guard_script.ts";
import { randomHex } from "../../src/lib/ids.ts";
import { Lines } from "../cli/support/child.ts";
import { CAN_AUDIT, shell } from "./support/process_audit.ts";

const COOKIE = randomHex(16);
const SLEEPER = "echo up; exec sleep 1000";
/** What leaves its group, and is found by its cookie or as a descendant. */
const WANDERER = "setsid sh -c 'echo up; exec sleep 1000' & wait";

type Change = readonly [from: string, to: string];
const WITHOUT_PROC: Change = ["[ -r /proc/self/stat ]", "false"];
const WITHOUT_AWK: Change = ["command -v awk >/dev/null", "false"];

/** A process at the head of a group, as the guard gets to know it. */
class Target implements AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly out: Lines;

  constructor(script: string, env: Record<string, string> = {}) {
    this.process = new Deno.Command("sh", {
      args: ["-c", `exec setsid sh -c "$0"`, script],
      env,
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.out = new Lines(this.process.stdout);
  }

  get pid(): number {
    return this.process.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await shell(`kill -s KILL -- -${this.pid} 2>/dev/null`);
    await this.process.status;
    await this.out.cancel();
  }
}

class Script implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly out: Lines;

  constructor(...changes: Change[]) {
    let script = GUARD_SCRIPT;
    for (const [from, to] of changes) {
      assert.ok(script.includes(from), from);
      script = script.replace(from, to);
    }
    const options = { stdin: "piped", stdout: "piped" } as const;
    this.#process = new Deno.Command("sh", { args: ["-c", script], ...options }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.out = new Lines(this.#process.stdout);
  }

  async say(...lines: string[]): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  }

  async end(): Promise<void> {
    await this.#input.close();
    assert.equal((await this.#process.status).code, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#process.status;
    await this.out.cancel();
  }
}

const WAYS: Record<string, Change[]> = {
  "/proc": [],
  "ps alone": [WITHOUT_PROC],
  "neither /proc nor ps": [WITHOUT_AWK],
};

for (const [means, changes] of Object.entries(WAYS)) {
  Deno.test({
    name: `GUARD_SCRIPT kills a tree with ${means}`,
    ignore: !CAN_AUDIT,
    async fn() {
      await using target = new Target(SLEEPER);
      await using other = new Target(SLEEPER);
      assert.deepEqual([await target.out.next(), await other.out.next()], ["up", "up"]);
      await using script = new Script(...changes);
      await script.say(`mark ${COOKIE}`, `add ${target.pid} ${COOKIE}.a`, `kill ${target.pid}`);
      assert.deepEqual([await script.out.next(), await script.out.next()], [
        "ready",
        `gone ${target.pid}`,
      ]);
      assert.equal((await target.process.status).signal, "SIGTERM");
      await script.say(`add ${other.pid} ${COOKIE}.b`);
      await script.end();
      assert.equal((await other.process.status).signal, "SIGTERM");
    },
  });

  if (changes.includes(WITHOUT_AWK)) continue;
  Deno.test({
    name: `GUARD_SCRIPT finds with ${means} what bears the mark and was never added`,
    ignore: !CAN_AUDIT,
    async fn() {
      const mark = randomHex(16);
      await using target = new Target(SLEEPER, { ANYTHING: `x.${mark}.1` });
      assert.equal(await target.out.next(), "up");
      await using script = new Script(...changes);
      await script.say(`mark ${mark}`);
      await script.end();
      assert.equal((await target.process.status).signal, "SIGTERM");
    },
  });

  Deno.test({
    name: `GUARD_SCRIPT finds with ${means} what left the group`,
    ignore: !CAN_AUDIT,
    async fn() {
      await using target = new Target(WANDERER);
      assert.equal(await target.out.next(), "up");
      await using script = new Script(...changes);
      await script.say(`mark ${COOKIE}`, `add ${target.pid} ${COOKIE}.a`, `kill ${target.pid}`);
      await script.out.until((line) => line === `gone ${target.pid}`);
      // Its end is that of all who held it.
      assert.deepEqual(await target.out.rest(), []);
    },
  });

  Deno.test({
    name: `GUARD_SCRIPT leaves with ${means} alone who got the number of a process that has ended`,
    ignore: !CAN_AUDIT,
    async fn() {
      await using stranger = new Target(SLEEPER);
      assert.equal(await stranger.out.next(), "up");
      const another: Change = ['add) start_of "$pid";', "add) start=12345;"];
      await using script = new Script(...changes, another);
      await script.say(`mark ${COOKIE}`, `add ${stranger.pid} ${COOKIE}.a`, `kill ${stranger.pid}`);
      await script.out.until((line) => line === `gone ${stranger.pid}`);
      await script.end();
      await shell(`kill -s USR1 ${stranger.pid}`);
      assert.equal((await stranger.process.status).signal, "SIGUSR1");
    },
  });
}

Deno.test({
  name: "GUARD_SCRIPT kills what one look cannot see, since it is just being started",
  ignore: !CAN_AUDIT,
  async fn() {
    const cookie = randomHex(16);
    const seen = await Deno.makeTempFile({ prefix: "tidegate-test-" });
    try {
      // The root has gone, and what it gave away shows its cookie only at the second look.
      const blind: Change = [
        "# Text too short",
        `[ -s ${seen} ] || { echo 1 >${seen}; return 0; }\n#`,
      ];
      await using target = new Target("setsid sh -c 'echo up; exec sleep 1000' &", {
        TIDEGATE_CHILD: cookie,
      });
      assert.equal(await target.out.next(), "up");
      await target.process.status;
      await using script = new Script(blind);
      await script.say(`mark ${cookie}`, `add ${target.pid} ${cookie}`, `kill ${target.pid}`);
      assert.deepEqual([await script.out.next(), await script.out.next()], [
        "ready",
        `gone ${target.pid}`,
      ]);
      assert.equal(await shell(`grep -slF ${cookie} /proc/[0-9]*/environ | grep -v self`), "");
    } finally {
      await Deno.remove(seen);
    }
  },
});

Deno.test({
  name: "GUARD_SCRIPT touches nobody when it is told nothing",
  ignore: !CAN_AUDIT,
  async fn() {
    await using bystander = new Target(SLEEPER);
    assert.equal(await bystander.out.next(), "up");
    await using script = new Script();
    await script.say("", "nonsense", "kill 1", "add", `remove ${bystander.pid}`);
    await script.end();
    await shell(`kill -s USR1 ${bystander.pid}`);
    assert.equal((await bystander.process.status).signal, "SIGUSR1");
  },
});

Deno.test({
  name: "GUARD_SCRIPT goes at once when nothing is left to watch",
  ignore: !CAN_AUDIT,
  async fn() {
    await using script = new Script(["sleep 1\nfinish", "exit 9\nfinish"]);
    await script.say(`mark ${COOKIE}`, "bye");
    assert.deepEqual(await script.out.rest(), ["ready"]);
    await script.end();
  },
});
