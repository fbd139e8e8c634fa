/**
 * Where the benchmarks' tokens come from: the same generator for every server, so that what differs is
 * what is done with a token and not how it is made.
 *
 * @module
 */
import { setImmediate } from "node:timers";

/** What a prompt of a benchmark asks for. */
export type Order =
  /** `count` tokens as fast as they can be made. */
  | { kind: "storm"; count: number }
  /** `perSecond` tokens a second for `seconds`. */
  | { kind: "paced"; perSecond: number; seconds: number }
  /** The tokens of a paced order are made and thrown away: what the generator itself costs. */
  | { kind: "discard"; perSecond: number; seconds: number };

/** Milliseconds since the epoch, to the microsecond: comparable between processes of one machine. */
export function stamp(): number {
  return performance.timeOrigin + performance.now();
}

/** A token, in the shape in which agents say it: what a server makes of that is what is measured. */
export interface Token {
  type: "text";
  text: string;
}

// One turn of the event loop; a timer would add its millisecond to every server's time alike.
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function until(due: number): Promise<void> | undefined {
  const wait = due - performance.now();
  return wait <= 0 ? undefined : new Promise((resolve) => setTimeout(resolve, wait));
}

async function* storm(count: number): AsyncGenerator<Token> {
  for (let i = 0; i < count; i++) {
    // A model's network chunk holds some tokens, and then the loop turns once.
    if (i % 512 === 511) await breath();
    yield { type: "text", text: " token" };
  }
}

/** Tokens that carry the moment they were made: ` 1763678000123.456`. */
async function* paced(perSecond: number, seconds: number): AsyncGenerator<Token> {
  const start = performance.now();
  const count = perSecond * seconds;
  for (let i = 0; i < count; i++) {
    await until(start + (i * 1000) / perSecond);
    yield { type: "text", text: ` ${stamp().toFixed(3)}` };
  }
}

async function* discard(perSecond: number, seconds: number): AsyncGenerator<Token> {
  for await (const token of paced(perSecond, seconds)) {
    if (token.text === "") throw new Error("Cannot measure the generator: a token is empty");
  }
  yield { type: "text", text: "discarded" };
}

/** The tokens of an order. */
export function tokens(order: Order): AsyncGenerator<Token> {
  switch (order.kind) {
    case "storm":
      return storm(order.count);
    case "paced":
      return paced(order.perSecond, order.seconds);
    case "discard":
      return discard(order.perSecond, order.seconds);
  }
}
