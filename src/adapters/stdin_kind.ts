/**
 * @module
 */
import { constants, fstatSync } from "node:fs";

/**
 * Whether somebody may be at the other end of standard input, whose leaving is the end of it. A file, a
 * terminal or `/dev/null` says nothing of the kind.
 */
export function isStdinHeldOpen(): boolean {
  const kind = stdinMode() & constants.S_IFMT;
  // By the mode: Deno 2.4 tells pipes and devices apart by nothing else.
  return kind !== constants.S_IFREG && kind !== constants.S_IFCHR;
}

function stdinMode(): number {
  try {
    return fstatSync(0).mode;
  } catch {
    // Whoever started this process has closed it: as good as none.
    return constants.S_IFCHR;
  }
}
