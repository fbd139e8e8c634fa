/**
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import type { Prompt } from "./prompt.ts";
import { Transcript } from "./transcript.ts";
import type { Turn } from "./turn.ts";
import type { RunEnd } from "./turn_ending.ts";
import type { TurnWatch } from "./turn_watch.ts";
import { UsageMeter } from "./usage_meter.ts";

/** A prompt on its way through its turn. */
export interface Run {
  /** Names it on every event of it; unique in its session, in every life of that. */
  readonly id: string;
  readonly prompt: Prompt;
  readonly abort: AbortController;
  /** Set once the agent has been given the prompt. */
  turn: Turn | undefined;
  /** What is done before the turn, beside the building of its agent; resolves when it need not wait more. */
  prepared: Promise<void> | undefined;
  readonly transcript: Transcript;
  readonly usage: UsageMeter;
  /** How it ended; set once that is known, which is before it is told. */
  end: RunEnd | undefined;
  /** The answer as terminals show it, where that is wanted and could be had. */
  rendered: string | undefined;
  /** Who measures it, if anybody does. */
  readonly watch: TurnWatch | undefined;
  /** Prompts that waited behind it and were called off: they have no turn, but were said. */
  readonly calledOff: Prompt[];
}

/** A run that is still to begin. */
export function newRun(prompt: Prompt, watch: TurnWatch | undefined): Run {
  return {
    id: randomHex(6),
    prompt,
    abort: new AbortController(),
    turn: undefined,
    prepared: undefined,
    transcript: new Transcript(),
    end: undefined,
    rendered: undefined,
    usage: new UsageMeter(),
    watch,
    calledOff: [],
  };
}
