/**
 * Completion of what is typed: PROTOCOL 3.5.
 *
 * @module
 */
import { completeSlash as slashItems } from "../../commands/slash_completion.ts";
import { errorStack } from "../../lib/error_text.ts";
import { completePath, completeSlash } from "../../protocol/completion_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { completePath as pathItems } from "../../workspace/path_completion.ts";
import { bookOf, sessionsFor } from "../command_lookup.ts";
import type { CallContext } from "../call_context.ts";

const slash = implement(completeSlash, async ({ text, session_id }, context: CallContext) => {
  if (!text.startsWith("/")) return { items: [] };
  // Files, and read once; nobody else is asked, so no process is started for a key that is pressed.
  if (context.commands.skills.current === undefined) await context.commands.load();
  const sessions = sessionsFor(session_id, context);
  const choices = {
    models: distinct(sessions.flatMap(({ facts }) => facts.models.map(({ id }) => id))),
    modes: distinct(sessions.flatMap(({ facts }) => facts.modes.map(({ id }) => id))),
  };
  return slashItems(text, bookOf(sessions, context), choices);
});

const path = implement(completePath, async (params, context: CallContext) => {
  const { registry, options, files } = context;
  const access = options.workspace;
  const session = registry.find(params.session_id ?? "");
  const usual = session?.cwd || options.cwd;
  const folder = params.cwd ? access.absolute(usual, params.cwd) : usual;
  if (folder === "") return { items: [] };
  try {
    return { items: await pathItems(params.word, { access, index: files.index, folder }) };
  } catch (error) {
    options.logger.error("completing a path failed", { error: errorStack(error) });
    throw wireError("pathCompletionFailed");
  }
});

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** See the module. */
export const completionMethods: Method<CallContext>[] = [slash, path];
