/**
 * @module
 */

/** Causes that are followed. A chain of them may be of any length, or a circle. */
const MAX_CAUSES = 16;

/** The message of anything that was thrown. Never throws. */
export function errorMessage(error: unknown): string {
  return textOf(error instanceof Error ? error.message : error);
}

/**
 * Name, message, stack and causes of anything that was thrown: for logs, never for a peer. Never
 * throws.
 */
export function errorStack(error: unknown): string {
  const chain = new Set<unknown>();
  let next = error;
  while (chain.size <= MAX_CAUSES && !chain.has(next)) {
    chain.add(next);
    if (!(next instanceof Error) || next.cause === undefined) break;
    next = next.cause;
  }
  return [...chain].map(ownStack).join("\ncaused by ");
}

function ownStack(error: unknown): string {
  if (!(error instanceof Error)) return textOf(error);
  return textOf(error.stack ?? `${error.name}: ${error.message}`);
}

// Anything can be thrown, an object without a prototype too, which String() refuses.
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "something that cannot be shown as text";
  }
}
