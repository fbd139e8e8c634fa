/**
 * @module
 */
import process from "node:process";
import { readVariable } from "../adapters/environment.ts";
import type { AgentProbe } from "../gateway/agent_probe.ts";
import type { Clock } from "../lib/clock.ts";
import type { AgentConfig } from "./config_schema.ts";
import { checkAgent } from "./doctor/agent_check.ts";
import { guarded } from "./doctor/finding.ts";
import { lookUpProgram } from "./doctor/program_lookup.ts";

/**
 * Looks at the agents of a command as `tidegate doctor` does.
 *
 * @param agents those that are served, by name
 * @param readKey looks a key up by its variable
 */
export function agentProbe(
  agents: Readonly<Record<string, AgentConfig>>,
  { clock, readKey }: { clock: Clock; readKey(variable: string): string | undefined },
): AgentProbe {
  const named = (name: string) => Object.hasOwn(agents, name) ? agents[name] : undefined;
  return {
    isThere(name) {
      const agent = named(name);
      if (agent?.type !== "acp") return true;
      const { kind } = lookUpProgram(agent.command, {
        os: process.platform,
        path: agent.env.PATH ?? readVariable("PATH"),
        extensions: readVariable("PATHEXT"),
      });
      // Where this run may not look, only a start can tell.
      return kind === "found" || kind === "hidden";
    },
    async check(name) {
      const agent = named(name);
      if (agent === undefined) return { kind: "ready" };
      const about = { check: `agent ${name}`, looked: agent.type };
      const found = await guarded(about, () => checkAgent(name, agent, clock, readKey));
      if (found.kind !== "problem") return { kind: "ready" };
      const remedy = found.remedy.length === 0 ? "" : `; ${found.remedy.join("; ")}`;
      return { kind: "fault", why: `${found.looked}: ${found.found}${remedy}` };
    },
  };
}
