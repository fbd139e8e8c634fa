/** A real gateway that can be killed and started again where it was, and what stands between it and a client. */
import type { Client } from "../../../src/client/client.ts";
import { connect } from "../../../src/client/client.ts";
import type { ClientState } from "../../../src/client/connector.ts";
import type { Hints } from "../../../src/client/hints.ts";
import type { ClientOptions } from "../../../src/client/options.ts";
import { Child } from "../../cli/support/child.ts";
import { readyPort } from "../../cli/support/viewer.ts";

export const TOKEN = "0123456789abcdef";

/** See the module. */
export class Serving implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "tidegate-client-" });
  #child: Child | undefined;
  port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, at the port it had before. */
  async start(): Promise<void> {
    this.#child = new Child({
      args: ["serve", "--port", String(this.port), "--pace", "4", "--coalesce-ms", "5"],
      env: { TIDEGATE_TOKEN: TOKEN, TIDEGATE_STATE: `${this.#folder}/state.db` },
      writable: [this.#folder],
    });
    this.port = await readyPort(this.#child);
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
    this.#child = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Connections on their way to a gateway. */
export class Cable implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #to: number;
  readonly #works: Promise<unknown>[] = [];

  constructor(to: number) {
    this.#to = to;
    this.#works.push(this.#accept());
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const conn of this.#open) close(conn);
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await Promise.allSettled(this.#works);
  }

  async #accept(): Promise<void> {
    for await (const near of this.#listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#to });
      this.#open.add(near).add(far);
      this.#works.push(pipe(near, far), pipe(far, near));
    }
  }
}

async function pipe(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const bytes = new Uint8Array(16 * 1024);
  try {
    for (let count = await from.read(bytes); count !== null; count = await from.read(bytes)) {
      for (let sent = 0; sent < count;) sent += await to.write(bytes.subarray(sent, count));
    }
  } catch {
    // It was cut.
  }
  close(from);
  close(to);
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // The other side was faster.
  }
}

/** A client that is told at once when it may come back, instead of waiting. */
export function eager(options: ClientOptions): { client: Client; comeBack(): void } {
  let wake = () => {};
  const hints: Hints = {
    watch(hinted) {
      wake = hinted;
      return () => {};
    },
  };
  const client = connect({ token: TOKEN, hints, ...options });
  return { client, comeBack: () => wake() };
}

/** Resolves once the client is in such a state. */
export function until(client: Client, kind: ClientState["kind"]): Promise<void> {
  if (client.state.kind === kind) return Promise.resolve();
  return new Promise((resolve) => {
    const off = client.on("state", (state) => {
      if (state.kind !== kind) return;
      off();
      resolve();
    });
  });
}
