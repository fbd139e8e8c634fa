/** A gateway that a real parent process has started. */
import { fileURLToPath } from "node:url";
import { Audit, shell } from "../../adapters/support/process_audit.ts";
import { patiently } from "../../conformance/patience.ts";
import { Child } from "./child.ts";
import type { ParentSettings, ParentTells } from "./sidecar_parent.ts";
import type { Subject } from "./subject.ts";
import { Talk } from "./talk.ts";
import { Viewer } from "./viewer.ts";

const PARENT = fileURLToPath(new URL("./sidecar_parent.ts", import.meta.url));

export const TOKEN = "0123456789abcdef0123456789abcdef";

export interface SidecarOptions extends Omit<ParentSettings, "command" | "env"> {
  /** Behind the program. */
  args: readonly string[];
  env?: Record<string, string>;
}

/** How a sidecar ended, as its parent saw it. */
export interface SidecarEnd {
  code: number | null;
  /** What it said, all of it. */
  out: string[];
  err: string[];
}

/** Dispose of it: the parent is killed, and what it started if that is left. */
export class Sidecar implements AsyncDisposable {
  readonly audit = new Audit();
  readonly parent: Child;
  readonly #out: string[] = [];
  readonly #err: string[] = [];
  #pid = 0;

  constructor(subject: Subject, { args, env = {}, ...settings }: SidecarOptions) {
    const command = [...subject.command, ...args] as const;
    // A machine that is busy with other tests takes its time; nothing here is about giving up.
    const patience = { TIDEGATE_SHUTDOWN_GRACE_S: "60" };
    // The parent itself is none of what has to end.
    const own = { ...patience, ...subject.env, ...this.audit.env, TIDEGATE_TOKEN: TOKEN, ...env };
    this.parent = new Child({
      module: PARENT,
      permissions: ["--allow-all"],
      args: [],
    });
    void this.parent.say(
      JSON.stringify({ ...settings, command, env: own } satisfies ParentSettings),
    );
  }

  /** Of the gateway. */
  get pid(): number {
    return this.#pid;
  }

  /** Waits for the ready line. @throws {Error} with what it said, where it ends before that */
  async ready(): Promise<number> {
    for (;;) {
      const told = await this.#next();
      if ("code" in told) throw new Error(`it ended with ${told.code}\n${this.#err.join("\n")}`);
      const port = "out" in told ? /^TIDEGATE_READY port=(\d+)$/.exec(told.out)?.[1] : undefined;
      if (port !== undefined) return Number(port);
    }
  }

  /** Waits for the first line of its stdout. */
  async firstLine(): Promise<string> {
    for (;;) {
      const told = await this.#next();
      if ("out" in told) return told.out;
      if ("code" in told) throw new Error(`it ended with ${told.code}\n${this.#err.join("\n")}`);
    }
  }

  /** {@linkcode ready}, and a window on it. */
  async open(): Promise<Talk> {
    const viewer = new Viewer(`ws://127.0.0.1:${await this.ready()}/api/ws?token=${TOKEN}`);
    await viewer.until((frame) => frame.params?.type === "gateway.ready");
    return new Talk({
      call: (id, method, params) => viewer.call(id, method, params),
      next: () => viewer.until(() => true),
    });
  }

  /** Closes its stdin. */
  async closeStdin(): Promise<void> {
    await this.parent.say("close");
  }

  /** Asks it to end. */
  async terminate(): Promise<void> {
    await this.parent.say("terminate");
  }

  /** Kills the parent, as the system does it: nothing of it can do anything more. */
  async killParent(): Promise<void> {
    this.parent.kill("SIGKILL");
    await this.parent.process.status;
  }

  /** Waits for a line on its stderr, also one of before. */
  async errorLine(fits: (line: string) => boolean): Promise<string> {
    for (let seen = 0;; seen = this.#err.length) {
      const found = this.#err.slice(seen).find(fits);
      if (found !== undefined) return found;
      await patiently(this.#next(), () => `a line on stderr; it said:\n${this.#err.join("\n")}`);
    }
  }

  /** Waits for its end. */
  async end(): Promise<SidecarEnd> {
    for (;;) {
      const told = await patiently(this.#next(), () => "the end of the gateway");
      if ("code" in told) return { code: told.code, out: this.#out, err: this.#err };
    }
  }

  /** What is left of it and its children; waits up to 5 s for there to be nothing. */
  left(): Promise<string[]> {
    return this.audit.left({ seconds: 5, guardOf: this.#pid });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parent[Symbol.asyncDispose]();
    // It should have ended; what a test that fails leaves behind is not to stay.
    if (this.#pid !== 0) await shell(`kill -9 ${this.#pid} 2>/dev/null`);
  }

  async #next(): Promise<ParentTells> {
    const told: ParentTells = JSON.parse(await this.parent.out.next());
    if ("pid" in told) this.#pid = told.pid;
    if ("out" in told) this.#out.push(told.out);
    if ("err" in told) this.#err.push(told.err);
    return told;
  }
}
