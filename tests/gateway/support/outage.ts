/** A gateway on a state file that can be made to fail, wired as the command line does it. */
import { LateStore } from "../../../src/store/late_store.ts";
import { ResilientStore } from "../../../src/store/resilient_store.ts";
import { StoreError } from "../../../src/store/store.ts";
import { Folder, openPlain } from "../../store/support/sqlite.ts";
import { fakeClock } from "../../support/fake_clock.ts";
import { Stage } from "../../support/stage.ts";

/** What fails: every write, or all that is asked too. */
export type Failure = "write" | "read";

const TABLES = ["session", "message", "prompt", "event", "event_run"];

export class Outage implements AsyncDisposable {
  readonly #folder = new Folder();
  // Its own: the store is there before the stage holds the timers back.
  readonly #time = fakeClock();
  readonly plain = openPlain(this.#folder.file());
  readonly store: ResilientStore;
  readonly stage: Stage;
  readonly lost: string[] = [];
  #failure: Failure | undefined;
  #mayOpen = true;

  /** @param isLate whether the file cannot be opened until {@linkcode Outage.recover} */
  constructor({ isLate = false }: { isLate?: boolean } = {}) {
    this.#mayOpen = !isLate;
    const open = () => {
      if (!this.#mayOpen) throw new StoreError("read-only");
      return this.plain.store;
    };
    const late = new LateStore(open, "read-only");
    this.store = new ResilientStore(isLate ? late : this.plain.store, {
      clock: this.#time.clock,
      ...isLate ? { outage: "read-only" } : {},
      onOutage: (why) => this.stage.gateway.tellOutage(why),
      onRecovery: () => this.stage.gateway.tellOutage(undefined),
      report: (fault) => void this.lost.push(String(fault)),
    });
    this.stage = new Stage({ store: this.store, orphanGraceMs: 0 });
  }

  fail(how: Failure): void {
    this.#failure = how;
    if (how === "write") this.plain.db.exec("PRAGMA query_only = 1");
    else this.#rename("", "no_");
  }

  /** The store can be used again, and is. */
  async recover(): Promise<void> {
    this.#mayOpen = true;
    if (this.#failure === "write") this.plain.db.exec("PRAGMA query_only = 0");
    if (this.#failure === "read") this.#rename("no_", "");
    this.#failure = undefined;
    this.#time.tick(5_000);
    await this.stage.time.pass();
  }

  #rename(from: string, to: string): void {
    for (const table of TABLES) {
      this.plain.db.exec(`ALTER TABLE ${from}${table} RENAME TO ${to}${table}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.recover();
    await this.stage[Symbol.asyncDispose]();
    this.store.close();
    this.plain.store.close();
    this.#folder[Symbol.dispose]();
  }
}
