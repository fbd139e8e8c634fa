/** Children for a test that end with it, whatever it finds. */
import { ChildProcesses } from "../../../src/adapters/child_processes.ts";
import type { Guard } from "../../../src/adapters/process_guard.ts";
import type { SpawnedProcess } from "../../../src/agent/spawn.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { LogBook } from "../../support/log_book.ts";
import { Lines } from "../../cli/support/child.ts";
import { Audit } from "./process_audit.ts";

export class Children implements AsyncDisposable {
  readonly audit = new Audit();
  readonly logger = new LogBook();
  readonly processes: ChildProcesses;

  constructor(
    { guard, env, os }: { guard?: Guard; env?: Record<string, string>; os?: string } = {},
  ) {
    const { logger } = this;
    this.processes = new ChildProcesses({ clock: systemClock, logger, guard, env, os });
  }

  /** Starts `sh` with a script. */
  sh(script: string, env: Record<string, string | undefined> = {}): Promise<SpawnedProcess> {
    const command = { command: "sh", args: ["-c", script], env: { ...env, ...this.audit.env } };
    return this.processes.spawn(command);
  }

  /** Starts a script that says that it is up, in as many lines as are asked for. */
  async up(script: string, lines = 1): Promise<SpawnedProcess> {
    const child = await this.sh(script);
    const out = new Lines(child.stdout);
    for (let i = 0; i < lines; i++) await out.next();
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes.close();
  }
}

export function textOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  return new Response(stream).text();
}

export const encode = (text: string) => new TextEncoder().encode(text);
