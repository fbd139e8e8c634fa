/**
 * Slash commands: PROTOCOL 3.4.
 *
 * @module
 */
import { catalogOf, factsOf } from "../../commands/command_catalog.ts";
import { parseCommandLine } from "../../commands/command_line.ts";
import type { Skills } from "../../commands/skill_shelf.ts";
import {
  commandDispatch,
  commandResolve,
  commandsCatalog,
  slashExec,
} from "../../protocol/command_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { bookOf, findCommand, findNow, sessionsFor } from "../command_lookup.ts";
import type { CallContext } from "../call_context.ts";
import { dispatch, execute, type Invocation } from "./command_effects.ts";

const exec = implement(slashExec, ({ session_id, command }, context: CallContext) => {
  if (context.isDraining()) throw wireError("shuttingDown");
  const session = context.registry.get(session_id);
  const line = parseCommandLine(command);
  if (line.name === "") throw wireError("emptyCommand");
  return carryOut({ ...line, session, context }, execute);
});

const dispatchCommand = implement(commandDispatch, (params, context: CallContext) => {
  if (context.isDraining()) throw wireError("shuttingDown");
  const session = context.registry.find(params.session_id ?? "");
  const { name, arg } = parseCommandLine(`${params.name} ${params.arg}`);
  if (name === "") throw wireError("emptyCommand");
  return carryOut({ name, arg, session, context }, dispatch);
});

/** At once where nobody has to be asked: what was sent behind it must not overtake a `/retry`. */
function carryOut<T>(
  call: Omit<Invocation, "found">,
  how: (invocation: Invocation) => T | Promise<T>,
): T | Promise<T> {
  const now = findNow(call.name, call.context);
  if (now !== undefined) return how({ ...call, found: now });
  return findCommand(call.name, call.session, call.context).then((found) => {
    if (found !== undefined) return how({ ...call, found });
    const name = call.name.slice(0, 80).toWellFormed();
    throw wireError("notACommand", `not a quick/plugin/skill command: ${name}`);
  });
}

const resolve = implement(commandResolve, ({ name, session_id }, context: CallContext) => {
  const line = parseCommandLine(name);
  const known = () => {
    const found = bookOf(sessionsFor(session_id, context), context).find(line.name);
    if (found !== undefined) return factsOf(found);
    throw wireError("unknownCommand", `unknown command: ${line.name.slice(0, 80).toWellFormed()}`);
  };
  return withSkills(context, known);
});

const catalog = implement(commandsCatalog, ({ session_id }, context: CallContext) => {
  const book = () => bookOf(sessionsFor(session_id, context), context);
  return withSkills(context, (skills) => catalogOf(book(), skills));
});

/** At once where the skills have been read, and else when they are: they are files, and few. */
function withSkills<T>({ commands }: CallContext, use: (skills: Skills) => T): T | Promise<T> {
  const { current } = commands.skills;
  return current === undefined ? commands.load().then(use) : use(current);
}

/** See the module. */
export const commandMethods: Method<CallContext>[] = [exec, dispatchCommand, resolve, catalog];
