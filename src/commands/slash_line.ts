/**
 * The lines between a slash worker and whoever started it: requests go in, answers come out, each a line
 * of JSON. It knows no package: the worker reads it before anything heavy is loaded.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";

/** A command of the user's own. */
export interface UserCommand {
  /** Without the slash. */
  name: string;
  /** One line for people. */
  description: string;
}

/** What a worker is asked. */
export interface SlashRequest {
  id: number;
  /** With or without the slash. */
  command: string;
}

/** What a worker says. */
export type SlashSaying =
  /** Once, when its commands are loaded. `faults`: why some could not be. */
  | { kind: "hello"; commands: UserCommand[]; faults: string[] }
  | { kind: "output"; id: number; output: string }
  | { kind: "error"; id: number; error: string };

/** A request as a line, with its end. */
export function requestLine({ id, command }: SlashRequest): string {
  return `${JSON.stringify({ id, command })}\n`;
}

/** What a worker says as a line, with its end. `id` null: an answer to something that was no request. */
export function sayingLine(
  saying: SlashSaying | { kind: "error"; id: null; error: string },
): string {
  const { kind, ...members } = saying;
  // A newline first: what a command wrote to stdout by itself must not swallow what stands behind it.
  if (kind === "hello") return `\n${JSON.stringify({ hello: true, ...members })}\n`;
  return `\n${JSON.stringify({ ok: kind === "output", ...members })}\n`;
}

/** Reads a line of a worker. `undefined`: it is none of ours, and to be skipped. */
export function readSaying(line: string): SlashSaying | undefined {
  const said = parse(line);
  if (!isRecord(said)) return undefined;
  const { hello, id, ok, output, error } = said;
  if (hello === true) return readHello(said);
  if (!Number.isSafeInteger(id)) return undefined;
  if (ok === true && typeof output === "string") {
    return { kind: "output", id: id as number, output };
  }
  if (ok !== false) return undefined;
  const why = typeof error === "string" && error !== "" ? error : "the command failed";
  return { kind: "error", id: id as number, error: why };
}

/** Reads a line that asks. `undefined`: it is no request. */
export function readRequest(line: string): SlashRequest | undefined {
  const asked = parse(line);
  if (!isRecord(asked) || typeof asked.command !== "string") return undefined;
  if (!Number.isSafeInteger(asked.id)) return undefined;
  return { id: asked.id as number, command: asked.command };
}

function readHello({ commands, faults }: Record<string, unknown>): SlashSaying {
  return {
    kind: "hello",
    commands: listOf(commands).filter(isRecord).map(({ name, description }) => ({
      name: String(name),
      description: typeof description === "string" ? description : "",
    })),
    faults: listOf(faults).map(String),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
