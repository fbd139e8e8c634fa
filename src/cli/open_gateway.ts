/**
 * @module
 */
import process from "node:process";
import { readVariable } from "../adapters/environment.ts";
import { KeyFile } from "../adapters/key_file.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { AgentMeans } from "./agent_means.ts";
import { keyPath } from "./agent_keys.ts";
import { type Agents, createAgents } from "./agents.ts";
import { commandOptions } from "./command_options.ts";
import { readConfig } from "./config_file.ts";
import type { Metrics } from "../adapters/prometheus.ts";
import type { GatewayFlags } from "./flags.ts";
import { gatewayOptions } from "./gateway_options.ts";
import { Processes } from "./processes.ts";
import { setupOptions } from "./setup.ts";
import type { Startup } from "./startup.ts";
import { lateRenderer } from "./rendering.ts";
import { openState } from "./state_store.ts";
import { openTelemetry } from "./telemetry.ts";
import type { TelemetryFlags } from "./telemetry_flags.ts";

/** A gateway and what it stands on. */
export interface OpenGateway {
  gateway: Gateway;
  /** Set where metrics were asked for. */
  metrics: Metrics | undefined;
  /** Ends what is left behind its shutdown: the processes of agents, and the store. */
  close(): Promise<void>;
}

/** What a command can serve. */
export interface Preparation extends Omit<AgentMeans, "withheld">, Agents {}

/**
 * Reads the configuration and makes the agents: what can be wrong with them is told before anything is
 * opened.
 *
 * @throws {UsageError} for what cannot be used
 */
export async function prepare(startup: Startup, flags: GatewayFlags): Promise<Preparation> {
  const { settings, clock, logger, lines, host: { self } } = startup;
  const place = { os: process.platform, get: readVariable };
  const config = await readConfig(flags.config ?? settings.config, place);
  const processes = new Processes({ clock, logger });
  const print = (line: string) => lines.push(line);
  const kept = keyPath(place);
  const keys = kept === undefined ? undefined : new KeyFile(kept);
  const means = { settings, clock, logger, config, self, print, processes, keys };
  const agents = await createAgents(flags, means);
  warnIfUnconfigured(agents, means);
  return { ...means, ...agents };
}

/**
 * Opens the store of a command, and the gateway over it.
 *
 * @throws {UsageError} for a state file that was named and cannot be had, or a command that makes no sense
 */
export async function openGateway(
  startup: Startup,
  { flags, prepared, hasMetrics = false }: {
    flags: GatewayFlags & TelemetryFlags;
    prepared: Preparation;
    /** Whether there is a place to show metrics at. */
    hasMetrics?: boolean;
  },
): Promise<OpenGateway> {
  const { settings, clock, logger } = startup;
  const { provider, agents, config, processes } = prepared;
  const setup = await setupOptions(startup, { flags, prepared });
  const commands = await commandOptions(prepared, setup.config);
  const measurement = await openTelemetry({
    metrics: hasMetrics && (flags.metrics ?? settings.metrics),
    otel: flags.otel ?? settings.otel,
  }, startup);
  const { telemetry, metrics } = measurement;
  const store = openState({
    named: flags.state ?? settings.state,
    clock,
    logger,
    tell: (outage) => gateway.tellOutage(outage),
    recover: (late) => gateway.recover(late),
  });
  const renderer = lateRenderer(prepared);
  const gateway = createGateway({
    ...gatewayOptions(startup, {
      ...{ flags, config, commands, store },
      agents: { provider, agents },
      renderer: renderer.load,
    }),
    setup,
    telemetry,
  });
  const close = async () => {
    const measured = measurement.close();
    await Promise.all([renderer.close(), processes.close()]);
    store.close();
    await measured;
  };
  return { gateway, metrics, close };
}

/** Says at the start what would otherwise be found out by the first prompt. */
function warnIfUnconfigured({ provider }: Agents, { logger }: AgentMeans): void {
  if (provider.describe().configured) return;
  logger.warn(
    `The ${provider.name} agent cannot answer yet: name a model with --model, and put the key ` +
      `where --api-key-env says if the server asks for one`,
  );
}
