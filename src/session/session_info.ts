/**
 * @module
 */
import type { AgentDescription } from "../agent/agent.ts";
import type { AgentChoice } from "../agent/agent_parts.ts";
import type { ToolSource } from "../agent/tool_shelf.ts";
import type { SessionInfo, UsageShape } from "../protocol/shapes.ts";
import type { Taste } from "./mind.ts";
import { desktopContract, version } from "../protocol/version.ts";

/** What there is to know of a session, live or not. */
export interface InfoFacts {
  model: string;
  providerName: string;
  reasoningEffort: string;
  /** Whether its faster tier is wanted. */
  fast?: boolean;
  /** How its agent was told to be, by a name. */
  personality?: string;
  cwd: string;
  /** Of git; nothing where nobody has looked. */
  branch?: string;
  title: string;
  running: boolean;
  /** Whether approvals are given unasked. */
  yolo?: boolean;
  usage: UsageShape;
  /** Whether an agent has been built. */
  ready: boolean;
  /** What the agent has said of itself, if there ever was one. */
  facts?: {
    tools: Record<string, string[]> | undefined;
    mode: string;
    modes: readonly AgentChoice[];
    models: readonly AgentChoice[];
  };
}

/** What clients show of a session; every member is there from the first moment. */
export function sessionInfo(facts: InfoFacts, agent: AgentDescription): SessionInfo {
  const info: SessionInfo = {
    model: facts.model,
    provider: facts.providerName || agent.provider,
    reasoning_effort: facts.reasoningEffort,
    service_tier: facts.fast ? agent.fastTier ?? "" : "",
    fast: (facts.fast ?? false) && agent.fastTier !== undefined,
    yolo: facts.yolo ?? false,
    tools: facts.facts?.tools ?? agent.tools,
    skills: agent.skills,
    cwd: facts.cwd,
    branch: facts.branch ?? "",
    personality: agent.ownInstructions === undefined ? facts.personality ?? "" : "",
    running: facts.running,
    title: facts.title,
    desktop_contract: desktopContract,
    version,
    release_date: "",
    update_behind: null,
    update_command: "",
    usage: facts.usage,
    profile_name: "default",
    mcp_servers: (agent.toolSources ?? []).map(serverShape),
    system_prompt: "",
    ...choices(facts.facts),
  };
  return facts.ready ? info : { ...info, lazy: true };
}

/** Modes and models an agent offers; one that offers none has neither member. */
function choices(facts: InfoFacts["facts"]): Partial<SessionInfo> {
  if (facts === undefined) return {};
  const { mode, modes, models } = facts;
  return {
    ...(modes.length === 0 ? {} : { mode, modes: [...modes] }),
    ...(models.length === 0 ? {} : { models: [...models] }),
  };
}

function serverShape(source: ToolSource): SessionInfo["mcp_servers"][number] {
  const { name, transport, tools, disabled, status, error } = source;
  const connected = status === "connected";
  return { name, transport, tools, connected, disabled, status, ...(error && { error }) };
}

/** A live session, as far as it is shown. */
interface Shown {
  readonly model: string;
  readonly providerName: string;
  readonly reasoningEffort: string;
  readonly fast: boolean;
  readonly cwd: string;
  readonly branch: string;
  readonly title: string;
  readonly runner: { readonly running: boolean };
  readonly agents: { readonly state: string };
  readonly questions: { readonly yolo: boolean };
  readonly facts: NonNullable<InfoFacts["facts"]>;
  usage(): UsageShape;
}

/** {@linkcode sessionInfo} of a live session. */
export function infoOf(
  session: Shown,
  agent: AgentDescription,
  taste: Taste | undefined,
): SessionInfo {
  const { model, providerName, reasoningEffort, fast, cwd, branch, title, facts } = session;
  return sessionInfo({
    ...{ model, providerName, reasoningEffort, fast, cwd, branch, title, facts },
    personality: taste?.personality ?? "",
    running: session.runner.running,
    yolo: session.questions.yolo,
    usage: session.usage(),
    ready: session.agents.state === "ready",
  }, agent);
}
