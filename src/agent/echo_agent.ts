/**
 * An agent that needs nothing: it streams the user's words back, so a gateway can be seen to work before
 * any model is configured.
 *
 * @module
 */
import { type Clock, sleep } from "../lib/clock.ts";
import type {
  Agent,
  AgentContext,
  AgentEvent,
  AgentInput,
  AgentProvider,
  SummaryInput,
  TitleInput,
  Usage,
} from "./agent.ts";
import { breathe } from "../lib/breathe.ts";
import { echoSummary, echoTitle } from "./echo_errands.ts";
import { echoed } from "./echo_questions.ts";
import { textPieces, textPreview } from "./text_pieces.ts";

/** How the echo agent behaves. */
export interface EchoOptions {
  /** Pause between words in milliseconds. Default 20, a brisk reader's pace; 0 = no pause. */
  paceMs?: number;
}

const DEFAULT_PACE_MS = 20;
/** `tool_start.context` is a preview of at most 80 characters. */
const PREVIEW_LENGTH = 80;
/** Words in one array when there is no pause: few steps, and each shorter than a millisecond. */
const BATCH_SIZE = 512;
/** The longest timer every runtime keeps; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Makes echo agents. A turn is a line of reasoning, one call of the tool `echo`, the prompt's text word
 * by word (joined, it equals the prompt; what was attached is named behind it), then usage, counted in words. A hint taken by `steer` while a
 * turn runs is added at the end of the echo.
 *
 * A prompt that begins with `/ask`, `/approve`, `/sudo`, `/secret` or `/terminal` makes it ask first, and
 * echo the answer instead: `/ask Which one? | red | green`, `/approve rm -r build`, `/secret API_KEY`.
 *
 * @throws {RangeError} if `paceMs` is negative or not finite.
 *
 * @example
 * ```ts
 * import { echoProvider } from "tidegate";
 *
 * const provider = echoProvider({ paceMs: 0 });
 * provider.describe().model; // "echo"
 * ```
 */
export function echoProvider(options: EchoOptions = {}): AgentProvider {
  const { paceMs = DEFAULT_PACE_MS } = options;
  if (typeof paceMs !== "number" || !Number.isFinite(paceMs) || paceMs < 0) {
    throw new RangeError(
      `Cannot make the echo agent: "paceMs" must be a number of milliseconds, 0 or more, not ${paceMs}`,
    );
  }
  return {
    name: "echo",
    changesFiles: false,
    describe: () => ({
      model: "echo",
      provider: "echo",
      tools: { echo: ["echo"] },
      skills: {},
      configured: true,
    }),
    create: (context: AgentContext) =>
      Promise.resolve(new EchoAgent(context.clock, Math.min(paceMs, LONGEST_TIMER_MS))),
  };
}

class EchoAgent implements Agent {
  readonly #clock: Clock;
  readonly #paceMs: number;
  /** Hints not yet echoed; `undefined` while no turn runs. */
  #hints: string[] | undefined;

  constructor(clock: Clock, paceMs: number) {
    this.#clock = clock;
    this.#paceMs = paceMs;
  }

  steer(text: string): boolean {
    if (!this.#hints || text.trim() === "") return false;
    this.#hints.push(text);
    return true;
  }

  summarize(input: SummaryInput): Promise<string> {
    return Promise.resolve(echoSummary(input));
  }

  title(input: TitleInput): Promise<string> {
    return Promise.resolve(echoTitle(input));
  }

  async *prompt(input: AgentInput, signal: AbortSignal): AsyncGenerator<AgentEvent[], void, void> {
    const hints: string[] = [];
    this.#hints = hints;
    try {
      if (signal.aborted) return;
      const text = `${await echoed(input, signal)}${attachmentNote(input.attachments)}`;
      if (signal.aborted) return;
      yield prelude(text);
      const usage = yield* this.#echo(text, hints, signal);
      if (signal.aborted) return;
      yield [{ type: "usage", usage }];
    } finally {
      this.#refuseHints(hints);
    }
  }

  /** Echoes the text, then each hint in the order it was taken; counts pieces. */
  async *#echo(
    text: string,
    hints: string[],
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent[], Usage, void> {
    const size = this.#paceMs === 0 ? BATCH_SIZE : 1;
    let input: number | undefined;
    let output = 0;
    for (const source of sources(text, hints)) {
      for (const batch of batches(textPieces(source), size)) {
        if (output > 0) await this.#pause(signal);
        if (signal.aborted) break;
        output += batch.length;
        yield batch.map((piece) => ({ type: "text", text: piece }));
      }
      input ??= output;
      if (signal.aborted) break;
    }
    // In the same step as the last look at the hints, so that none is taken and then forgotten.
    this.#refuseHints(hints);
    return { input: input ?? 0, output, total: (input ?? 0) + output, calls: 1 };
  }

  #refuseHints(hints: string[]): void {
    if (this.#hints === hints) this.#hints = undefined;
  }

  #pause(signal: AbortSignal): Promise<void> {
    return this.#paceMs === 0 ? breathe() : sleep(this.#clock, this.#paceMs, signal);
  }
}

/** What came along with the prompt, in words. */
function attachmentNote(attachments: AgentInput["attachments"] = []): string {
  const names = attachments.map((each) =>
    each.kind === "image" ? `${each.name ?? "an image"} (${each.mimeType})` : each.path
  );
  return names.length === 0 ? "" : `\n\n(attached: ${names.join(", ")})`;
}

function prelude(text: string): AgentEvent[] {
  const preview = textPreview(text, PREVIEW_LENGTH);
  const call = { id: `echo-${crypto.randomUUID()}`, name: "echo", args: { text: preview } };
  return [
    { type: "reasoning", text: "The user wrote something; I will say it back word by word." },
    { type: "tool_start", ...call, context: preview },
    {
      type: "tool_complete",
      ...call,
      result: { characters: text.length },
      summary: `${text.length} characters to echo`,
    },
  ];
}

function* sources(text: string, hints: string[]): Generator<string, void, void> {
  yield text;
  while (hints.length > 0) yield `\n\n(steered: ${hints.shift()})`;
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[], void, void> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
