/**
 * @module
 */
import type { AgentDescription } from "../agent/agent.ts";
import type { SessionInfo, UsageShape } from "../protocol/shapes.ts";
import { desktopContract, version } from "../protocol/version.ts";

/** What there is to know of a session, live or not. */
export interface InfoFacts {
  model: string;
  providerName: string;
  reasoningEffort: string;
  cwd: string;
  title: string;
  running: boolean;
  usage: UsageShape;
  /** Whether an agent has been built. */
  ready: boolean;
}

/** What clients show of a session; every member is there from the first moment. */
export function sessionInfo(facts: InfoFacts, agent: AgentDescription): SessionInfo {
  const info: SessionInfo = {
    model: facts.model,
    provider: facts.providerName || agent.provider,
    reasoning_effort: facts.reasoningEffort,
    service_tier: "",
    fast: false,
    yolo: false,
    tools: agent.tools,
    skills: agent.skills,
    cwd: facts.cwd,
    branch: "",
    personality: "",
    running: facts.running,
    title: facts.title,
    desktop_contract: desktopContract,
    version,
    release_date: "",
    update_behind: null,
    update_command: "",
    usage: facts.usage,
    profile_name: "default",
    mcp_servers: [],
    system_prompt: "",
  };
  return facts.ready ? info : { ...info, lazy: true };
}
