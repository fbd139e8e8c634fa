/**
 * Commands of the terminal's own: those that lead to another conversation.
 *
 * @module
 */
import process from "node:process";
import type { Client } from "../../client/client.ts";
import { codes, hasCode } from "../../client/errors.ts";
import type { Session } from "../../client/session.ts";
import { oneLine } from "./styles.ts";
import { terminalWidth } from "./terminal.ts";

/** What such a command comes to. */
export type Move =
  | { readonly kind: "leave" }
  /** The conversation goes on there: never the one it is in. */
  | { readonly kind: "go"; readonly session: Session }
  | { readonly kind: "said"; readonly text: string };

/** Where they are called. */
export interface MoveContext {
  readonly client: Client;
  readonly session: Session;
  /** Whether the gateway is of this process, and so at work in this folder. */
  readonly alone: boolean;
}

type Mover = (context: MoveContext, arg: string) => Promise<Move>;

const LISTED = 15;

const movers: Readonly<Record<string, Mover>> = {
  "/exit": leave,
  "/quit": leave,
  "/new": async ({ client, alone }, title) => {
    const cwd = alone ? { cwd: process.cwd() } : {};
    const session = await client.sessions.create({ ...width(), ...cwd, ...named("title", title) });
    return { kind: "go", session };
  },
  "/branch": async ({ client, session }, title) => {
    const { session_id } = await session.request("session.branch", named("name", title));
    return { kind: "go", session: await client.sessions.activate(session_id) };
  },
  "/resume": async (context, id) => {
    if (id === "") return await list(context);
    try {
      const session = await context.client.sessions.resume(id, width());
      // There is one handle for each, and who goes lets go of the one he leaves.
      if (session !== context.session) return { kind: "go", session };
      return { kind: "said", text: `You are in "${id}" already` };
    } catch (error) {
      if (!hasCode(error, codes.storedSessionNotFound)) throw error;
      return { kind: "said", text: `There is no conversation "${id}"; /sessions lists them` };
    }
  },
  "/sessions": list,
};

/** Their names, each with its slash. */
export const MOVES: readonly string[] = Object.keys(movers).sort();

/**
 * Carries such a command out.
 *
 * @returns `undefined` for a command that is none of them
 * @throws {Error} what the gateway did not want, or could not be asked
 */
export function move(line: string, context: MoveContext): Promise<Move> | undefined {
  const [, name = "", arg = ""] = /^(\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  return Object.hasOwn(movers, name) ? movers[name]?.(context, arg) : undefined;
}

function leave(): Promise<Move> {
  return Promise.resolve({ kind: "leave" });
}

async function list({ client, session }: MoveContext): Promise<Move> {
  const rows = await client.sessions.list({ limit: LISTED });
  const lines = rows.map(({ id, title, preview }) => {
    const words = oneLine(title || preview || "(nothing said yet)");
    return `${id === session.storedId ? "*" : " "} ${id}  ${words}`;
  });
  const none = "There are no conversations yet";
  const how = "\n/resume <id or title> goes on with one of them";
  return { kind: "said", text: lines.length === 0 ? none : lines.join("\n") + how };
}

function named<K extends string>(key: K, text: string): { [_ in K]?: string } {
  return (text === "" ? {} : { [key]: text }) as { [_ in K]?: string };
}

function width(): { cols: number } {
  return { cols: terminalWidth() };
}
