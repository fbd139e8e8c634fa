/**
 * Servers that speak to whoever started them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { agentFlags, type AgentKind, type Server } from "./case.ts";
import { assertCleanEnd, Child, type Ended, type Program, type Setup } from "./child.ts";
import { patiently } from "./patience.ts";
import { type Line, Peer } from "./peer.ts";
import type { Target } from "./target.ts";

const EOF_LINE = "[gateway-exit] stdin EOF (the peer closed the command pipe)";

/** Servers made from `program`: a process for each connection. */
export class StdioTarget implements Target {
  readonly transport = "stdio";
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  share(agent: AgentKind): Promise<StdioServer> {
    return this.launch({ args: agentFlags[agent] });
  }

  launch(setup: Setup): Promise<StdioServer> {
    return Promise.resolve(new StdioServer(this.#program, setup));
  }
}

class StdioServer implements Server {
  readonly address = undefined;
  readonly #program: Program;
  readonly #setup: Setup;
  readonly #connected: { peer: Peer; line: StdioLine }[] = [];

  constructor(program: Program, setup: Setup) {
    this.#program = program;
    this.#setup = setup;
  }

  connect(): Promise<Peer> {
    const { args = [], env = {} } = this.#setup;
    const line = new StdioLine(new Child(this.#program, ["stdio", ...args], env));
    const peer = new Peer(line);
    this.#connected.push({ peer, line });
    return Promise.resolve(peer);
  }

  signal(name: Deno.Signal): void {
    for (const { line } of this.#connected) line.child.signal(name);
  }

  async end(): Promise<Ended> {
    for (const { peer } of this.#connected) await peer.finish();
    return await this.ended();
  }

  async ended(): Promise<Ended> {
    const last = this.#connected.at(-1) ?? assert.fail("nobody has connected");
    return await patiently(last.line.child.end(), () => "the end of the server");
  }

  async finish(): Promise<void> {
    for (const { peer, line } of this.#connected) {
      await peer.finish();
      if (line.state === "finished") line.assertEnd(await line.child.end());
    }
  }

  async destroy(): Promise<void> {
    for (const { line } of this.#connected) await line.drop();
  }
}

/** A connection over the pipes of a child process. */
export class StdioLine implements Line {
  readonly transport = "stdio";
  readonly child: Child;
  /** Whether it was this side that ended it, in good order. */
  state: "open" | "finished" | "dropped" = "open";

  constructor(child: Child) {
    this.child = child;
  }

  async send(data: string | Uint8Array): Promise<void> {
    await this.child.write(typeof data === "string" ? new TextEncoder().encode(`${data}\n`) : data);
  }

  receive(): Promise<string | undefined> {
    return this.child.out.next();
  }

  async hangUp(): Promise<string[]> {
    this.state = "finished";
    await this.child.endInput();
    return (await patiently(this.child.end(), () => "the end of the process")).out;
  }

  async drop(): Promise<void> {
    if (this.state === "open") this.state = "dropped";
    await this.child.destroy();
  }

  /** Holds the end of the process against what every end looks like. */
  assertEnd(ended: Ended): void {
    assertCleanEnd(ended);
    const said = ended.err.filter((line) => line.startsWith("[gateway-exit]"));
    assert.deepEqual(said, [EOF_LINE]);
  }
}
