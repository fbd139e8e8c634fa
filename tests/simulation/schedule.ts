/** One schedule, from its seed to its verdict. */
import { CarefulWindow } from "./careful_window.ts";
import { actions, create, submit } from "./actions.ts";
import { Chronicle, Violation } from "./chronicle.ts";
import type { ClientModel, Host } from "./client_model.ts";
import type { DiskKind } from "./disk.ts";
import { epilogue } from "./epilogue.ts";
import type { Mutant } from "./mutant.ts";
import { PlainWindow } from "./plain_window.ts";
import { Random } from "./random.ts";
import type { VirtualTime } from "./virtual_time.ts";
import { World, type WorldPlan } from "./world.ts";

export interface ScheduleOptions {
  seed: number;
  time: VirtualTime;
  /** What has happened is added to it. */
  tally: Map<string, number>;
  /** Filled with a line for whatever happens. */
  trace?: string[];
  mutant?: Mutant;
  /** Makes the client that is put to the test: a careful window unless told otherwise. */
  client?: (host: Host) => ClientModel;
}

/** A seed that failed. */
export class ScheduleFailure extends Error {
  override readonly name = "ScheduleFailure";
  readonly seed: number;

  constructor(seed: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${seed}: ${why}\nagain with: deno task simulate --seed ${seed} --trace`, { cause });
    this.seed = seed;
  }

  /** Whether a promise was broken; otherwise the simulation itself is. */
  get isViolation(): boolean {
    return this.cause instanceof Violation;
  }
}

/**
 * Runs the schedule of a seed.
 *
 * @throws {ScheduleFailure} where a promise is not kept
 */
export async function runSchedule(options: ScheduleOptions): Promise<void> {
  const { seed, time, tally, trace, mutant } = options;
  time.restart();
  const random = new Random(seed);
  const chronicle = new Chronicle(tally, trace);
  try {
    const plan = planOf(random);
    chronicle.count(`store ${plan.disk}`);
    chronicle.trace(() => `plan ${JSON.stringify(plan)}`);
    const world = new World({ random, time, chronicle, plan, mutant });
    await live(world, options);
    await epilogue(world);
  } catch (cause) {
    throw new ScheduleFailure(seed, cause);
  } finally {
    time.forgetTimers();
  }
}

function planOf(random: Random): WorldPlan {
  const disk = random.weighted<DiskKind>([[30, "none"], [20, "short"], [46, "full"], [
    4,
    "sqlite",
  ]]);
  return {
    disk,
    journal: { maxEvents: random.between(4, 12), maxChars: random.one(3_000, 20_000) },
    gateway: {
      coalesceWindowMs: random.one(0, 33, 33),
      coalesceMode: random.one("merge", "frames"),
      highWaterBytes: random.between(300, 3_000),
      queueLimitChars: random.one(3_000, 100_000),
      busyMode: random.one("interrupt", "queue", "steer"),
      sessionTtlMs: 600_000,
    },
    steerable: random.chance(0.5),
  };
}

async function live(world: World, { client }: ScheduleOptions): Promise<void> {
  const { random, chronicle, time } = world;
  const host: Host = {
    fail: (what) => chronicle.fail(what),
    count: (what) => chronicle.count(what),
    below: (count) => random.below(count),
    askedFor: (said) => chronicle.turnOf(said)?.turn.input.text,
  };
  const windows = random.between(1, 4);
  for (let i = 0; i < windows; i++) {
    const eager = random.chance(0.1);
    if (eager) chronicle.count("eager windows");
    world.seat(makeWindow(host, { random, client }), eager);
  }
  for (const seat of world.seats) if (seat.n === 0 || random.chance(0.6)) world.connect(seat);
  await world.settle(4);
  await create(world);
  await world.settle(4);
  await submit(world);
  const steps = random.between(20, 60);
  for (let step = 0; step < steps; step++) {
    const at = time.elapsed;
    chronicle.trace(() => `-- step ${step}`);
    let what: string | undefined;
    while (what === undefined) what = await random.weighted(actions)(world);
    chronicle.count("actions");
    chronicle.trace(() => `${step}. at ${at} ms: ${what}`);
    // Sometimes the next thing happens in the middle of what follows from this one.
    await world.settle(random.one(0, 1, 4, 12, 40));
    await world.after();
  }
}

function makeWindow(
  host: Host,
  { random, client }: { random: Random; client: ScheduleOptions["client"] },
): ClientModel {
  if (random.chance(0.3)) return new PlainWindow(host);
  const comesBack = random.one("replay", "replay", "snapshot");
  const page = random.one(1, 3, 7, 100);
  return client?.(host) ?? new CarefulWindow({ host, comesBack, page });
}
