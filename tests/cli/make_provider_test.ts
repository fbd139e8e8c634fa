import assert from "node:assert/strict";
import { makeProvider } from "../../src/cli/make_provider.ts";
import { parseConfig } from "../../src/cli/config_document.ts";
import { KNOBS } from "../../src/cli/knobs.ts";
import { Processes } from "../../src/cli/processes.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { readKnobs } from "../../src/lib/env.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { makeAgent } from "../agent/support/turn.ts";

Deno.test({
  name: "makeProvider() lets an ACP agent in a worker say itself why it did not start in time",
  ignore: Deno.build.os === "windows",
  async fn() {
    const file = `
agents:
  slow: { type: acp, command: sh, args: ["-c", "sleep 1000"], start_timeout_s: 0.05 }
`;
    const get = () => undefined;
    const config = parseConfig(file, { path: "/etc/tidegate/config.yaml", get });
    const means = { clock: systemClock, logger: silentLogger };
    const processes = new Processes(means);
    const settings = readKnobs(KNOBS, get, assert.fail);
    const provider = await makeProvider("slow", config.agents.slow!, {
      ...means,
      settings,
      config,
      processes,
      print: assert.fail,
      self: undefined,
    });
    await assert.rejects(makeAgent(provider, { clock: systemClock }), {
      message: 'Starting the agent "slow": it was not ready within 0.05 s and was ended',
    });
    await provider.close?.();
    await processes.close();
  },
});
