/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Session } from "../session/session.ts";
import type { Peer } from "./acceptor.ts";
import { sampleLoopDelay } from "./loop_delay.ts";
import type { Telemetry, Traffic } from "./telemetry.ts";
import { newTraffic } from "./traffic_meter.ts";

/** What a gateway keeps because somebody measures it. */
export interface Measures {
  readonly telemetry: Telemetry | undefined;
  /** Where traffic is counted, if anybody reads it. */
  readonly traffic: Traffic | undefined;
  /** Stops what runs by itself. */
  stop(): void;
}

/** Lets whoever measures in. Where nobody does, nothing is counted and nothing runs. */
export function takeMeasures(
  { telemetry, clock }: { telemetry: Telemetry | undefined; clock: Clock },
  of: {
    connections(): Iterable<{ readonly transport: Peer["transport"] }>;
    sessions(): readonly Pick<Session, "status" | "watched">[];
  },
): Measures {
  const traffic = telemetry?.attach && newTraffic();
  if (traffic !== undefined) {
    telemetry?.attach?.({
      traffic,
      connections() {
        const counts = { websocket: 0, stdio: 0 };
        for (const { transport } of of.connections()) counts[transport]++;
        return counts;
      },
      sessions() {
        const counts = { starting: 0, idle: 0, working: 0, waiting: 0 };
        for (const { status } of of.sessions()) counts[status]++;
        return counts;
      },
      unwatchedSessions: () => of.sessions().filter(({ watched }) => !watched).length,
    });
  }
  const hear = telemetry?.loopDelayed;
  const stop = hear === undefined ? () => {} : sampleLoopDelay(clock, hear);
  return { telemetry, traffic, stop };
}
