/**
 * What commands do, by their kind.
 *
 * @module
 */
import { parseCommandLine, wordsOf } from "../../commands/command_line.ts";
import type { Found } from "../../commands/command_book.ts";
import type { CommandOutcome } from "../../commands/command_runner.ts";
import { skillMessage } from "../../commands/skill.ts";
import { wireError } from "../../protocol/errors.ts";
import type { Dispatched } from "../../protocol/command_methods.ts";
import { RpcError } from "../../rpc/rpc_error.ts";
import type { Session } from "../../session/session.ts";
import { builtins } from "../builtins/table.ts";
import type { CallContext } from "../call_context.ts";
import { findCommand } from "../command_lookup.ts";

/** A command that has been called, and found. */
export interface Invocation {
  /** Lower case, without the slash. */
  name: string;
  arg: string;
  found: Found;
  session: Session | undefined;
  context: CallContext;
}

/** What `slash.exec` answers. */
export type Executed = Dispatched | { output: string; warning?: string };

/** Shown where a command has nothing to say. */
const NO_OUTPUT = "(no output)";

/** Carries a command out, or says what the client is to do with it. */
export function dispatch(call: Invocation): Dispatched | Promise<Dispatched> {
  const { found, arg, session } = call;
  switch (found.kind) {
    case "builtin":
      return builtins[found.name](call);
    case "terminal":
      throw wireError("notACommand", `not a quick/plugin/skill command: ${found.name}`);
    case "quick":
      if (found.command.type === "alias") {
        return { type: "alias", target: found.command.target.replace(/^\//, "") };
      }
      return runQuick(call, found.command.command).then((output) => ({ type: "exec", output }));
    case "user":
      return runLine(call).then((outcome) => ({ type: "plugin", output: outputOf(outcome) }));
    case "skill":
      return { type: "skill", message: skillMessage(found.command, arg), name: found.name };
    case "agent":
      if (session === undefined) throw wireError("sessionNotFound");
      return { type: "send", message: `/${found.command.name}${arg === "" ? "" : ` ${arg}`}` };
  }
}

/** Carries a command out for a client that wants to see its output. */
export function execute(call: Invocation): Executed | Promise<Executed> {
  const { found } = call;
  switch (found.kind) {
    case "builtin":
      // The client has to do something with these: it is told what, as by command.dispatch.
      refuseDispatchOnly(call);
      if (found.command.pendingInput) return builtins[found.name](call);
      return shown(call, () => builtins[found.name](call));
    case "terminal":
      throw wireError("notACommand", `/${found.name} is for the window itself to carry out`);
    case "skill":
      throw wireError("useDispatch", `/${found.name} is a skill: use command.dispatch`);
    case "quick":
      if (found.command.type === "alias") return executeTarget(call, found.command.target);
      return shown(call, () => dispatch(call));
    case "user":
      return executeUser(call);
    case "agent":
      return dispatch(call);
  }
}

function refuseDispatchOnly({ found, arg }: Invocation): void {
  const only = found.kind === "builtin" ? found.command.dispatchOnly ?? [] : [];
  const [word = ""] = arg.toLowerCase().split(/\s/, 1);
  if (!only.includes(word)) return;
  throw wireError(
    "useDispatch",
    `/${found.name} ${word} changes the session: use command.dispatch`,
  );
}

// No alias leads back to itself: the gateway would not have started.
async function executeTarget(call: Invocation, target: string): Promise<Executed> {
  const { name, arg } = parseCommandLine(`${target} ${call.arg}`);
  const found = await findCommand(name, call.session, call.context);
  if (found !== undefined) return await execute({ ...call, name, arg, found });
  throw wireError("notACommand", `/${call.name} is an alias of /${name}, which is no command`);
}

/**
 * The output of a command. That it was not carried out is a warning, not an error: an error makes clients
 * try `command.dispatch`, which would carry it out once more.
 */
function shown(
  { found }: Invocation,
  run: () => Dispatched | Promise<Dispatched>,
): Executed | Promise<Executed> {
  const good = (done: Dispatched): Executed => {
    return done.type === "exec" ? { output: shownOutput(done.output) } : done;
  };
  const bad = (error: unknown): Executed => {
    if (!(error instanceof RpcError)) throw error;
    return notCarriedOut(found, error.message);
  };
  try {
    const done = run();
    return done instanceof Promise ? done.then(good).catch(bad) : good(done);
  } catch (error) {
    return bad(error);
  }
}

function shownOutput(output: string): string {
  return output.trim() === "" ? NO_OUTPUT : output;
}

function notCarriedOut({ name }: Found, warning: string): Executed {
  return { output: `/${name} was not carried out`, warning };
}

function runQuick({ found, arg, session, context }: Invocation, command: string): Promise<string> {
  const what = { command, name: found.name, words: wordsOf(arg) };
  const cwd = session?.cwd || context.options.cwd;
  return context.commands.shell({ ...what, cwd }, session);
}

/** A worker that broke is told as an error: another may do better. One that was to end must not run again. */
async function executeUser(call: Invocation): Promise<Executed> {
  const outcome = await runLine(call);
  if (!outcome.ok && outcome.interrupted) return notCarriedOut(call.found, outcome.error);
  return { output: shownOutput(outputOf(outcome)) };
}

async function runLine(
  { name, arg, session, context }: Invocation,
): Promise<CommandOutcome> {
  if (session === undefined) throw wireError("sessionNotFound");
  return await context.commands.run(`${name} ${arg}`.trim(), session);
}

function outputOf(outcome: CommandOutcome): string {
  if (outcome.ok) return outcome.output;
  // The command itself says so, and its worker is well: running it again would say the same.
  if (outcome.refused) return `Command error: ${outcome.error}`;
  throw wireError("commandFailed", outcome.error);
}
