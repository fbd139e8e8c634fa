/**
 * What is said of a turn that has ended.
 *
 * @module
 */
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { UsageShape } from "../protocol/shapes.ts";
import type { Transcript } from "./transcript.ts";
import type { TurnEnd } from "./turn.ts";

/** A turn's end, or why a prompt has had none. */
export type RunEnd =
  | TurnEnd
  /** Stopped before its agent was given it. */
  | { kind: "stopped" }
  /** There was no agent to give it to, which has been told. */
  | { kind: "agentless" };

/** Says how a turn ended. A prompt that has had none leaves nothing to say. */
export function tellEnd(
  end: RunEnd,
  { transcript, usage, emit, rendered }: {
    transcript: Transcript;
    usage(): UsageShape;
    emit: Emit;
    /** The answer as terminals show it, where there is that. */
    rendered?: string | undefined;
  },
): void {
  const { answer: said, reasoning } = transcript;
  if (end.kind === "stopped" || end.kind === "agentless") return;
  if (reasoning.trim() !== "") emit(events.reasoningAvailable, { text: reasoning });
  if (end.kind === "crashed") return emit(events.error, { message: end.message });
  const failure = end.kind === "failed" ? end.message : undefined;
  const text = answerOf(end, said);
  emit(events.messageComplete, {
    text,
    usage: usage(),
    status: end.kind === "failed" ? "error" : end.kind,
    ...(rendered === undefined ? {} : { rendered }),
    ...(reasoning === "" ? {} : { reasoning }),
    ...(failure !== undefined && said !== "" ? { warning: failure } : {}),
  });
}

/** Whether a turn that ended so is told with what it has answered. */
export function hasAnswer({ kind }: RunEnd): boolean {
  return kind === "complete" || kind === "interrupted" || kind === "failed";
}

/** What a turn that ended so has answered. */
export function answerOf(end: RunEnd, said: string): string {
  return end.kind === "failed" && said === "" ? `Error: ${end.message}` : said;
}

/** How each end counts. */
export const endStatus = {
  complete: "complete",
  interrupted: "interrupted",
  stopped: "interrupted",
  failed: "error",
  crashed: "error",
  agentless: "error",
} as const satisfies Record<RunEnd["kind"], "complete" | "interrupted" | "error">;
