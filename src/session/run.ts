/**
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import type { Prompt } from "./prompt.ts";
import type { SessionRendering } from "./session_rendering.ts";
import type { Hearer } from "./telling.ts";
import { Transcript } from "./transcript.ts";
import type { Turn } from "./turn.ts";
import type { RunEnd } from "./turn_ending.ts";
import type { TurnMemory } from "./turn_memory.ts";
import { tellWatch, type TurnWatch } from "./turn_watch.ts";
import { UsageMeter } from "./usage_meter.ts";

/** Who is told what is said in a run. */
export interface RunListeners {
  readonly memory: TurnMemory;
  /** Shows it as terminals do, to those who want that. */
  readonly rendering: Pick<SessionRendering, "isOn" | "follow"> | undefined;
  /** Measures it. */
  readonly watch: TurnWatch | undefined;
}

/** A prompt on its way through its turn. */
export class Run implements Hearer {
  // What each event looks at stands first: a processor has it with the object's beginning.
  readonly transcript = new Transcript();
  /** How it ended; set once that is known, which is before it is told. */
  end: RunEnd | undefined;
  readonly #rendering: RunListeners["rendering"];
  readonly #memory: TurnMemory;
  /** Who measures it, if anybody does. */
  readonly watch: TurnWatch | undefined;
  /** Names it on every event of it; unique in its session, in every life of that. */
  readonly id = randomHex(6);
  readonly prompt: Prompt;
  readonly abort = new AbortController();
  /** Set once the agent has been given the prompt. */
  turn: Turn | undefined;
  /** What is done before the turn, beside the building of its agent; resolves when it need not wait more. */
  prepared: Promise<void> | undefined;
  readonly usage = new UsageMeter();
  /** The answer as terminals show it, where that is wanted and could be had. */
  rendered: string | undefined;
  /** Prompts that waited behind it and were called off: they have no turn, but were said. */
  readonly calledOff: Prompt[] = [];

  constructor(prompt: Prompt, { memory, rendering, watch }: RunListeners) {
    this.prompt = prompt;
    this.#memory = memory;
    this.#rendering = rendering;
    this.watch = watch;
  }

  /** Takes every event of the session meanwhile, in order: what a turn said is what was sent of it. */
  heard(kind: EventKind, payload: Payload): void {
    this.transcript.take(kind, payload);
    // A plan, an end, a tool: what is joined with its neighbours is none of these.
    if (kind.merge === undefined) {
      this.#memory.take(kind, payload);
      if (this.watch !== undefined) tellWatch(this.watch, kind, payload);
    }
    if (this.end === undefined && this.#rendering?.isOn) this.#rendering.follow(this.transcript);
  }
}
