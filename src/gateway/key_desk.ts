/**
 * Where the keys of agents are kept that users give in a front end: a port, since files are for whoever knows
 * a runtime.
 *
 * @module
 */

/** Keys by agent. What a key is leaves it for its agent alone. */
export interface KeyDesk {
  /** The variable an agent's key is known by; `undefined`: no key can be given to it here. */
  variableOf(agent: string): string | undefined;
  /** Whose key an agent has: one that is kept here, one of the environment's, none. */
  sourceOf(agent: string): "kept" | "environment" | "none";
  /** The end of an agent's key, enough to tell it from others: `****` and four characters; empty: none. */
  shown(agent: string): string;
  /**
   * Keeps a key. It counts from the agent's next turn on.
   *
   * @throws {KeyError} saying why it cannot be kept
   */
  save(agent: string, key: string): void;
  /**
   * Forgets a key that is kept here. `false`: there is none.
   *
   * @throws {KeyError} saying why it cannot be forgotten
   */
  remove(agent: string): boolean;
  /**
   * Reads again what is kept, which somebody may have edited. Answers how many keys are other than before.
   *
   * @throws {KeyError} saying why it cannot be read
   */
  reload(): number;
}

/** Keys cannot be kept, forgotten or read. Its message is for users, and holds no secret. */
export class KeyError extends Error {
  /** Tells it from other errors. */
  override readonly name = "KeyError";
}
