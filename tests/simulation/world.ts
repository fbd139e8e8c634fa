/** A gateway, its store, its windows and its agents, and the time they live in. */
import type { GatewayOptions } from "../../src/gateway/options.ts";
import type { JournalLimits } from "../../src/session/journal.ts";
import type { Chronicle } from "./chronicle.ts";
import type { ClientModel, Wish } from "./client_model.ts";
import { Disk, type DiskKind } from "./disk.ts";
import { Life } from "./life.ts";
import type { Line } from "./line.ts";
import type { Mutant } from "./mutant.ts";
import type { Random } from "./random.ts";
import type { SessionStory, TurnStory } from "./stories.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** How one schedule's world is made. */
export interface WorldPlan {
  disk: DiskKind;
  journal: JournalLimits;
  gateway: Omit<GatewayOptions, "provider" | "store" | "logger" | "clock">;
  steerable: boolean;
}

/** A window, and its connection if it has one. */
export interface Seat {
  readonly n: number;
  readonly model: ClientModel;
  /** It lives in the gateway's own process, and reads and answers inside of each send. */
  readonly eager: boolean;
  /** It is in the middle of reading. */
  reads: boolean;
  line: Line | undefined;
}

export interface WorldOptions {
  random: Random;
  time: VirtualTime;
  chronicle: Chronicle;
  plan: WorldPlan;
  mutant: Mutant | undefined;
}

/** How long a shutdown waits for slow readers. */
const SHUTDOWN_MS = 5_000;

