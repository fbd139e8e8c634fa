/**
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import type { GatewayOptions } from "../gateway/options.ts";
import type { Store } from "../store/store.ts";
import { saveInStateFolder } from "./documents.ts";
import type { GatewayFlags } from "./flags.ts";
import type { Settings } from "./knobs.ts";
import type { Startup } from "./startup.ts";

/** What a gateway is told: flags first, then the environment, then the defaults. */
export function gatewayOptions(
  { settings, clock, logger }: Pick<Startup, "settings" | "clock" | "logger">,
  { flags, provider, store }: { flags: GatewayFlags; provider: AgentProvider; store: Store },
): GatewayOptions {
  return {
    provider,
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
    saveDocument: saveInStateFolder,
    retentionMs: settings.keepDays * 86_400_000,
    retentionChars: settings.keepEventsMib * 1024 * 1024,
  };
}

function workingFolder(settings: Settings, warn: (problem: string) => void): string {
  const current = Deno.cwd();
  const { cwd } = settings;
  if (cwd === undefined || isFolder(cwd)) return cwd ?? current;
  warn(`Cannot work in the folder "${cwd}" of TIDEGATE_CWD: no such folder; using "${current}"`);
  return current;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    // Who started this run chose not to let it look; that says nothing about the folder.
    return error instanceof Deno.errors.NotCapable;
  }
}
