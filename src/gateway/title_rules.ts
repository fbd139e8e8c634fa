/**
 * @module
 */
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";

/** Longest title, in characters: one line of any window. */
const TITLE_CHARS = 200;

/** Why a title cannot be given to a session (or to one yet to be opened); `undefined`: it can. */
export function titleFault(
  title: string,
  registry: Registry,
  session?: Session,
): string | undefined {
  if (title.length > TITLE_CHARS) return `title is longer than ${TITLE_CHARS} characters`;
  const taken = title !== "" && registry.isTitleTaken(title, session);
  return taken ? `title "${title}" is already in use` : undefined;
}
