/**
 * Approvals that are remembered: what all stores agree on.
 *
 * @module
 */
import type { StoredApproval } from "./store.ts";

/**
 * What an approval is found by: JSON, which tells any two patterns apart also where they hold a NUL or half
 * a surrogate pair, and SQLite would not.
 */
export function approvalKey({ agent, pattern }: Omit<StoredApproval, "at">): string {
  return JSON.stringify([agent, pattern]);
}

/** In the order of `Store.approvals()`: it does not hang on what a store keeps them in. */
export function inOrder(approvals: Iterable<StoredApproval>): StoredApproval[] {
  return [...approvals]
    .sort((a, b) => a.at - b.at || order(a.agent, b.agent) || order(a.pattern, b.pattern))
    .map((approval) => ({ ...approval }));
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
