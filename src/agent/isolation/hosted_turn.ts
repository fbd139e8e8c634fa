/**
 * @module
 */
import type { Agent, AgentInput } from "../agent.ts";
import type { HostedCall } from "./hosted_call.ts";
import type { Outlet } from "./outlet.ts";
import { portablePieces } from "./portable.ts";

/**
 * Runs a turn in the worker: the agent is not asked for more than the gateway has room for.
 *
 * @throws {unknown} whatever the agent throws
 */
export async function runHostedTurn(
  agent: Agent,
  input: AgentInput,
  { call, outlet }: { call: HostedCall; outlet: Outlet },
): Promise<void> {
  outlet.hasten();
  for await (const step of agent.prompt(input, call.signal)) {
    if (call.signal.aborted) break;
    for (const event of Array.isArray(step) ? step as unknown[] : [step]) {
      for (const piece of portablePieces(event)) {
        if (outlet.full) await outlet.room();
        if (outlet.opens(call.id)) await call.leave();
        if (call.signal.aborted) return;
        outlet.event(call.id, piece.event, piece.chars);
      }
    }
  }
}
