/**
 * Servers that listen, spoken to over WebSocket.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Address, AgentKind, Server } from "./case.ts";
import { agentFlags } from "./case.ts";
import { assertCleanEnd, Child, type Ended, type Program, type Setup } from "./child.ts";
import { patiently } from "./patience.ts";
import { Peer } from "./peer.ts";
import type { Target } from "./target.ts";
import { dial } from "./websocket_line.ts";

const TOKEN = "conformance-0123456789abcdef0123456789abcdef";
const onWindows = Deno.build.os === "windows";

/** Servers made from `program`. Start the shared ones first: every case but a few uses them. */
export class WebSocketTarget implements Target {
  readonly transport = "websocket";
  readonly #launch: (setup: Setup) => Promise<Listener>;
  readonly #shared: Record<AgentKind, Listener>;

  private constructor(
    launch: (setup: Setup) => Promise<Listener>,
    shared: Record<AgentKind, Listener>,
  ) {
    this.#launch = launch;
    this.#shared = shared;
  }

  /**
   * Starts the servers that cases share.
   *
   * @param environment variables of each server, asked for one by one
   */
  static async start(
    program: Program,
    environment: () => Record<string, string> = () => ({}),
  ): Promise<WebSocketTarget> {
    const launch = ({ args = [], env = {} }: Setup) =>
      Listener.start(program, { args, env: { ...environment(), ...env } });
    const [quick, held] = await Promise.all([
      launch({ args: agentFlags.quick }),
      launch({ args: agentFlags.held }),
    ]);
    return new WebSocketTarget(launch, { quick, held });
  }

  /** Servers of which none is shared, for few cases: each server ends with its case. */
  static apart(program: Program): Target {
    const launch = async (setup: Setup) =>
      new WebSocketServer(await Listener.start(program, setup), "owned");
    return {
      transport: "websocket",
      share: (agent) => launch({ args: agentFlags[agent] }),
      launch,
    };
  }

  share(agent: AgentKind): Promise<WebSocketServer> {
    return Promise.resolve(new WebSocketServer(this.#shared[agent], "shared"));
  }

  async launch(setup: Setup): Promise<WebSocketServer> {
    return new WebSocketServer(await this.#launch(setup), "owned");
  }

  /** Ends the shared servers, which must have had nothing to complain about. */
  async stop(): Promise<void> {
    for (const listener of Object.values(this.#shared)) {
      listener.child.signal("SIGTERM");
      const ended = await listener.child.end();
      listener.assertEnd(ended);
    }
  }

  /** Ends the shared servers without a word, for a test run that is over. */
  abandon(): void {
    for (const { child } of Object.values(this.#shared)) {
      try {
        child.signal("SIGTERM");
      } catch {
        // It has been stopped.
      }
    }
  }
}

/** A process that listens. */
class Listener {
  readonly child: Child;
  readonly address: Address;

  constructor(child: Child, address: Address) {
    this.child = child;
    this.address = address;
  }

  static async start(program: Program, { args = [], env = {} }: Setup): Promise<Listener> {
    const child = new Child(
      program,
      ["serve", "--port", "0", "--log-level", "warning", ...args],
      { TIDEGATE_TOKEN: TOKEN, ...env },
    );
    try {
      const ready = await patiently(child.out.next(), () => "the ready line");
      const port = Number(/^TIDEGATE_READY port=(\d+)$/.exec(ready ?? "")?.[1]);
      const link = await child.out.next() ?? "";
      const code = new RegExp(`http://127\\.0\\.0\\.1:${port}/#code=(\\w+)`).exec(link)?.[1];
      assert.ok(code, `${ready}\n${link}`);
      return new Listener(child, { port, token: TOKEN, code });
    } catch (error) {
      await child.destroy();
      throw error;
    }
  }

  assertEnd(ended: Ended): void {
    if (!onWindows) assertCleanEnd(ended);
    assert.deepEqual(ended.out, [], "a server that serves says nothing more on stdout");
    assert.ok(!ended.err.join().includes(TOKEN), "a log must not show the token");
  }
}

/** One case's view of a listening server. */
class WebSocketServer implements Server {
  readonly #listener: Listener;
  readonly #kind: "shared" | "owned";
  readonly #peers: Peer[] = [];
  #ended: Promise<Ended> | undefined;

  constructor(listener: Listener, kind: "shared" | "owned") {
    this.#listener = listener;
    this.#kind = kind;
  }

  get address(): Address {
    return this.#listener.address;
  }

  async connect(): Promise<Peer> {
    const { port, token } = this.address;
    const line = await patiently(
      dial(`ws://127.0.0.1:${port}/api/ws?token=${token}`),
      () => "a WebSocket to open",
    );
    const peer = new Peer(line);
    this.#peers.push(peer);
    return peer;
  }

  signal(name: Deno.Signal): void {
    assert.equal(this.#kind, "owned", "other cases use this server");
    this.#listener.child.signal(name);
  }

  async end(): Promise<Ended> {
    for (const peer of this.#peers) await peer.finish();
    if (this.#ended === undefined) this.signal("SIGTERM");
    return await this.ended();
  }

  ended(): Promise<Ended> {
    this.#ended ??= patiently(this.#listener.child.end(), () => "the end of the server");
    return this.#ended;
  }

  async finish(): Promise<void> {
    for (const peer of this.#peers) await peer.finish();
    if (this.#kind === "owned") this.#listener.assertEnd(await this.end());
  }

  async destroy(): Promise<void> {
    for (const peer of this.#peers) await peer.leave();
    if (this.#kind === "owned") await this.#listener.child.destroy();
  }
}
