/**
 * What runs in an agent's worker. Loads no more than its recipe needs.
 *
 * @module
 */
import process from "node:process";
import { AgentHost } from "../agent/isolation/agent_host.ts";
import type { FromWorker, ToWorker } from "../agent/isolation/messages.ts";
import { Outlet } from "../agent/isolation/outlet.ts";
import { systemClock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { MOVED, openPipes } from "./agent_worker_pipes.ts";
import { isMain } from "./is_main.ts";
import { LentGuard } from "./lent_guard.ts";
import { loadRecipe } from "./recipe_loader.ts";

/** Runs until the gateway says no more, or the agent has ended it. */
export async function runAgentWorker(args: readonly string[]): Promise<never> {
  const pipes = openPipes({ moved: args.includes(MOVED) });
  const clock = systemClock;
  const outlet = new Outlet({ clock, post: (batch) => pipes.say(JSON.stringify(batch)) });
  let guard: LentGuard | undefined;
  const host = new AgentHost({
    outlet,
    clock,
    load: (start, logger) => loadRecipe(start, { guard, clock, logger }),
  });
  // An exception outside of any call ends a process: nobody knows what it has left behind.
  const crash = (error: unknown) => {
    outlet.urgent({ type: "leaving", end: { kind: "crashed", stack: errorStack(error) } });
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  // However it leaves: what was said before is not lost.
  process.on("exit", () => outlet.flush());
  for await (const line of pipes.heard()) take(JSON.parse(line));
  process.exit(0);

  function take(message: ToWorker): void {
    if (message.type === "guarded") return guard?.answered(message);
    if (message.type === "start") {
      const tell = (message: FromWorker) => outlet.urgent(message);
      if (message.mark !== undefined) guard = new LentGuard(message.mark, tell);
    }
    host.take(message);
  }
}

if (isMain(import.meta)) void runAgentWorker(process.argv.slice(2));
