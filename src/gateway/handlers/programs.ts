/**
 * Programs that are run for windows, and those that run: PROTOCOL 3.4, 3.8 and 3.9.
 *
 * @module
 */
import type { RunningProgram } from "../../commands/running_programs.ts";
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  cliExec,
  processKill,
  processList,
  processStop,
  shellExec,
} from "../../protocol/program_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** Characters of the first look at an output. */
const PREVIEW = 200;

const shell = implement(shellExec, ({ command, session_id }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const cwd = session?.cwd || context.options.cwd;
  return context.commands.programs.shell({ command, cwd }, session);
});

const cli = implement(cliExec, ({ argv, timeout }, context: CallContext) => {
  return context.commands.programs.cli(argv, timeout);
});

const list = implement(processList, ({ session_id }, context: CallContext) => {
  const session = context.registry.get(session_id);
  return { processes: programsOf(session, context).map(entryOf) };
});

const kill = implement(processKill, async ({ session_id, process_id }, context: CallContext) => {
  const session = context.registry.get(session_id);
  if (process_id === "") throw wireError("processIdRequired");
  const program = programsOf(session, context).find(({ id }) => id === process_id);
  if (program === undefined) {
    const id = process_id.slice(0, 80).toWellFormed();
    throw wireError("processNotFound", `no such process: ${id}`);
  }
  await ended(program, context);
  return { status: "killed" as const, session_id: program.id };
});

const stop = implement(processStop, async ({ session_id }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const programs = programsOf(session, context)
    .filter(({ owner }) => session === undefined || owner === session);
  await Promise.all(programs.map((program) => ended(program, context)));
  return { killed: programs.length };
});

/** Those of a session, or of all the caller may control; those of nobody are everybody's. */
function programsOf(
  session: Session | undefined,
  { commands, registry, caller }: CallContext,
): RunningProgram[] {
  return commands.programs.running.all.filter(({ owner }) => {
    if (owner === undefined || owner === session) return true;
    const other = session === undefined && registry.all().find((each) => each === owner);
    return other ? caller.roleIn(other) === "controller" : false;
  });
}

async function ended(program: RunningProgram, { options }: CallContext): Promise<void> {
  try {
    await program.end();
  } catch (error) {
    const { pid } = program;
    options.logger.error("ending a program failed", { pid, error: errorStack(error) });
    throw wireError("processFailed");
  }
}

function entryOf(program: RunningProgram) {
  const { id, command, cwd, pid, startedAt } = program;
  const tail = program.tail();
  return {
    session_id: id,
    command,
    cwd,
    pid,
    started_at: new Date(startedAt).toISOString(),
    uptime_seconds: Math.floor(program.uptimeMs() / 1_000),
    status: "running" as const,
    output_preview: tail.slice(-PREVIEW).toWellFormed(),
    output_tail: tail,
  };
}

/** See the module. */
export const programMethods: Method<CallContext>[] = [shell, cli, list, kill, stop];
