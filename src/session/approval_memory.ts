/**
 * What users allowed agents for good.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { approvalKey, inOrder } from "../store/approvals.ts";
import { type Store, type StoreChange, type StoredApproval, StoreError } from "../store/store.ts";

/** What a memory works with. */
export interface ApprovalMemoryOptions {
  store: Pick<Store, "approvals" | "write">;
  clock: Clock;
  logger: Logger;
}

/** What one agent may do without asking, as its sessions see it. */
export interface AgentApprovals {
  /** Whether it may do everything. */
  readonly everything?: boolean;
  allows(pattern: string): boolean;
  remember(patterns: readonly string[]): void;
}

/**
 * See the module. All sessions of all agents share it, so what is allowed or taken back in one counts in
 * the others with their next question.
 *
 * The store is read once; from then on memory and store are changed together. While the store is out the
 * memory goes on alone: what it does not know is asked again, and what it is told is written when the
 * store takes it.
 */
export class ApprovalMemory {
  readonly #options: ApprovalMemoryOptions;
  readonly #allowed = new Map<string, StoredApproval>();
  /** Taken back before the store could be read. */
  readonly #revoked = new Set<string>();
  /** Whether every agent may do everything. Never kept: whoever starts anew is asked anew. */
  everything = false;
  #isRead = false;

  constructor(options: ApprovalMemoryOptions) {
    this.#options = options;
  }

  /** Whether it knows all there is: the store could be read. */
  get complete(): boolean {
    this.#read();
    return this.#isRead;
  }

  /** What the agent of this name may do. */
  of(agent: string): AgentApprovals {
    const memory = () => this;
    return {
      get everything() {
        return memory().everything;
      },
      allows: (pattern) => {
        this.#read();
        return this.#allowed.has(approvalKey({ agent, pattern }));
      },
      remember: (patterns) => this.#remember(agent, patterns),
    };
  }

  /** All of it, the oldest first. */
  list(): StoredApproval[] {
    this.#read();
    return inOrder(this.#allowed.values());
  }

  /** Takes one back. `false`: there is none, as far as the store could be read. */
  revoke(approval: Omit<StoredApproval, "at">): boolean {
    const { agent, pattern } = approval;
    this.#read();
    const key = approvalKey(approval);
    const known = this.#allowed.delete(key);
    if (!known && this.#isRead) return false;
    if (!this.#isRead) this.#revoked.add(key);
    this.#write([{ kind: "approval_revoke", agent, pattern }]);
    return true;
  }

  #remember(agent: string, patterns: readonly string[]): void {
    this.#read();
    const at = this.#options.clock.now();
    const approvals = patterns.map((pattern) => ({ agent, pattern, at }));
    for (const approval of approvals) {
      const key = approvalKey(approval);
      this.#revoked.delete(key);
      this.#allowed.set(key, approval);
    }
    this.#write(approvals.map((approval) => ({ kind: "approval", approval })));
  }

  #read(): void {
    if (this.#isRead) return;
    try {
      for (const approval of this.#options.store.approvals()) {
        const key = approvalKey(approval);
        if (!this.#revoked.has(key) && !this.#allowed.has(key)) this.#allowed.set(key, approval);
      }
      this.#isRead = true;
      this.#revoked.clear();
    } catch (fault) {
      if (!(fault instanceof StoreError)) throw fault;
      // Each question looks again; the outage itself has been told by whoever keeps the store.
      this.#options.logger.debug("cannot read what was approved for good", { why: fault.message });
    }
  }

  #write(changes: readonly StoreChange[]): void {
    try {
      this.#options.store.write(changes);
    } catch (fault) {
      const fields = { error: errorStack(fault) };
      this.#options.logger.error("cannot keep what was approved for good", fields);
    }
  }
}
