/**
 * A skill: a prompt of the user's own that is sent by its name.
 *
 * @module
 */

/** See the module. */
export interface Skill {
  /** As a command: lower case, no slash. */
  name: string;
  description: string;
  /** Where it was read from. */
  path: string;
  /** What is sent. */
  body: string;
}

/** Stands for what is written behind the name. */
const ARGUMENTS = "$ARGUMENTS";

/** The prompt a skill stands for, with what was written behind its name. */
export function skillMessage({ body }: Skill, arg: string): string {
  if (body.includes(ARGUMENTS)) return body.replaceAll(ARGUMENTS, () => arg).trim();
  return arg === "" ? body : `${body}\n\n${arg}`;
}
