/**
 * Tests of the whole console: the real gateway, a line that can be cut, and a real Chromium. Each fails
 * as well when a page complained: an exception nobody caught, anything the content security policy
 * forbids, a request that goes elsewhere.
 */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { launchBrowser, obstacle } from "../../support/browser.ts";
import { ConsoleWindow } from "./console_window.ts";
import { Line } from "./line.ts";
import { ServedGateway, type ServedOptions } from "./served_gateway.ts";

/** What a window is opened with. */
export interface WindowOptions extends BrowserContextOptions {
  /** Past the line, straight to the gateway. */
  readonly direct?: boolean;
  /** A window of the browser that this one is to be of. */
  readonly beside?: ConsoleWindow;
}

/** A gateway, a line to it, and browsers at its other end. */
export class Stand implements AsyncDisposable {
  readonly gateway: ServedGateway;
  readonly line: Line;
  readonly browser: Browser;
  /** Addresses of everything that was asked for, sockets too. */
  readonly addresses: string[] = [];
  readonly #complaints: string[] = [];
  readonly #signedIn = new Set<BrowserContext>();

  private constructor(gateway: ServedGateway, browser: Browser) {
    this.gateway = gateway;
    this.browser = browser;
    this.line = new Line(() => gateway.port);
  }

  static async open(options: ServedOptions = {}): Promise<Stand> {
    const gateway = new ServedGateway(options);
    const [browser] = await Promise.all([launchBrowser(), gateway.start()]);
    return new Stand(gateway, browser);
  }

  /** What was wrong in any page, in words. */
  get complaints(): readonly string[] {
    const own = [this.line.url, `http://127.0.0.1:${this.gateway.port}`]
      .flatMap((url) => [`${url}/`, `${url.replace("http", "ws")}/`]);
    const foreign = this.addresses.filter((address) =>
      !address.startsWith("data:") && !own.some((url) => address.startsWith(url))
    );
    return [...this.#complaints, ...foreign.map((address) => `asked elsewhere: ${address}`)];
  }

  /** A browser without a past. */
  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width: 1_280, height: 800 },
      reducedMotion: "reduce",
      ...options,
    });
    const tell = (what: string) => void this.#complaints.push(what);
    await context.exposeBinding("tellTest", (_source, what: string) => tell(what));
    await context.addInitScript(watchPage);
    context.on("weberror", (error) => tell(`error: ${error.error().message}`));
    context.on("request", (request) => this.addresses.push(request.url()));
    context.on("page", (page) => {
      page.on("websocket", (socket) => this.addresses.push(socket.url()));
      page.on("dialog", (dialog) => {
        tell(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) tell(message.text());
      });
    });
    return context;
  }

  /** A window on the gateway, signed in: by the link, or by the token in every further browser. */
  async window(options: WindowOptions = {}): Promise<ConsoleWindow> {
    const { direct = false, beside, ...context } = options;
    const port = direct ? this.gateway.port : this.line.port;
    const browser = beside?.page.context() ?? await this.context(context);
    const window = new ConsoleWindow(await browser.newPage());
    const isFirst = this.#signedIn.size === 0;
    if (this.#signedIn.has(browser)) await window.page.goto(`http://127.0.0.1:${port}/`);
    else if (isFirst) await window.page.goto(this.gateway.link(port));
    else await window.signInByToken(`http://127.0.0.1:${port}/`);
    this.#signedIn.add(browser);
    await window.ready();
    return window;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.line[Symbol.asyncDispose]();
    await this.gateway[Symbol.asyncDispose]();
  }
}

/** A test of the whole console. */
export function consoleTest(
  name: string,
  run: (stand: Stand) => Promise<void>,
  options: ServedOptions = {},
): void {
  const why = obstacle();
  const told = why === undefined ? name : `${name} [not here: ${why}]`;
  Deno.test({
    name: told,
    ignore: why !== undefined,
    async fn() {
      await using stand = await Stand.open(options);
      await run(stand);
      assert.deepEqual(stand.complaints, []);
    },
  });
}

// Runs in the page, before anything of its own.
function watchPage(): void {
  const { tellTest } = globalThis as unknown as { tellTest(what: string): void };
  Object.assign(globalThis, { strike: () => tellTest("a hostile text ran") });
  addEventListener("securitypolicyviolation", (event: Event) => {
    const { violatedDirective, blockedURI, sample } = event as unknown as Record<string, string>;
    tellTest(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
  });
}
