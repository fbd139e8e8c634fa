/**
 * A chat without a person at a terminal: the answer's text goes out as it comes, and nothing else.
 *
 * @module
 */
import type { Session } from "../../client/session.ts";
import type { AnswerTo, Question } from "../../client/questions.ts";
import type { TurnEnd } from "../../client/turn_finder.ts";
import { isEvent, type TurnEvent } from "../../client/turn_stream.ts";
import { isPeerGone } from "../../adapters/stdio_write.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { chatExitCodes } from "../exit_codes.ts";
import { declined, declinedNotice } from "./answers.ts";

/** What a turn works with. */
export interface OneTurnOptions {
  /** Puts out text of the answer. Rejects where nobody reads it any more. */
  readonly write: (text: string) => Promise<void>;
  /** Tells a person something beside the answer. */
  readonly notice: (text: string) => void;
  /** Aborts when the answer is of no use any more: its turn is interrupted. */
  readonly signal: AbortSignal;
  /** Aborts when the gateway cannot be had any more. */
  readonly lost: AbortSignal;
  readonly clock: Clock;
}

/** Milliseconds the gateway has to end a turn that is interrupted; over a network that is out it never does. */
const INTERRUPT_MS = 2_000;

/**
 * Says something, and puts out what the agent answers, with a newline at the end.
 *
 * @returns the exit code that says how the turn ended
 * @throws {unknown} what writing failed with, where nobody reads any more
 */
export async function oneTurn(
  session: Session,
  prompt: string,
  options: OneTurnOptions,
): Promise<number> {
  const { write, notice, signal } = options;
  const { complete, failed, interrupted } = chatExitCodes;
  const answer = new Answer(write);
  const declinedAlready = new WeakSet<Question>();
  const effort = interruptible(session, options);
  const turn = session.prompt(prompt, { signal: effort.signal });
  let end: TurnEnd;
  try {
    for await (const event of turn) {
      for (const question of session.questions) {
        if (declinedAlready.has(question)) continue;
        declinedAlready.add(question);
        void decline(session, question, notice);
      }
      await answer.take(event);
    }
    end = await turn.done;
  } catch (error) {
    if (isPeerGone(error)) throw error;
    await answer.end();
    if (signal.aborted) return interrupted.code;
    notice(`The turn failed: ${errorMessage(error)}`);
    return failed.code;
  } finally {
    effort.done();
  }
  await answer.end();
  if (signal.aborted) return interrupted.code;
  if (end.kind === "failed") notice(`The turn failed: ${end.message}`);
  if (end.kind === "unseen") notice("The end of the turn was not seen: it was stopped elsewhere");
  if (end.kind !== "complete") return failed.code;
  const { status, warning } = end.payload;
  if (warning !== undefined) notice(warning);
  if (status === "interrupted") return interrupted.code;
  return status === "error" ? failed.code : complete.code;
}

/** A signal for a prompt that ends its turn first, and gives it up where that does not help. */
function interruptible(session: Session, { signal, lost, clock, notice }: OneTurnOptions) {
  const effort = new AbortController();
  let timer: Timer | undefined;
  const interrupt = () => {
    session.interrupt({ signal: effort.signal }).catch((error: unknown) => {
      if (!effort.signal.aborted) notice(`It was not interrupted: ${errorMessage(error)}`);
    });
    timer = clock.after(INTERRUPT_MS, () => effort.abort(signal.reason));
  };
  const giveUp = () => effort.abort(lost.reason);
  signal.addEventListener("abort", interrupt);
  lost.addEventListener("abort", giveUp);
  return {
    signal: effort.signal,
    done() {
      timer?.cancel();
      signal.removeEventListener("abort", interrupt);
      lost.removeEventListener("abort", giveUp);
    },
  };
}

/** The text of an answer, which only ever grows. */
class Answer {
  readonly #write: (text: string) => Promise<void>;
  // Of the turn, and what of it stands in the last line.
  #shown = "";
  #parted = false;

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  async take(event: TurnEvent): Promise<void> {
    if (event.type === "reset") {
      const whole = event.payload.snapshot.inflight?.assistant ?? "";
      return await this.#grow(whole);
    }
    if (isEvent(event, "tool.start")) this.#parted = this.#shown !== "";
    if (isEvent(event, "message.delta")) await this.#put(event.payload.text);
    // An agent that does not stream.
    if (isEvent(event, "message.complete") && this.#shown === "") {
      await this.#put(event.payload.text);
    }
  }

  async end(): Promise<void> {
    if (this.#shown !== "" && !this.#shown.endsWith("\n")) await this.#put("\n");
  }

  /** What was missed is fetched whole; what stands here cannot be taken back. */
  async #grow(whole: string): Promise<void> {
    if (whole.startsWith(this.#shown)) return await this.#put(whole.slice(this.#shown.length));
    if (whole === "") return;
    await this.end();
    await this.#put(whole);
  }

  async #put(text: string): Promise<void> {
    if (text === "") return;
    // What is said after a tool is another paragraph.
    const parts = this.#parted && !this.#shown.endsWith("\n");
    this.#parted = false;
    this.#shown += text;
    await this.#write(parts ? `\n${text}` : text);
  }
}

async function decline(
  session: Session,
  question: Question,
  notice: (text: string) => void,
): Promise<void> {
  try {
    const fate = await session.answer(question, declined(question) as AnswerTo<Question>);
    if (fate === "taken") notice(declinedNotice(question));
  } catch (error) {
    notice(`Declining what the agent asked: ${errorMessage(error)}`);
  }
}
