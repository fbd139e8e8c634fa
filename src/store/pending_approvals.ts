/**
 * Approvals that wait for a store to come back.
 *
 * @module
 */
import { approvalKey } from "./approvals.ts";
import type { StoreChange, StoredApproval } from "./store.ts";

type ApprovalChange = Extract<StoreChange, { kind: "approval" | "approval_revoke" }>;

/** Of each approval what was told last: that it is remembered, or that it is revoked. */
export class PendingApprovals {
  readonly #changes = new Map<string, ApprovalChange>();

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  /** Whether something waits of the approval with this {@linkcode approvalKey}. */
  has(key: string): boolean {
    return this.#changes.has(key);
  }

  /** Those that are not revoked. */
  remembered(): StoredApproval[] {
    return this.changes().flatMap((change) => change.kind === "approval" ? [change.approval] : []);
  }

  /** What is to be written. */
  changes(): ApprovalChange[] {
    return [...this.#changes.values()];
  }

  /** @returns how many characters more there are */
  add(change: ApprovalChange): number {
    const key = approvalKey(change.kind === "approval" ? change.approval : change);
    const growth = this.#changes.has(key) ? 0 : key.length;
    this.#changes.set(key, structuredClone(change));
    return growth;
  }

  /** @returns how many characters there were */
  clear(): number {
    const chars = [...this.#changes.keys()].reduce((sum, { length }) => sum + length, 0);
    this.#changes.clear();
    return chars;
  }
}
