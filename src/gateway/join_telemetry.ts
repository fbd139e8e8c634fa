/**
 * @module
 */
import { guardCallback } from "../lib/guard_callback.ts";
import type { CallWatch } from "../rpc/call_watch.ts";
import type { TurnWatch } from "../session/turn_watch.ts";
import type { Telemetry } from "./telemetry.ts";

/** Takes what a part of telemetry threw. */
type Report = (error: unknown) => void;

/**
 * Several that measure as one, none of which can break, or keep from the others, what it is told of. A
 * member that none of them has stays missing.
 */
export function joinTelemetry(parts: readonly Telemetry[], report: Report): Telemetry {
  const guarded = <K extends keyof Telemetry>(member: K) =>
    parts.flatMap((part) => {
      const call = part[member] as ((...args: unknown[]) => unknown) | undefined;
      return call === undefined ? [] : [asking(call.bind(part), report)];
    });
  const joined: Telemetry = {};
  for (const member of ["attach", "sessionEnded", "storeCalled", "loopDelayed"] as const) {
    const calls = guarded(member);
    if (calls.length === 0) continue;
    joined[member] = (...args: unknown[]) => {
      for (const call of calls) call(...args);
    };
  }
  const requests = guarded("request");
  if (requests.length > 0) {
    joined.request = (call) => joinCalls(answers<CallWatch>(requests, call), report);
  }
  const turns = guarded("turn");
  if (turns.length > 0) joined.turn = (turn) => joinTurns(answers<TurnWatch>(turns, turn), report);
  return joined;
}

/** A function whose exception is reported, and answered with nothing. */
function asking(call: (...args: unknown[]) => unknown, report: Report) {
  return (...args: unknown[]): unknown => {
    try {
      return call(...args);
    } catch (error) {
      report(error);
      return undefined;
    }
  };
}

function answers<W>(calls: readonly ((given: unknown) => unknown)[], given: unknown): W[] {
  return calls.flatMap((call) => (call(given) as W | undefined) ?? []);
}

function joinCalls(watches: readonly CallWatch[], report: Report): CallWatch | undefined {
  if (watches.length === 0) return undefined;
  const trace = watches.find((watch) => watch.trace !== undefined)?.trace;
  return {
    ...trace === undefined ? {} : { trace },
    began: () => each(watches, report, (watch) => watch.began?.()),
    ended: (error) => each(watches, report, (watch) => watch.ended?.(error)),
  };
}

function joinTurns(watches: readonly TurnWatch[], report: Report): TurnWatch | undefined {
  if (watches.length === 0) return undefined;
  return {
    toolBegan: (id, name) => each(watches, report, (watch) => watch.toolBegan?.(id, name)),
    toolEnded: (id) => each(watches, report, (watch) => watch.toolEnded?.(id)),
    ended: (end) => each(watches, report, (watch) => watch.ended?.(end)),
  };
}

function each<W>(watches: readonly W[], report: Report, tell: (watch: W) => void): void {
  for (const watch of watches) guardCallback(tell, report)(watch);
}
