/**
 * @module
 */
import process from "node:process";

/**
 * What looks whether a process has ended, most likely the parent of this one.
 *
 * @returns answers `true` when it has; call it as often as you like
 */
export function parentLook(parentPid: number): () => boolean {
  const bornTo = process.ppid;
  return () => {
    // Whoever loses its parent is given another one.
    if (process.ppid !== bornTo) return true;
    try {
      process.kill(parentPid, 0);
      return false;
    } catch (error) {
      // Anything else means that it is there, or that nobody may look.
      return (error as { code?: unknown }).code === "ESRCH";
    }
  };
}
