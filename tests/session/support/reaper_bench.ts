/** A registry whose sessions a reaper ends. */
import { Reaper } from "../../../src/session/reaper.ts";
import type { Session } from "../../../src/session/session.ts";
import { type BenchOptions, SessionBench } from "./session_bench.ts";

/** A session whose agent has been built. */
export async function built(bench: SessionBench, title = ""): Promise<Session> {
  const session = bench.create({ title });
  await session.agents.build();
  return session;
}

export class ReaperBench extends SessionBench {
  readonly reaper: Reaper;

  constructor(options: BenchOptions & { graceMs?: number; ttlMs?: number; maxLive?: number } = {}) {
    super(options);
    this.reaper = new Reaper({
      clock: this.time.clock,
      graceMs: options.graceMs ?? 20_000,
      ttlMs: options.ttlMs ?? 0,
      maxLive: options.maxLive ?? 0,
      sessions: () => this.registry.all(),
      close: (session, reason) => this.registry.close(session.id, reason),
    });
  }

  get reasons(): string[] {
    return this.ended.map(([, reason]) => reason);
  }

  override [Symbol.dispose](): void {
    this.reaper.close();
    super[Symbol.dispose]();
  }
}

/** Starts a turn. */
export async function run(bench: SessionBench, session: Session): Promise<void> {
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass();
}
