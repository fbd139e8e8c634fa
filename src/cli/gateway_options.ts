/**
 * @module
 */
import { statSync } from "node:fs";
import process from "node:process";
import type { CommandOptions } from "../gateway/command_options.ts";
import type { GatewayOptions } from "../gateway/options.ts";
import type { LoadRenderer } from "../session/rendering.ts";
import type { Store } from "../store/store.ts";
import { saveInStateFolder } from "./documents.ts";
import { LAST_WORDS_MS } from "./agent_defaults.ts";
import type { Agents } from "./agents.ts";
import type { Config } from "./config_document.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import type { GatewayFlags } from "./flags.ts";
import { gitOptions } from "./git.ts";
import type { Settings } from "./knobs.ts";
import type { Startup } from "./startup.ts";
import { workspaceOptions } from "./workspace.ts";

/** What a gateway is told: flags first, then the environment, then the defaults. */
export function gatewayOptions(
  { settings, clock, logger }: Pick<Startup, "settings" | "clock" | "logger">,
  { flags, agents, config, commands, store, renderer }: {
    flags: GatewayFlags;
    agents: Omit<Agents, "withheld">;
    config: Pick<Config, "questionTimeoutsMs" | "agents">;
    commands: CommandOptions;
    store: Store;
    renderer: LoadRenderer;
  },
): GatewayOptions {
  return {
    ...agents,
    commands,
    questionTimeoutsMs: config.questionTimeoutsMs,
    store,
    clock,
    logger,
    cwd: workingFolder(settings, (problem) => logger.warn(problem)),
    maxFrameBytes: settings.maxFrameBytes,
    coalesceWindowMs: flags.coalesceMs ?? settings.coalesceMs,
    coalesceMode: flags.coalesceMode ?? settings.coalesceMode,
    rpcConcurrency: settings.rpcWorkers,
    maxSessions: flags.maxSessions ?? settings.maxSessions,
    maxLiveSessions: flags.maxLiveSessions ?? settings.maxLiveSessions,
    orphanGraceMs: Math.round(settings.orphanGrace * 1_000),
    sessionTtlMs: Math.round(settings.sessionTtl * 1_000),
    busyMode: settings.busyMode,
    autoTitle: settings.autoTitle,
    // Longer than an agent and its worker may take to start, so that it can say itself why it did not.
    agentWaitMs: startTimeoutMs(config) + LAST_WORDS_MS + 1_000,
    // As long as any agent may ignore an interrupt: one that is replaced sooner has not had its time.
    stuckAgentMs: interruptGraceMs(config),
    saveDocument: saveInStateFolder,
    renderer,
    ...workspaceOptions({ spawn: commands.spawn, clock }),
    ...gitOptions(commands.spawn, { enabled: settings.checkpoints }),
    retentionMs: settings.keepDays * 86_400_000,
    retentionChars: settings.keepEventsMib * 1024 * 1024,
  };
}

/** The longest any agent may take to start, in milliseconds. */
function startTimeoutMs({ agents }: Pick<Config, "agents">): number {
  const starts = Object.values(agents).map((agent) =>
    agent.type === "acp" ? agent.start_timeout_s * 1_000 : 0
  );
  return Math.max(30_000, ...starts);
}

/** The longest any agent may ignore an interrupt, in milliseconds; at least the gateway's own 5 s. */
function interruptGraceMs({ agents }: Pick<Config, "agents">): number {
  const graces = Object.values(agents).map((agent) =>
    agent.type === "module" ? agent.interrupt_grace_s * 1_000 : 0
  );
  return Math.max(5_000, ...graces);
}

function workingFolder(settings: Settings, warn: (problem: string) => void): string {
  const current = process.cwd();
  const { cwd } = settings;
  if (cwd === undefined || isFolder(cwd)) return cwd ?? current;
  warn(`Cannot work in the folder "${cwd}" of TIDEGATE_CWD: no such folder; using "${current}"`);
  return current;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    // Who started this run chose not to let it look; that says nothing about the folder.
    return isForbidden(error);
  }
}
