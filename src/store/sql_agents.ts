/**
 * What agents are remembered by in SQLite: their saved states, and what they may do for good.
 *
 * @module
 */
import { approvalKey, inOrder } from "./approvals.ts";
import type { SqlDatabase, SqlStatement } from "./sql_database.ts";
import { parseJson } from "./sql_failure.ts";
import type { StoredApproval } from "./store.ts";

const SQL = {
  state: "SELECT body FROM agent_state WHERE session = ?",
  keepState: `INSERT INTO agent_state (session, body) VALUES (?, ?)
    ON CONFLICT (session) DO UPDATE SET body = excluded.body`,
  forget: "DELETE FROM agent_state WHERE session = ?",
  approvals: "SELECT name, at FROM approval",
  remember: `INSERT INTO approval (name, at) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
  revoke: "DELETE FROM approval WHERE name = ?",
} as const;

/** The tables `agent_state` and `approval`. What its methods throw is the driver's. */
export class SqlAgents {
  readonly #sql: Record<keyof typeof SQL, SqlStatement>;

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
  }

  /** @param session the integer its rows are kept under */
  state(session: number): string {
    const row = this.#sql.state.get(session);
    return row ? parseJson<string>(row.body) : "";
  }

  keepState(session: number, text: string): void {
    if (text === "") this.forget(session);
    else this.#sql.keepState.run(session, JSON.stringify(text));
  }

  /** Forgets a session's state. */
  forget(session: number): void {
    this.#sql.forget.run(session);
  }

  approvals(): StoredApproval[] {
    return inOrder(
      this.#sql.approvals.all().map(({ name, at }) => {
        const [agent, pattern] = parseJson<[string, string]>(name);
        return { agent, pattern, at: Number(at) };
      }),
    );
  }

  remember(approval: StoredApproval): void {
    this.#sql.remember.run(approvalKey(approval), approval.at);
  }

  revoke(approval: Omit<StoredApproval, "at">): void {
    this.#sql.revoke.run(approvalKey(approval));
  }
}
