/**
 * What front ends of a command can look at and change: its configuration, its agents' keys.
 *
 * @module
 */
import process from "node:process";
import { readVariable } from "../adapters/environment.ts";
import type { ConfigDesk } from "../gateway/config_desk.ts";
import type { SetupOptions } from "../gateway/setup_options.ts";
import { AgentKeys, keyReader } from "./agent_keys.ts";
import { usualAgent } from "./agents.ts";
import { configPath } from "./config_file.ts";
import type { FileConfigOptions } from "./file_config.ts";
import type { GatewayFlags } from "./flags.ts";
import { isThere, LateConfig } from "./late_config.ts";
import type { AgentMeans } from "./agent_means.ts";
import type { Startup } from "./startup.ts";

/** What a gateway of this command is told about its configuration and keys. */
export async function setupOptions(
  { settings, clock, logger }: Pick<Startup, "settings" | "clock" | "logger">,
  { flags, prepared }: {
    flags: GatewayFlags;
    prepared: Pick<AgentMeans, "config" | "keys">;
  },
): Promise<SetupOptions> {
  const place = { os: process.platform, get: readVariable };
  const path = configPath(flags.config ?? settings.config, place);
  const { agentProbe } = await import("./agent_probe.ts");
  const { config, keys } = prepared;
  const { name, own } = usualAgent(flags, { config, settings });
  const agents = { ...config.agents, [name]: own };
  const overruled = flags.model === undefined ? [] : ["defaults.model"];
  return {
    ...path === undefined ? {} : {
      config: await configDesk({ path, get: readVariable, overruled, clock, logger }),
    },
    ...keys === undefined ? {} : { keys: new AgentKeys(agents, keys) },
    probe: agentProbe(agents, { clock, readKey: keyReader(keys) }),
  };
}

/** What reads a file is loaded where there is one. */
async function configDesk(options: FileConfigOptions): Promise<ConfigDesk> {
  if (!isThere(options.path)) return new LateConfig(options);
  const { FileConfig } = await import("./file_config.ts");
  return new FileConfig(options);
}
