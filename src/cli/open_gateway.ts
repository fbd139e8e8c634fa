/**
 * @module
 */
import process from "node:process";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { AgentMeans } from "./agent_means.ts";
import { type Agents, createAgents } from "./agents.ts";
import { commandOptions } from "./command_options.ts";
import { readConfig } from "./config_file.ts";
import { readVariable } from "./environment.ts";
import type { GatewayFlags } from "./flags.ts";
import { gatewayOptions } from "./gateway_options.ts";
import { Processes } from "./processes.ts";
import type { Startup } from "./startup.ts";
import { openState } from "./state_store.ts";

/** A gateway and what it stands on. */
export interface OpenGateway {
  gateway: Gateway;
  /** Ends what is left behind its shutdown: the processes of agents, and the store. */
  close(): Promise<void>;
}

/** What a command can serve. */
export interface Preparation extends AgentMeans, Agents {}

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
  const means = { settings, clock, logger, config, self, print, processes };
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
  { flags, prepared }: { flags: GatewayFlags; prepared: Preparation },
): Promise<OpenGateway> {
  const { settings, clock, logger } = startup;
  const { provider, agents, config, processes } = prepared;
  const commands = await commandOptions(prepared);
  const store = openState({
    named: flags.state ?? settings.state,
    clock,
    logger,
    tell: (text) => gateway.tellAll(text),
    recover: (late) => gateway.recover(late),
  });
  const gateway = createGateway(
    gatewayOptions(startup, { flags, agents: { provider, agents }, config, commands, store }),
  );
  const close = async () => {
    await processes.close();
    store.close();
  };
  return { gateway, close };
}

/** Says at the start what would otherwise be found out by the first prompt. */
function warnIfUnconfigured({ provider }: Agents, { logger }: AgentMeans): void {
  if (provider.describe().configured) return;
  logger.warn(
    `The ${provider.name} agent cannot answer yet: name a model with --model, and put the key ` +
      `where --api-key-env says if the server asks for one`,
  );
}
