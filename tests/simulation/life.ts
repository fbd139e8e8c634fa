/** One life of a gateway: from its start to its shutdown or its death. */
import { Gateway } from "../../src/gateway/gateway.ts";
import { type GatewayOptions, resolveOptions } from "../../src/gateway/options.ts";
import type { LogFields, Logger } from "../../src/lib/logger.ts";
import type { JournalLimits } from "../../src/session/journal.ts";
import type { StoreChange } from "../../src/store/store.ts";
import type { WireEvent } from "../support/stage.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Disk } from "./disk.ts";
import { Line } from "./line.ts";
import { type Death, type Mortal, mortalStore } from "./mortal_store.ts";
import type { Mutant } from "./mutant.ts";
import { SimulatedAgents } from "./simulated_agents.ts";
import { Witness } from "./witness.ts";

export interface LifeOptions {
  chronicle: Chronicle;
  disk: Disk;
  mutant: Mutant | undefined;
  gateway: Omit<GatewayOptions, "provider" | "store" | "logger">;
  journal: JournalLimits;
  steerable: boolean;
}

/** Whatever else a gateway logs as an error is one. */
const EXPECTED = ["agent could not be built"];

export class Life implements Mortal {
  readonly gateway: Gateway;
  readonly agents: SimulatedAgents;
  readonly lines: Line[] = [];
  death: Death | undefined;
  readonly #options: LifeOptions;
  #dead = false;

  constructor(options: LifeOptions) {
    const { chronicle, disk, mutant, gateway, journal, steerable } = options;
    this.#options = options;
    this.agents = new SimulatedAgents({ chronicle, steerable, isDead: () => this.#dead });
    const kept = mortalStore(disk.open(), this);
    const store = mutant?.store?.(kept) ?? kept;
    const resolved = resolveOptions({
      ...gateway,
      provider: this.agents,
      store,
      logger: this.#logger(),
    });
    this.gateway = new Gateway(resolved, journal);
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(how: string): void {
    this.#dead = true;
    this.#options.chronicle.count(`crash ${how}`);
    this.#options.chronicle.trace(() => `   the gateway dies ${how}`);
  }

  wrote(changes: readonly StoreChange[]): void {
    this.#options.disk.wrote(changes);
    for (const change of changes) this.#options.chronicle.watch(() => this.#kept(change));
  }

  /** Opens a connection; `onArrival` is called inside of the send that a message arrives by. */
  connect(n: number, { batch, onArrival }: { batch: boolean; onArrival: () => void }): Line {
    const { chronicle, disk, mutant } = this.#options;
    const witness = new Witness(`line ${n}`, { chronicle, disk });
    const line = new Line({ n, witness, chronicle, mutant, isDead: () => this.#dead, onArrival });
    this.lines.push(line);
    const peer = { label: `10.0.0.${n}:4000`, transport: "websocket", batch } as const;
    line.attach(this.gateway.connect(line, peer));
    return line;
  }

  #kept(change: StoreChange): void {
    const { chronicle } = this.#options;
    if (change.kind === "prompt") chronicle.accepted(change.prompt);
    if (change.kind !== "event") return;
    const event: WireEvent = JSON.parse(change.event.frame).params;
    const session = chronicle.session(change.sessionId);
    if (session === undefined) return chronicle.fail("an event of an unknown session is kept");
    chronicle.heard(session, JSON.stringify(event), event);
  }

  #logger(): Logger {
    const { chronicle } = this.#options;
    const bad = (message: string, fields: LogFields = {}) => {
      if (this.#dead || EXPECTED.includes(message)) return;
      const what = `the gateway logs "${message}": ${JSON.stringify(fields)}`;
      chronicle.watch(() => chronicle.fail(what));
    };
    const info = (message: string, { session, reason }: LogFields = {}) => {
      if (this.#dead || message !== "session ended") return;
      const live = String(session);
      chronicle.ended(live, String(reason));
      const story = chronicle.session(live);
      for (const { witness } of this.lines) if (story !== undefined) witness.ended(story);
    };
    return { debug() {}, info, warn() {}, error: bad, critical: bad };
  }
}
