/**
 * Keys of agents: giving, forgetting, reading them again. PROTOCOL 3.6, 3.7.
 *
 * @module
 */
import { wireError, type WireErrorName } from "../../protocol/errors.ts";
import { modelDisconnect, modelSaveKey } from "../../protocol/model_methods.ts";
import { reloadEnv } from "../../protocol/setup_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import { type KeyDesk, KeyError } from "../key_desk.ts";
import { optionOf } from "./models.ts";

const saveKey = implement(modelSaveKey, ({ slug, api_key }, context: CallContext) => {
  const key = api_key.trim();
  if (slug === "" || key === "") throw wireError("keyRequired");
  const keys = takesKey(slug, context);
  // Never quoted: what stands in the wrong place may be most of one.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw wireError(
      "keyRequired",
      "api_key: expected printable ASCII characters without blanks; copy the key once more",
    );
  }
  trying("saveKeyFailed", () => keys.save(slug, key));
  context.options.logger.info("a key was given", { agent: slug });
  return {
    provider: optionOf(slug, {
      session: undefined,
      current: context.providers.usual.name,
      context,
    }),
  };
});

/**
 * @throws {RpcError} 4002, 4003 or 4006
 */
function takesKey(slug: string, { providers, options }: CallContext): KeyDesk {
  if (!providers.names.includes(slug)) {
    const known = providers.names.join(", ");
    throw wireError(
      "unknownProvider",
      `slug: there is no agent "${slug.slice(0, 80)}"; one of ${known}`,
    );
  }
  const { keys } = options.setup;
  if (keys === undefined) throw wireError("keysManaged");
  if (keys.variableOf(slug) === undefined) throw wireError("takesNoKey");
  return keys;
}

const disconnect = implement(modelDisconnect, ({ slug }, { options }: CallContext) => {
  if (slug === "") throw wireError("slugRequired");
  const { keys } = options.setup;
  const variable = keys?.variableOf(slug);
  if (keys === undefined || variable === undefined) throw wireError("noKeyKept");
  if (!trying("disconnectFailed", () => keys.remove(slug))) {
    throw wireError(
      "noKeyKept",
      keys.sourceOf(slug) === "environment"
        ? `the key is in the variable ${variable}: unset it where the gateway is started`
        : undefined,
    );
  }
  options.logger.info("a key was forgotten", { agent: slug });
  return { slug, name: slug, disconnected: true as const };
});

const reload = implement(reloadEnv, (_params, { options }: CallContext) => ({
  updated: trying("reloadFailed", () => options.setup.keys?.reload() ?? 0),
}));

function trying<T>(failure: WireErrorName, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof KeyError) throw wireError(failure, error.message);
    throw error;
  }
}

/** See the module. */
export const keyMethods: Method<CallContext>[] = [saveKey, disconnect, reload];
