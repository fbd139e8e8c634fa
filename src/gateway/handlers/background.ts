/**
 * Prompts in the background.
 *
 * @module
 */
import { promptBackground } from "../../protocol/background_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const start = implement(promptBackground, (params, context: CallContext) => {
  const { registry, background, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const session = registry.get(params.session_id);
  if (params.text.trim() === "") throw wireError("backgroundTextRequired");
  const started = background.start(session, params.text);
  if (started.kind === "started") return { task_id: started.taskId };
  throw wireError(
    "sessionBusy",
    `session busy; ${started.running} background prompts run already: wait for one`,
  );
});

/** See the module. */
export const backgroundMethods: Method<CallContext>[] = [start];
