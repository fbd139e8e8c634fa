/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { MeasuredStore } from "../store/measured_store.ts";
import type { Store } from "../store/store.ts";
import { joinTelemetry } from "./join_telemetry.ts";
import { fault, isFunction, isObject, shown } from "./option_fault.ts";
import type { Telemetry } from "./telemetry.ts";

const MEMBERS = [
  "attach",
  "request",
  "turn",
  "sessionEnded",
  "storeCalled",
  "loopDelayed",
] as const satisfies (keyof Telemetry)[];
/** Faults of whoever measures that are logged: one that fails may fail for every request. */
const LOGGED_FAULTS = 10;

/**
 * Who measures a gateway, as one that cannot disturb it, and its store, which is measured if anybody wants
 * to know.
 *
 * @throws {TypeError} for an option that is none
 */
export function resolveTelemetry(
  given: Telemetry | readonly Telemetry[] | undefined,
  { clock, logger, store }: { clock: Clock; logger: Logger; store: Store },
): { telemetry: Telemetry | undefined; store: Store } {
  const parts = given === undefined ? [] : Array.isArray(given) ? given : [given];
  for (const part of parts) check(part);
  if (parts.length === 0) return { telemetry: undefined, store };
  let faults = 0;
  const telemetry = joinTelemetry(parts, (error) => {
    if (++faults <= LOGGED_FAULTS) logger.error("telemetry failed", { error: errorStack(error) });
  });
  const meter = telemetry.storeCalled;
  if (meter === undefined) return { telemetry, store };
  const monotonic = () => clock.monotonic();
  return { telemetry, store: new MeasuredStore(store, { meter, monotonic }) };
}

function check(part: unknown): void {
  if (!isObject(part)) {
    throw fault(
      "telemetry",
      `must be an object of functions or a list of such, it is ${shown(part)}`,
    );
  }
  for (const name of MEMBERS) {
    const member = (part as Telemetry)[name];
    if (member !== undefined && !isFunction(member)) {
      throw fault(`telemetry.${name}`, `must be a function, it is ${shown(member)}`);
    }
  }
}
