/**
 * @module
 */
import { spawn } from "node:child_process";
import { errorMessage } from "../lib/error_text.ts";
import { randomHex } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import type { Guard } from "./process_guard.ts";

/**
 * Ends trees on Windows. It does less than its name's sake: nothing asks politely first, what a child left
 * behind when it ended by itself is not found, and nothing watches while the gateway is killed; that
 * would take a job object, which no runtime lends. Not tested. Needs leave to run `taskkill`.
 */
export class TaskkillGuard implements Guard {
  readonly mark: string = randomHex(16);
  readonly #logger: Logger;

  constructor({ logger }: { logger: Logger }) {
    this.#logger = logger;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  add(): void {}

  remove(): void {}

  kill(pid: number): Promise<boolean> {
    const { promise, resolve } = withResolvers<boolean>();
    const fail = (error: unknown) => {
      const fields = { pid, reason: errorMessage(error) };
      this.#logger.error("Ending a child process: taskkill could not be run", fields);
      resolve(false);
    };
    try {
      const child = spawn("taskkill", ["/PID", `${pid}`, "/T", "/F"], { stdio: "ignore" });
      child.once("error", fail);
      // Also with an exit code: the process had ended before.
      child.once("exit", () => resolve(true));
    } catch (error) {
      fail(error);
    }
    return promise;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
