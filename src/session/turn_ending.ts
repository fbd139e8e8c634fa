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
  { transcript, usage, emit }: { transcript: Transcript; usage(): UsageShape; emit: Emit },
): void {
  const { answer: said, reasoning } = transcript;
  if (end.kind === "stopped" || end.kind === "agentless") return;
  if (reasoning.trim() !== "") emit(events.reasoningAvailable, { text: reasoning });
  if (end.kind === "crashed") return emit(events.error, { message: end.message });
  const failure = end.kind === "failed" ? end.message : undefined;
  emit(events.messageComplete, {
    text: failure !== undefined && said === "" ? `Error: ${failure}` : said,
    usage: usage(),
    status: end.kind === "failed" ? "error" : end.kind,
    ...(reasoning === "" ? {} : { reasoning }),
    ...(failure !== undefined && said !== "" ? { warning: failure } : {}),
  });
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
