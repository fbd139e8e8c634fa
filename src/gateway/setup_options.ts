/**
 * What a gateway can be told about its configuration and its agents' keys.
 *
 * @module
 */
import { type AgentProbe, noProbe } from "./agent_probe.ts";
import { type ConfigDesk, memoryConfig } from "./config_desk.ts";
import type { KeyDesk } from "./key_desk.ts";
import { checkPort, fault, isObject, shown } from "./option_fault.ts";

/** Where settings and keys are kept, and who looks whether agents can work. */
export interface SetupOptions {
  /** Where what front ends set is kept. Default: in memory, for as long as the gateway lives. */
  config?: ConfigDesk;
  /** Where keys are kept that users give. Default: none can be given. */
  keys?: KeyDesk;
  /** Who looks at agents. Default: nobody; what they say of themselves counts. */
  probe?: AgentProbe;
}

/** {@linkcode SetupOptions} with every default filled in. */
export interface ResolvedSetup {
  config: ConfigDesk;
  keys: KeyDesk | undefined;
  probe: AgentProbe;
}

/**
 * Fills in defaults.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveSetup(given: SetupOptions = {}): ResolvedSetup {
  if (!isObject(given)) {
    throw fault("setup", `must be an object, it is ${shown(given)}; leave it out for none`);
  }
  const { config = memoryConfig(), keys, probe = noProbe } = given;
  checkPort("setup.config", config, ["read", "write"], "leave it out for one in memory");
  checkPort("setup.probe", probe, ["isThere", "check"], "leave it out for none");
  if (keys !== undefined) {
    const methods = ["variableOf", "sourceOf", "shown", "save", "remove", "reload"];
    checkPort("setup.keys", keys, methods, "leave it out for none");
  }
  return { config, keys, probe };
}
