/** What a gateway runs for its windows, in real processes. */
import assert from "node:assert/strict";
import { createGateway } from "../../src/gateway/gateway.ts";
import { type Clock, systemClock } from "../../src/lib/clock.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import type { Json } from "../support/stage.ts";
import { Children } from "./support/children.ts";
import { CAN_AUDIT } from "./support/process_audit.ts";

const ignore = Deno.build.os === "windows";

/** A gateway with programs. */
class House implements AsyncDisposable {
  readonly children = new Children();
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tidegate-test-" }));
  readonly gateway;
  readonly #socket = new MemorySocket();
  readonly #connection;
  readonly #answers = new Map<string, PromiseWithResolvers<Json>>();
  /** Whether half a minute is over at once. */
  hurried = false;
  #ids = 0;

  constructor(env: Record<string, string> = {}) {
    const { processes, audit, logger } = this.children;
    const after: Clock["after"] = (ms, callback) =>
      systemClock.after(this.hurried && ms === 30_000 ? 0 : ms, callback);
    this.gateway = createGateway({
      provider: new ScriptedProvider(),
      logger,
      clock: { ...systemClock, after },
      cwd: this.folder,
      commands: {
        spawn: (what) => processes.spawn({ ...what, env: { ...env, ...what.env, ...audit.env } }),
        withheld: ["THE_KEY"],
      },
    });
    this.#socket.onFrame = (frame) => {
      const { id, result, error } = JSON.parse(frame);
      if (id !== undefined) this.#answers.get(id)?.resolve(result ?? error);
    };
    const peer = { label: "10.0.0.1:4000", transport: "websocket" } as const;
    this.#connection = this.gateway.connect(this.#socket, peer);
  }

  call(method: string, params: Json = {}): Promise<Json> {
    const id = `r${++this.#ids}`;
    const answer = Promise.withResolvers<Json>();
    this.#answers.set(id, answer);
    this.#connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return answer.promise;
  }

  async open(): Promise<string> {
    return (await this.call("session.create")).session_id;
  }

  /** The program that runs for a session, once it has said something. */
  async program(session_id: string): Promise<Json> {
    for (;;) {
      const { processes: [program] } = await this.call("process.list", { session_id });
      if (program?.output_tail) return program;
      // Answers come at once: something has to let the pipes be read.
      await Deno.stat(this.folder);
    }
  }

  left(): Promise<string[]> {
    return this.children.audit.left({ seconds: 5 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.shutdown();
    this.#connection.end("test is over");
    await this.children[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A tree that goes on by itself, and says so when all of it runs. */
const TREE = "trap '' TERM; sleep 1000 & (sleep 1000 &) ; echo up; sleep 1000";

Deno.test({
  name: "shell.exec runs a real shell in the folder, without the keys and without input",
  ignore,
  async fn() {
    await using house = new House({ THE_KEY: "hunter22" });
    const command = 'pwd; cat; echo "[$THE_KEY]"; echo oops >&2; exit 3';
    const expected = { stdout: `${house.folder}\n[]\n`, stderr: "oops\n", code: 3 };
    assert.deepEqual(await house.call("shell.exec", { command }), expected);
    const killed = await house.call("shell.exec", { command: "kill -9 $$" });
    assert.deepEqual(killed, { stdout: "", stderr: "", code: 137 });
  },
});

Deno.test({
  name: "shell.exec keeps the ends of what is written, and ends a stream without end",
  ignore,
  async fn() {
    await using house = new House();
    const command = "seq 1 20000; seq 1 20000 >&2";
    const { stdout, stderr } = await house.call("shell.exec", { command });
    assert.deepEqual([stdout.length, stderr.length], [4_000, 2_000]);
    assert.ok(stdout.endsWith("19999\n20000\n") && stderr.endsWith("19999\n20000\n"));
    const flood = await house.call("shell.exec", { command: "yes tide" });
    const message = "the command was ended: it wrote more than 16 MiB";
    assert.deepEqual(flood, { code: 5003, message });
  },
});

Deno.test({
  name: "shell.exec leaves nothing behind: not at its end, nor at its time's",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    await using house = new House();
    const background = await house.call("shell.exec", { command: "sleep 1000 & echo done" });
    assert.deepEqual(background, { stdout: "done\n", stderr: "", code: 0 });
    house.hurried = true;
    assert.equal((await house.call("shell.exec", { command: TREE })).code, 5002);
    assert.deepEqual(await house.left(), []);
  },
});

Deno.test({
  name: "shell.exec answers where a daemon got away from it with its pipes",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    await using house = new House();
    // In a session of its own, with init for a parent, and without a variable: nobody can know it.
    const daemon = "env -i setsid sh -c 'echo $$; echo up >up; exec sleep 1000' &";
    const command = `mkfifo up; sh -c "${daemon.replace("$$", "\\$\\$")}"; cat up >/dev/null`;
    const { stdout, code } = await house.call("shell.exec", { command });
    assert.match(stdout, /^\d+\n$/);
    assert.equal(code, 0);
    await house.call("shell.exec", { command: `kill ${stdout.trim()}` });
  },
});

Deno.test({
  name: "process.kill, process.stop and the end of a session end whole trees",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    await using house = new House();
    const session_id = await house.open();
    const shell = () => house.call("shell.exec", { command: TREE, session_id });
    const ends = [
      async () => {
        const { session_id: process_id, output_tail, pid } = await house.program(session_id);
        assert.equal(output_tail, "up\n");
        assert.ok((await house.children.audit.left()).length > 0, String(pid));
        const { status } = await house.call("process.kill", { session_id, process_id });
        assert.equal(status, "killed");
      },
      async () => {
        await house.program(session_id);
        assert.deepEqual(await house.call("process.stop"), { killed: 1 });
      },
      async () => {
        await house.program(session_id);
        assert.deepEqual(await house.call("session.close", { session_id }), { closed: true });
      },
    ];
    for (const end of ends) {
      const answer = shell();
      await end();
      await answer;
      assert.deepEqual(await house.left(), []);
    }
  },
});

Deno.test({
  name: "shell.exec is ended by a shutdown",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    const house = new House();
    const session_id = await house.open();
    house.call("shell.exec", { command: TREE, session_id });
    await house.program(session_id);
    await house[Symbol.asyncDispose]();
    assert.deepEqual(await house.left(), []);
  },
});

Deno.test({
  name: "shell.exec says that no system takes a command, and quotes none of it",
  ignore,
  async fn() {
    await using house = new House();
    const nul = await house.call("shell.exec", { command: "echo hunter22\0" });
    assert.equal(nul.code, 5003);
    assert.match(nul.message, /^Cannot run the command: /);
    assert.doesNotMatch(nul.message, /hunter22/);
    assert.doesNotMatch(JSON.stringify(house.children.logger.entries), /hunter22/);
  },
});
