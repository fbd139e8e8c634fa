/** The real command with the agent of these tests, which can be killed and started again where it was. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Child, TASK_PERMISSIONS } from "../../../cli/support/child.ts";
import { TemporaryFolder } from "../../../cli/support/temporary_folder.ts";
import { readyPort } from "../../../cli/support/viewer.ts";

/** The credential of whoever has no link. */
export const TOKEN = "quite-a-long-token-of-these-tests";

const PERFORMER = fileURLToPath(new URL("./performer.ts", import.meta.url));

/** How it is started. */
export interface ServedOptions {
  /** Further arguments. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** See the module. */
export class ServedGateway implements AsyncDisposable {
  /** Where its sessions work. */
  readonly folder = new TemporaryFolder("project");
  readonly #state = new TemporaryFolder();
  readonly #options: ServedOptions;
  readonly #logs: Promise<string[]>[] = [];
  #child: Child | undefined;
  #link = "";
  port = 0;

  constructor(options: ServedOptions = {}) {
    this.#options = options;
  }

  /** The printed link, with another port where the way leads through something. */
  link(port = this.port): string {
    const link = new URL(this.#link);
    link.port = String(port);
    return link.href;
  }

  /** Starts it, at the port it had before. */
  async start(): Promise<void> {
    const { args = [], env = {} } = this.#options;
    const agent = ["--agent", "module", "--isolate", "none", ...args, PERFORMER];
    const child = this.#child = new Child({
      args: ["serve", "--port", String(this.port), "--log-level", "debug", ...agent],
      env: {
        TIDEGATE_TOKEN: TOKEN,
        TIDEGATE_STATE: `${this.#state.path}/state.db`,
        TIDEGATE_CWD: this.folder.path,
        ...env,
      },
      permissions: TASK_PERMISSIONS,
    });
    // Read as it comes: a full pipe would hold the process up.
    this.#logs.push(child.err.rest());
    this.port = await readyPort(child);
    const [, link] = /Open (\S+) \(works once\)/.exec(await child.out.next()) ?? [];
    assert.ok(link, "the gateway printed no link");
    this.#link = link;
  }

  /** As if it had another credential now. */
  forgetSignIns(): void {
    Deno.removeSync(`${this.#state.path}/state.db-sign-ins`);
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
    this.#child = undefined;
  }

  /** Ends it, if it runs, and answers everything it logged. */
  async log(): Promise<string> {
    await this.kill();
    return (await Promise.all(this.#logs)).flat().join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Promise.all(this.#logs);
    await this.folder[Symbol.asyncDispose]();
    await this.#state[Symbol.asyncDispose]();
  }
}
