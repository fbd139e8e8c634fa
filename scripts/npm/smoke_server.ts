/**
 * `npx tidegate serve` as somebody who installed the package starts it.
 *
 * @module
 */
import { type House, runningIn, start } from "./smoke_house.ts";

/** How long the processes of a server may be seen after it has ended. */
const LEFTOVER_MS = 5_000;

/** A server that listens. */
export class SmokeServer {
  readonly url: string;
  readonly #house: House;
  readonly #npx: Deno.ChildProcess;
  readonly #errors: Promise<string>;

  private constructor(house: House, npx: Deno.ChildProcess, port: number, errors: Promise<string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#house = house;
    this.#npx = npx;
    this.#errors = errors;
  }

  /**
   * Starts one on any free port and waits for its ready line.
   *
   * @throws {Error} when it ends before it says that it is ready
   */
  static async start(house: House, flags: readonly string[]): Promise<SmokeServer> {
    const command = ["npx", "tidegate", "serve", "--port", "0", "--state", ":memory:"];
    const npx = start(house, [...command, ...flags]);
    const errors = new Response(npx.stderr).text();
    let said = "";
    for await (const piece of npx.stdout.pipeThrough(new TextDecoderStream())) {
      said += piece;
      const port = /^TIDEGATE_READY port=(\d+)$/m.exec(said)?.[1];
      if (port !== undefined) return new SmokeServer(house, npx, Number(port), errors);
    }
    const { code } = await npx.status;
    throw new Error(`Starting "npx tidegate serve": it ended with ${code}\n${said}${await errors}`);
  }

  /**
   * Ends it by SIGTERM. npm passes no signal on, so the server itself gets it.
   *
   * @throws {Error} when it does not end well, or something of it is left
   */
  async stop(): Promise<void> {
    const server = (await runningIn(this.#house)).filter(({ args }) => /^\S*node /.test(args))
      .find(({ args }) => /\.bin\/tidegate serve/.test(args));
    Deno.kill(server?.pid ?? this.#npx.pid, "SIGTERM");
    const { code } = await this.#npx.status;
    if (code !== 0) throw new Error(`Ending by SIGTERM: exit code ${code}\n${await this.#errors}`);
    await this.#errors;
    const end = performance.now() + LEFTOVER_MS;
    let left = await runningIn(this.#house);
    while (left.length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      left = await runningIn(this.#house);
    }
    if (left.length === 0) return;
    const what = left.map(({ pid, args }) => `${pid} ${args}`).join("\n");
    throw new Error(`Looking for what is left of the server: there is\n${what}`);
  }
}
