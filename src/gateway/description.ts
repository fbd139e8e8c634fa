/**
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { openRpcDocument } from "../protocol/openrpc.ts";
import type { Method } from "../rpc/method.ts";
import type { OwnMethod } from "./own_method.ts";

/** The OpenRPC document of what a gateway answers, as JSON. */
export function describeGateway<C>(
  methods: ReadonlyMap<string, Method<C>>,
  { methods: own, logger }: { methods: readonly OwnMethod[]; logger: Logger },
): string {
  const contracts = [...methods.values()].map(({ contract }) => contract);
  const names = new Set(own.map(({ name }) => name));
  const document = openRpcDocument(contracts, names, (schema, fault) => {
    logger.warn("cannot describe a schema of a method", { schema, error: errorStack(fault) });
  });
  return JSON.stringify(document);
}
