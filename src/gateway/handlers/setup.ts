/**
 * What a front end asks when it starts: whether the agents can work, and why not.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import { setupRuntimeCheck, setupStatus } from "../../protocol/setup_methods.ts";
import { errorStack } from "../../lib/error_text.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import { modelOf } from "./model_of.ts";

const status = implement(setupStatus, (_params, { providers, options }: CallContext) => {
  const { usual } = providers;
  try {
    const isThere = options.setup.probe.isThere(providers.nameOf(usual));
    return { provider_configured: isThere && usual.describe().configured };
  } catch (error) {
    options.logger.error("cannot look whether the agent is set up", { error: errorStack(error) });
    throw wireError("setupFailed");
  }
});

const runtimeCheck = implement(
  setupRuntimeCheck,
  async ({ provider: wanted }, context: CallContext) => {
    const { providers, options } = context;
    const usual = providers.nameOf(providers.usual);
    const name = wanted === "" ? usual : wanted.slice(0, 80);
    if (!providers.names.includes(name)) {
      const known = providers.names.join(", ");
      const error = `there is no agent "${name}"; one of ${known}`;
      return { ok: false, provider: name, model: "", source: "none", error };
    }
    const source = options.setup.keys?.sourceOf(name) ?? "none";
    const about = { provider: name, model: "", source };
    try {
      about.model = modelOf(providers.of(name), context);
      const verdict = await options.setup.probe.check(name);
      if (verdict.kind === "fault") return { ok: false, ...about, error: verdict.why };
      // Asked last: it is the least that is said, and the probe says what is missing.
      if (providers.of(name).describe().configured) return { ok: true, ...about };
      return { ok: false, ...about, error: "it cannot answer yet: it needs a model, or a key" };
    } catch (error) {
      options.logger.error("an agent could not be looked at", { error: errorStack(error) });
      return { ok: false, ...about, error: "it could not be looked at; see the gateway's log" };
    }
  },
);

/** See the module. */
export const setupMethods: Method<CallContext>[] = [status, runtimeCheck];
