/**
 * The lines between a render worker and whoever started it: texts go in, renderings come out, each a line of
 * JSON.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import type { MarkdownLook } from "../session/rendering.ts";

/** A text that is to be rendered. */
export interface RenderOrder {
  id: number;
  text: string;
  look: MarkdownLook;
}

/** What a worker says. */
export type RenderSaying =
  /** Once, when it has loaded what it needs. */
  | { kind: "ready" }
  | { kind: "rendered"; id: number; text: string }
  /** The text cannot be rendered. */
  | { kind: "refused"; id: number; why: string };

/** An order as a line, with its end. */
export function orderLine({ id, text, look }: RenderOrder): string {
  return `${JSON.stringify({ id, text, look })}\n`;
}

/** What a worker says as a line, with its end. */
export function renderSayingLine(saying: RenderSaying): string {
  return `${JSON.stringify(saying)}\n`;
}

/** Reads a line that orders. `undefined`: it is none of ours. */
export function readOrder(line: string): RenderOrder | undefined {
  const order = parse(line);
  if (!isRecord(order) || !Number.isSafeInteger(order.id)) return undefined;
  const { id, text, look } = order;
  if (typeof text !== "string" || !isRecord(look) || typeof look.cols !== "number") {
    return undefined;
  }
  const { cols, colours, isOpen } = look;
  return {
    id: id as number,
    text,
    look: { cols, colours: colours === true, isOpen: isOpen === true },
  };
}

/** Reads a line of a worker. `undefined`: it is none of ours. */
export function readRenderSaying(line: string): RenderSaying | undefined {
  const said = parse(line);
  if (!isRecord(said)) return undefined;
  const { kind, id, text, why } = said;
  if (kind === "ready") return { kind };
  if (!Number.isSafeInteger(id)) return undefined;
  if (kind === "rendered" && typeof text === "string") return { kind, id: id as number, text };
  return kind === "refused" ? { kind, id: id as number, why: String(why) } : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
