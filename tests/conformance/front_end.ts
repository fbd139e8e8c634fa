/**
 * A front end as those of June behave: it asks in its own order and with its own ids, takes an answer
 * for what it needs of it, and is told which of its calls may fail.
 *
 * @module
 */
import assert from "node:assert/strict";
import { declared } from "./declared.ts";
import { type Answer, answerTo, type EventOf, type Frame, ofType } from "./frames.ts";
import { assertRead, assertShown } from "./front_end_reads.ts";
import type { Peer } from "./peer.ts";

type Result = Record<string, unknown>;

const UNKNOWN_METHOD = -32_601;

/** See the module. */
export class FrontEnd {
  readonly peer: Peer;
  /** Every call so far that failed: `method code`. */
  readonly failed: string[] = [];
  readonly #letter: string;
  #requests = 0;

  /** @param letter what its ids begin with: `r` of the terminal UI and the desktop, `w` of the dashboard. */
  constructor(peer: Peer, letter: "r" | "w") {
    this.peer = peer;
    this.#letter = letter;
  }

  /** A call that must succeed, with what the client reads of its answer. */
  async ask(method: string, params: object = {}): Promise<Result> {
    const { raw, result } = await this.#answer(method, params);
    assert.ok(result, `a client cannot go on after ${method}: ${raw}`);
    return result;
  }

  /**
   * A call of a method that a gateway may leave out: what is documented must answer, and whatever
   * is not says so.
   *
   * @returns nothing where there is no such method.
   */
  async mayAsk(method: string, params: object = {}): Promise<Result | undefined> {
    const { raw, result, error } = await this.#answer(method, params);
    if (declared.knows(method)) return result ?? assert.fail(`${method} is documented: ${raw}`);
    if (error === undefined) return result;
    assert.equal(error.code, UNKNOWN_METHOD, raw);
    return undefined;
  }

  /** A call that is refused, as the documents say it is. */
  async refused(method: string, params: object, code: number): Promise<string> {
    const { raw, error } = await this.#answer(method, params);
    assert.equal(error?.code, code, raw);
    return error?.message ?? "";
  }

  /** Calls that are sent at once, as those of a start are; each must succeed. */
  async askTogether(calls: readonly [method: string, params: object][]): Promise<void> {
    const ids: string[] = [];
    for (const [method, params] of calls) ids.push(await this.#send(method, params));
    for (const [i, [method, params]] of calls.entries()) {
      const { raw, result } = await this.peer.take(answerTo(ids[i]));
      assertRead(method, params, result ?? assert.fail(raw), raw);
    }
  }

  /** The end of the turn that runs: its last word, told before it is told that nothing runs any more. */
  async turnEnd(session: string): Promise<EventOf<"message.complete">["payload"]> {
    const isEnd = (frame: Frame): frame is EventOf<"message.complete"> =>
      ofType("message.complete")(frame) && frame.session === session;
    const end = (await this.peer.until(isEnd)).find(isEnd) ?? assert.fail("the turn has no end");
    await this.peer.until((frame) =>
      ofType("session.info")(frame) && frame.session === session && !frame.payload.running
    );
    return end.payload;
  }

  /** Holds all that was seen against what ends a client, and which calls failed against `expected`. */
  assertSurvived(expected: readonly string[]): void {
    for (const frame of this.peer.log) assertShown(frame);
    const known = this.failed.filter((call) => !call.endsWith(` ${UNKNOWN_METHOD}`));
    assert.deepEqual(known, expected);
    assert.deepEqual(this.peer.log.filter(ofType("error")).map(({ raw }) => raw), []);
  }

  async #answer(method: string, params: object): Promise<Answer> {
    const answer = await this.peer.take(answerTo(await this.#send(method, params)));
    if (answer.error) this.failed.push(`${method} ${answer.error.code}`);
    else assertRead(method, params, answer.result, answer.raw);
    return answer;
  }

  async #send(method: string, params: object): Promise<string> {
    const id = `${this.#letter}${++this.#requests}`;
    await this.peer.send({ jsonrpc: "2.0", id, method, params });
    return id;
  }
}
