/**
 * Commands from the configuration that need no agent.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import { parseCommandLine } from "./command_line.ts";

/** A quick command. `description` is for lists. */
export type QuickCommand =
  /**
   * Run by a shell in the session's folder, 30 s at most. The words written behind its name are the
   * shell's `"$@"`; they are never read as shell code.
   */
  | { type: "exec"; command: string; description?: string }
  /** Another command, with or without a slash and words behind it. */
  | { type: "alias"; target: string; description?: string };

/** Quick commands by name: lower case, no slash. */
export type QuickCommands = ReadonlyMap<string, QuickCommand>;

/** A name that can be written behind a slash; the colon is for those of agents. */
export const COMMAND_NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/**
 * Reads quick commands as they stand in a configuration: `{name: {type, command or target}}`.
 *
 * @throws {TypeError} naming the command and what is wrong with it; also for aliases that go in a circle
 */
export function readQuickCommands(given: Readonly<Record<string, unknown>>): QuickCommands {
  const commands = new Map<string, QuickCommand>();
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    if (!COMMAND_NAME.test(name)) {
      throw fault(written, "a name is letters, digits, _, . and -, without a slash");
    }
    if (commands.has(name)) throw fault(written, "there are two of that name");
    commands.set(name, readQuick(written, value));
  }
  for (const name of commands.keys()) refuseCircle(name, commands);
  return commands;
}

function readQuick(name: string, value: unknown): QuickCommand {
  if (!isRecord(value)) throw fault(name, "expected {type, …}");
  const { type, command, target, description } = value;
  if (description !== undefined && typeof description !== "string") {
    throw fault(name, "description: expected string");
  }
  const told = description === undefined ? {} : { description };
  if (type === "exec") return { type, command: textOf(name, { command }), ...told };
  if (type === "alias") return { type, target: textOf(name, { target }), ...told };
  throw fault(name, 'type: expected "exec" or "alias"');
}

function textOf(name: string, member: Record<string, unknown>): string {
  const [[key, value] = []] = Object.entries(member);
  if (typeof value === "string" && parseCommandLine(value).name !== "") return value.trim();
  throw fault(name, `${key}: expected a text that is not blank`);
}

function refuseCircle(start: string, commands: QuickCommands): void {
  const seen = [start];
  for (let name = targetOf(start, commands); name !== undefined; name = targetOf(name, commands)) {
    if (seen.includes(name)) {
      throw fault(start, `its aliases go in a circle: ${[...seen, name].join(" → ")}`);
    }
    seen.push(name);
  }
}

function targetOf(name: string, commands: QuickCommands): string | undefined {
  const command = commands.get(name);
  return command?.type === "alias" ? parseCommandLine(command.target).name : undefined;
}

function fault(name: string, why: string): TypeError {
  return new TypeError(`quick command "${name.slice(0, 80)}": ${why}`);
}
