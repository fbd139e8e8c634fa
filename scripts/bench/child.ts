/** The measured process's side of the benchmark: says its port, then answers what it has used so far. */
import process from "node:process";
import { createInterface } from "node:readline";
import { say } from "../report.ts";
import { delay } from "./delay.ts";
import { tokensMade } from "./tokens.ts";

/** What a server process has used since it started, and what it holds. */
export interface Used {
  /** Milliseconds of its own clock. */
  at: number;
  /** Microseconds of user and system time. */
  cpu: number;
  /** Tokens of paced and discarded orders it has made. */
  tokens: number;
  /** Bytes resident. */
  rss: number;
  /** Bytes of the JavaScript heap, and of what it holds elsewhere. */
  heap: number;
  /** Bytes that the system has not taken yet, of each socket, the oldest first. */
  buffered: number[];
  /** Milliseconds the loop stood still at the most, since this was last asked; 0 where nobody looks. */
  stall: number;
}

/** What can be asked: what was used, or that after a collection of all garbage. */
export type Question = "used" | "memory";

/**
 * Prints the port, then one line of JSON for every line on stdin, until stdin ends.
 *
 * @param buffered counts the bytes that wait in each socket
 * @param stall answers how long the loop stood still
 */
export async function answerQuestions(
  port: number,
  buffered: () => number[] = () => [],
  stall: () => number = () => 0,
): Promise<never> {
  say(String(port));
  for await (const question of createInterface({ input: process.stdin })) {
    if (question === "memory") await collectGarbage();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const used: Used = {
      at: performance.now(),
      cpu: user + system,
      tokens: tokensMade(),
      rss,
      heap: heapUsed + external,
      buffered: buffered(),
      stall: stall(),
    };
    say(JSON.stringify(used));
  }
  Deno.exit(0);
}

async function collectGarbage(): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot collect garbage: start it with --expose-gc");
  // What finalizers let go of is found by the next.
  for (let i = 0; i < 3; i++) {
    gc();
    await delay(20);
  }
}
