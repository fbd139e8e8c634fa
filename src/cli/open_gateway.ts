/**
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { Store } from "../store/store.ts";
import type { GatewayFlags } from "./flags.ts";
import { gatewayOptions } from "./gateway_options.ts";
import type { Startup } from "./startup.ts";
import { openState } from "./state_store.ts";

/**
 * Opens the store of a command, and the gateway over it. Whoever ends the gateway closes the store.
 *
 * @throws {UsageError} for a state file that was named and cannot be had
 */
export function openGateway(
  startup: Startup,
  { flags, provider }: { flags: GatewayFlags; provider: AgentProvider },
): { gateway: Gateway; store: Store } {
  const { settings, clock, logger } = startup;
  const store = openState({
    named: flags.state ?? settings.state,
    clock,
    logger,
    tell: (text) => gateway.tellAll(text),
    recover: (late) => gateway.recover(late),
  });
  const gateway = createGateway(gatewayOptions(startup, { flags, provider, store }));
  return { gateway, store };
}
