/** What stands between a browser and its gateway, and can be cut. */

/** Connections on their way to a port of this machine. */
export class Line implements AsyncDisposable {
  readonly port: number;
  readonly #to: () => number;
  readonly #open = new Set<Deno.Conn>();
  readonly #works: Promise<unknown>[] = [];
  #listener: Deno.Listener | undefined;

  /** @param to the gateway's port; asked for each connection */
  constructor(to: () => number) {
    this.#to = to;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#works.push(this.#accept(this.#listener));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Cuts every connection, and refuses new ones. */
  cut(): void {
    this.#listener?.close();
    this.#listener = undefined;
    for (const conn of this.#open) close(conn);
    this.#open.clear();
  }

  /** Takes connections again. */
  mend(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    this.#works.push(this.#accept(this.#listener));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await Promise.allSettled(this.#works);
  }

  async #accept(listener: Deno.Listener): Promise<void> {
    for await (const near of listener) this.#works.push(this.#join(near));
  }

  async #join(near: Deno.Conn): Promise<void> {
    this.#open.add(near);
    try {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#to() });
      if (!this.#open.has(near)) return close(far);
      this.#open.add(far);
      await Promise.all([pipe(near, far), pipe(far, near)]);
      this.#open.delete(far);
    } catch {
      // The gateway is away: so is the line.
      close(near);
    }
    this.#open.delete(near);
  }
}

async function pipe(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const bytes = new Uint8Array(64 * 1024);
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
