/**
 * Commands that users write: the shape of a module that holds some.
 *
 * @module
 */

/** What a command may know when it runs. */
export interface UserCommandContext {
  /** The name it was called by, without the slash. */
  name: string;
  /** Stored id of the session it was called in. */
  sessionKey: string;
  /** The session's model; empty: the agent's own. */
  model: string;
  /** The session's folder. The process works there, too. */
  cwd: string;
  /** Aborts when the process is about to end. */
  signal: AbortSignal;
}

/** One command. */
export interface UserCommandDefinition {
  /** One line for the list of commands. */
  description?: string;
  /**
   * Runs it. What it returns is shown; nothing, or a blank text, is shown as `(no output)`. What it throws
   * is shown as an error.
   *
   * @param args what stands behind the name, without the space between
   */
  run(args: string, context: UserCommandContext): unknown;
}

/**
 * The default export of a module of commands.
 *
 * ```ts ignore
 * export default {
 *   commands: {
 *     greet: { description: "says hello", run: (args) => `Hello ${args || "you"}` },
 *   },
 * } satisfies UserCommandModule;
 * ```
 */
export interface UserCommandModule {
  /**
   * By name: letters, digits, `_`, `-`, `:` and `.`, at most 64 of them. Upper and lower case are the same
   * to whoever calls it.
   */
  commands: Record<string, UserCommandDefinition>;
}
