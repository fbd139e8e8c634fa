/**
 * @module
 */
import { basename } from "node:path";
import type { AgentConfig } from "../config_schema.ts";
import { type Finding, note, ok } from "./finding.ts";
import { lookUpProgram, type ProgramPlace } from "./program_lookup.ts";

/** Programs that speak the Agent Client Protocol, as docs/AGENTS.md has tried them. */
const KNOWN = [
  { name: "codex", command: "codex-acp", args: [] },
  { name: "claude", command: "claude-agent-acp", args: [] },
  { name: "gemini", command: "gemini", args: ["--acp"] },
  { name: "opencode", command: "opencode", args: ["acp"] },
  { name: "qwen", command: "qwen", args: ["--acp"] },
] as const;

/** Agents that are installed and could be served, but nobody has said so. */
export function checkKnownAgents(
  { agents, configPath, place }: {
    /** Those that are served. */
    agents: readonly AgentConfig[];
    configPath: string | undefined;
    place: ProgramPlace;
  },
): Finding[] {
  const served = agents.flatMap((agent) => agent.type === "acp" ? [stem(agent.command)] : []);
  const findings = KNOWN.filter(({ command }) => !served.includes(command)).flatMap((known) => {
    const found = lookUpProgram(known.command, place);
    if (found.kind !== "found") return [];
    const { name, command, args } = known;
    const list = args.length === 0 ? "" : `, args: [${args.map((each) => `"${each}"`).join(", ")}]`;
    const file = configPath === undefined ? "the configuration file" : `"${configPath}"`;
    return [note(
      { check: "installed agent", looked: found.path },
      `it is not configured; for this run add the first line, for every one the second to agents: in ${file}`,
      ["--agent acp --", command, ...args].join(" "),
      `${name}: { type: acp, command: ${command}${list} }`,
    )];
  });
  if (findings.length > 0) return findings;
  const names = KNOWN.map(({ command }) => command).join(", ");
  return [ok({ check: "installed agents", looked: names }, "none on the PATH is left out")];
}

/** The program's name without its folder and the ending of Windows. */
function stem(command: string): string {
  return basename(command.replaceAll("\\", "/")).replace(/\.(exe|cmd|bat|com)$/i, "");
}
