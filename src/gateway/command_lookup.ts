/**
 * Finds commands, wherever they come from.
 *
 * @module
 */
import type { CommandBook, CommandSources, Found } from "../commands/command_book.ts";
import { wireError } from "../protocol/errors.ts";
import { seats } from "../session/presence.ts";
import type { Session } from "../session/session.ts";
import type { CallContext } from "./call_context.ts";

/** Kinds that depend on nobody who would have to be asked. */
const settled: readonly Found["kind"][] = ["builtin", "terminal", "quick"];

/** Every command that is known now, those of the sessions' agents among them. */
export function bookOf(sessions: readonly Session[], context: CallContext): CommandBook {
  return context.commands.book(sessions.map((session) => agentCommands(session, context)));
}

/** The session with this id, or, without one, all sessions the caller watches. */
export function sessionsFor(
  id: string | null | undefined,
  { registry, caller }: CallContext,
): Session[] {
  const named = registry.find(id ?? "");
  if (named !== undefined) return [named];
  return registry.all().filter((session) => seats(session).some((seat) => seat.id === caller.id));
}

/** A command that needs nobody to be asked. */
export function findNow(name: string, context: CallContext): Found | undefined {
  const found = bookOf([], context).find(name);
  return found !== undefined && settled.includes(found.kind) ? found : undefined;
}

/**
 * A command of any kind. Reads the skills, asks for the user's commands, and waits for an agent that is
 * being built, but only for a name that is none without.
 *
 * @throws {RpcError} 5030 when it was interrupted meanwhile
 */
export async function findCommand(
  name: string,
  session: Session | undefined,
  context: CallContext,
): Promise<Found | undefined> {
  const now = findNow(name, context);
  if (now !== undefined) return now;
  const { commands } = context;
  if (session === undefined) {
    await commands.load();
    return bookOf([], context).find(name);
  }
  return await commands.during(session, async (signal) => {
    const found = await search(name, session, { context, signal });
    if (signal.aborted) throw wireError("commandFailed", "the command was interrupted");
    return found;
  });
}

async function search(
  name: string,
  session: Session,
  { context, signal }: { context: CallContext; signal: AbortSignal },
): Promise<Found | undefined> {
  const { commands } = context;
  const look = () => bookOf([session], context).find(name);
  await commands.load(signal);
  // Before skills and agents, which the user's own commands hide.
  const asked = !commands.knowsUsers;
  if (asked) await commands.learn(session, signal);
  const found = look();
  if (found !== undefined || signal.aborted) return found;
  if (!asked) await commands.learn(session, signal);
  const { state } = session.agents;
  const mayTell = state === "unbuilt" || state === "building";
  if (look() === undefined && mayTell && !signal.aborted) await session.agents.get(signal);
  return look();
}

/** What the agent of a session is called. */
export function agentName({ providerName }: Session, { providers }: CallContext): string {
  return providers.names.includes(providerName) ? providerName : providers.usual.name;
}

function agentCommands(
  session: Session,
  context: CallContext,
): CommandSources["agents"][number] {
  return { agent: agentName(session, context), commands: session.facts.commands };
}