export class World {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly chronicle: Chronicle;
  readonly disk: Disk;
  readonly seats: Seat[] = [];
  readonly #options: WorldOptions;
  #life: Life;
  #lines = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = options.random;
    this.time = options.time;
    this.chronicle = options.chronicle;
    this.disk = new Disk(options.plan.disk);
    this.#life = this.#begin();
  }

  get life(): Life {
    return this.#life;
  }

  /** Sessions that may be talked about, the newest most often. */
  anySession(): SessionStory | undefined {
    const { alive } = this.chronicle;
    return this.random.chance(0.5) ? alive.at(-1) : this.random.pick(alive);
  }

  /** Turns that an agent of this life is in the middle of. */
  get openTurns(): TurnStory[] {
    const turns = this.#life.agents.builds.flatMap(({ agent }) => agent.turns);
    return this.chronicle.turns.filter(({ turn, over }) => !over && turns.includes(turn));
  }

  seat(model: ClientModel, eager = false): Seat {
    const seat: Seat = { n: this.seats.length, model, eager, reads: false, line: undefined };
    this.seats.push(seat);
    return seat;
  }

  /** A window opens a connection, unless it has one. */
  connect(seat: Seat): void {
    if (seat.line !== undefined) return;
    this.chronicle.count(`connects ${seat.model.kind}`);
    const n = ++this.#lines;
    const line = this.#life.connect(n, {
      // The client asks for batches.
      batch: seat.model.kind === "client",
      onArrival: () => {
        if (seat.eager && seat.line?.n === n) this.chronicle.watch(() => void this.#readOne(seat));
      },
    });
    seat.line = line;
    const close = () => {
      line.end("gone");
      if (seat.line === line) seat.line = undefined;
    };
    seat.model.opened({ send: (frame) => line.say(frame), close });
  }

  /** A window goes away; the gateway notices now, or later, or at the next send. */
  drop(seat: Seat, how: "ends" | "half" | "broken"): void {
    const { line } = seat;
    if (line === undefined) return;
    if (how === "ends") line.end("gone");
    else line.leave(how);
    seat.line = undefined;
    seat.model.lost();
  }

  wish(seat: Seat, wish: Wish): void {
    this.chronicle.count(`wish ${wish.want}`);
    seat.model.wish(wish);
  }

  /** Lets so many steps of promises go by, and windows read what has arrived. */
  async settle(steps: number): Promise<void> {
    for (let i = 1; i <= steps; i++) {
      await undefined;
      if (i % 6 === 0) this.#read();
    }
    this.#read();
  }

  /** Lets everything go on until nothing moves any more. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 2;) {
      await this.settle(24);
      still = this.#read() ? 0 : still + 1;
    }
  }

  /** Time goes by. */
  async pass(ms: number): Promise<void> {
    await this.time.pass(ms, () => this.settle(6));
    await this.settle(6);
  }

  /** What an action has brought about. A process that died in it is buried, and another begins. */
  async after(): Promise<void> {
    this.chronicle.check();
    if (!this.#life.dead) return;
    // What the dead one still does has no effect; its timers must not outlive it.
    await this.quietly(60);
    this.time.forgetTimers();
    for (const line of this.#life.lines) line.cut(this.random.below(20));
    this.#read();
    this.disk.crash();
    this.chronicle.crashed();
    if (!this.disk.survives) { for (const session of this.chronicle.alive) session.lost = true; }
    this.#forgetUnkept();
    this.#life = this.#begin();
    this.chronicle.check();
  }

  /** Ends the gateway as a service manager does, and answers when nothing of it is left. */
  async shutDown(): Promise<void> {
    const { gateway, agents } = this.#life;
    this.chronicle.trace(() => "   the gateway shuts down");
    const patience = new AbortController();
    let done = false;
    gateway.shutdown({ signal: patience.signal }).then(() => done = true);
    await this.quiet();
    const end = this.time.elapsed + SHUTDOWN_MS;
    while (!done && !this.#life.dead && this.time.elapsed < end) await this.pass(20);
    patience.abort();
    for (const index of agents.held) agents.settle(index, "finish");
    await this.quiet();
    // A death that was due has come in the middle of it.
    if (this.#life.dead) return;
    const { counts } = gateway;
    if (!done) this.chronicle.fail("the shutdown does not end");
    if (counts.sessions + counts.connections > 0) {
      this.chronicle.fail(`after the shutdown: ${JSON.stringify(counts)}`);
    }
    if (this.time.timers > 0) this.chronicle.fail(`${this.time.timers} timers after the shutdown`);
    if (agents.left > 0) this.chronicle.fail(`${agents.left} agents are not closed`);
    for (const { state } of this.#life.lines) {
      if (state !== "closed") this.chronicle.fail(`a connection is ${state} after the shutdown`);
    }
    this.#forgetUnkept();
  }

  /** A clean restart. */
  async restart(): Promise<void> {
    await this.shutDown();
    if (this.#life.dead) return;
    this.chronicle.count("restarts");
    this.#life = this.#begin();
  }

  async quietly(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) await undefined;
  }

  #begin(): Life {
    const { plan, time, chronicle, mutant } = this.#options;
    const gateway = { ...plan.gateway, clock: time.clock };
    return new Life({ ...plan, gateway, chronicle, disk: this.disk, mutant });
  }

  #forgetUnkept(): void {
    for (const session of this.chronicle.alive) {
      if (!this.disk.keeps(session)) this.chronicle.vanished(session);
    }
  }

  /** Every window reads what has arrived. Answers whether there was anything. */
  #read(): boolean {
    let moved = false;
    for (const seat of this.seats) if (this.#readOne(seat)) moved = true;
    return moved;
  }

  #readOne(seat: Seat): boolean {
    const { line } = seat;
    if (line === undefined || seat.reads) return false;
    let moved = false;
    seat.reads = true;
    for (let frame = line.inbox.shift(); frame !== undefined; frame = line.inbox.shift()) {
      moved = true;
      seat.model.hear(frame);
      // A window that is told nonsense may ask for ever.
      this.chronicle.check();
    }
    seat.reads = false;
    if (line.state === "closed" && seat.line === line) {
      seat.line = undefined;
      seat.model.lost();
    }
    return moved;
  }
}
