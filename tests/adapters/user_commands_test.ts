/** User commands through a whole gateway, in real processes. */
import assert from "node:assert/strict";
import { createGateway } from "../../src/gateway/gateway.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import type { Json } from "../support/stage.ts";
import { UserCommands } from "./support/user_commands.ts";

const ignore = Deno.build.os === "windows";

class House implements AsyncDisposable {
  readonly commands = new UserCommands();
  readonly started: number[] = [];
  readonly gateway;
  readonly #socket = new MemorySocket();
  readonly #connection;
  readonly #answers = new Map<string, PromiseWithResolvers<Json>>();
  #ids = 0;

  constructor(maxRunners = 16) {
    const { children } = this.commands;
    const modules = [this.commands.module()];
    this.gateway = createGateway({
      provider: new ScriptedProvider({ summarize: () => Promise.resolve("in short") }),
      logger: children.logger,
      commands: {
        createRunner: (facts) =>
          this.commands.runner(modules, facts, (pid) => this.started.push(pid)),
        maxRunners,
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

  async open(params: Json = {}): Promise<string> {
    return (await this.call("session.create", params)).session_id;
  }

  /** What `/about` says: what the worker knows of its session. */
  async about(session_id: string): Promise<Json> {
    const { output } = await this.call("slash.exec", { session_id, command: "/about" });
    return JSON.parse(output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.shutdown();
    this.#connection.end("test is over");
    await this.commands[Symbol.asyncDispose]();
  }
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

test("a session has one worker, started when it is first needed and gone when it ends", async () => {
  await using house = new House();
  const session_id = await house.open();
  await house.call("slash.exec", { session_id, command: "/status" });
  assert.deepEqual(house.started, [], "a built-in command needs none");
  for (const name of ["/greet Bob", "greet Bob", "/Greet Bob"]) {
    assert.deepEqual(await house.call("slash.exec", { session_id, command: name }), {
      output: "Hello Bob",
    });
  }
  assert.deepEqual(await house.call("slash.exec", { session_id, command: "print" }), {
    output: "(no output)",
  });
  assert.equal(house.started.length, 1);
  const catalog = await house.call("commands.catalog", { session_id });
  const known = catalog.pairs.map(([name]: [string]) => name);
  assert.ok(known.includes("/greet"), known.join());
  await house.call("session.close", { session_id });
  assert.deepEqual(await house.commands.children.audit.left({ seconds: 5 }), []);
});

test("another model and a compression replace a worker, which knows the new state", async () => {
  await using house = new House();
  const messages = ["a", "b", "c", "d"].map((content, i) => ({
    role: i % 2 === 0 ? "user" : "assistant",
    content,
  }));
  const session_id = await house.open({ model: "m1", messages });
  const first = await house.about(session_id);
  assert.equal(first.model, "m1");
  await house.call("config.set", { key: "model", value: "m2", session_id });
  assert.deepEqual(await house.about(session_id), { ...first, model: "m2" });
  const compressed = await house.call("session.compress", { session_id });
  assert.equal(compressed.status, "compressed", JSON.stringify(compressed));
  const last = await house.about(session_id);
  assert.notEqual(last.sessionKey, first.sessionKey);
  assert.equal(house.started.length, 3);
  const left = new Set(await house.commands.children.audit.left());
  assert.equal(left.size, 1, [...left].join("\n"));
});

test("the longest idle worker makes room for one more, and comes back when it is needed", async () => {
  await using house = new House(2);
  const sessions = [await house.open(), await house.open(), await house.open()];
  for (const id of sessions) await house.about(id);
  assert.equal(house.started.length, 3);
  const left = () => house.commands.children.processes.size;
  await house.about(sessions[1] ?? "");
  assert.equal(house.started.length, 3, "the second still has its own");
  await house.about(sessions[0] ?? "");
  assert.equal(house.started.length, 4);
  await house.about(sessions[1] ?? "");
  assert.equal(house.started.length, 4);
  assert.ok(left() <= 3);
});

test("a worker that breaks is an error of its command, and of no other", async () => {
  await using house = new House();
  const session_id = await house.open();
  const exec = (command: string) => house.call("slash.exec", { session_id, command });
  const broken = await exec("/exit");
  assert.deepEqual([broken.code, broken.message], [5030, "slash worker closed pipe"]);
  assert.deepEqual(await exec("/greet"), { output: "Hello you" });
  const running = exec("/hang");
  await house.call("session.close", { session_id });
  assert.ok((await running).code === 5030 || (await running).code === 4001);
  assert.deepEqual(await house.commands.children.audit.left({ seconds: 5 }), []);
});
