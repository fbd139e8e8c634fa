/**
 * @module
 */
import type { Prompt } from "./prompt.ts";
import { Transcript } from "./transcript.ts";
import type { Turn } from "./turn.ts";
import { UsageMeter } from "./usage_meter.ts";

/** A prompt on its way through its turn. */
export interface Run {
  readonly prompt: Prompt;
  readonly abort: AbortController;
  /** Set once the agent has been given the prompt. */
  turn: Turn | undefined;
  readonly transcript: Transcript;
  readonly usage: UsageMeter;
  /** Prompts that waited behind it and were called off: they have no turn, but were said. */
  readonly calledOff: Prompt[];
}

/** A run that is still to begin. */
export function newRun(prompt: Prompt): Run {
  return {
    prompt,
    abort: new AbortController(),
    turn: undefined,
    transcript: new Transcript(),
    usage: new UsageMeter(),
    calledOff: [],
  };
}
