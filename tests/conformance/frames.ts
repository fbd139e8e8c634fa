/**
 * Frames as a peer reads them, and the rules that hold for every frame of every connection.
 *
 * @module
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { declared } from "./declared.ts";
import { type EventType, LIVE_ID, type PayloadOf, payloads } from "./shapes.ts";

/** An event of one type. */
export interface EventOf<T extends EventType> {
  kind: "event";
  /** The text as it came. */
  raw: string;
  type: T;
  /** Live id; `""` for a global event, `undefined` for the greeting. */
  session: string | undefined;
  payload: PayloadOf<T>;
  seq: number | undefined;
  /** The turn it is of. */
  turn: string | undefined;
}

/** An event. */
export type WireEvent = EventOf<EventType>;

/** The error of an answer. */
export interface Fault {
  code: number;
  message: string;
}

/** An answer: with a result, or with an error. */
export interface Answer {
  kind: "answer";
  raw: string;
  id: unknown;
  result: Record<string, unknown> | undefined;
  error: Fault | undefined;
}

/** Whatever the server sends. */
export type Frame = WireEvent | Answer;

/** A test for events of a type. */
export function ofType<T extends EventType>(type: T): (frame: Frame) => frame is EventOf<T> {
  return (frame): frame is EventOf<T> => frame.kind === "event" && frame.type === type;
}

/** A test for the answer to a request. Ids are compared as JSON. */
export function answerTo(id: unknown): (frame: Frame) => frame is Answer {
  const text = JSON.stringify(id);
  return (frame): frame is Answer => frame.kind === "answer" && JSON.stringify(frame.id) === text;
}

/** The types of events, in order, neighbours of one type counted once. */
export function outline(frames: readonly Frame[]): string[] {
  const types = frames.map((frame) => frame.kind === "event" ? frame.type : "(answer)");
  return types.filter((type, i) => type !== types[i - 1]);
}

/**
 * The {@linkcode outline} of a whole turn, without a `session.info` in its midst: that tells what has become
 * known meanwhile, as the branch of a folder, whenever that is.
 */
export function turnOutline(events: readonly WireEvent[]): string[] {
  return outline(
    events.filter(({ type }, i) => type !== "session.info" || i === events.length - 1),
  );
}

/** The text of the deltas among the frames, joined. */
export function streamedText(frames: readonly Frame[]): string {
  return frames.filter(ofType("message.delta")).map((delta) => delta.payload.text).join("");
}

const answerShape = z.union([
  z.strictObject({ jsonrpc: z.literal("2.0"), id: z.unknown(), result: z.looseObject({}) }),
  z.strictObject({
    jsonrpc: z.literal("2.0"),
    id: z.unknown(),
    error: z.strictObject({ code: z.number().int(), message: z.string().min(1) }),
  }),
]);

const eventShape = z.strictObject({
  jsonrpc: z.literal("2.0"),
  method: z.literal("event"),
  params: z.looseObject({
    type: z.enum(Object.keys(payloads) as [EventType, ...EventType[]]),
    session_id: z.string().optional(),
    payload: z.record(z.string(), z.unknown()).optional(),
    turn_id: z.string().regex(/^[0-9a-f]{12}$/).optional(),
    seq: z.number().int().min(1).optional(),
  }),
});

const PARSE_ERROR = -32_700;

/** Events about the gateway as a whole: everybody has them, whenever something happens, without a number. */
const news: ReadonlySet<string> = new Set([
  "sessions.changed",
  "session.reclaimed",
  "notification.show",
  "notification.clear",
]);

/** Whether a frame is about the gateway as a whole, and not part of what its reader asked for. */
export function isNews(frame: Frame): frame is WireEvent {
  return frame.kind === "event" && news.has(frame.type);
}

/** Reads the frames of one connection, and fails on the first that breaks a rule of the protocol. */
export class FrameReader {
  readonly #latest = new Map<string, number>();
  #greeted = false;

  /** Reads the next frame. */
  read(raw: string): Frame {
    assert.doesNotMatch(raw, /[\r\n]/, "a frame is one line");
    const value: unknown = JSON.parse(raw);
    const frame = isEvent(value) ? this.#readEvent(raw, value) : readAnswer(raw, value);
    const isGreeting = frame.kind === "event" && frame.type === "gateway.ready";
    assert.equal(isGreeting, !this.#greeted, `the greeting comes first, and once: ${raw}`);
    this.#greeted = true;
    return frame;
  }

  #readEvent(raw: string, value: unknown): WireEvent {
    const { params } = checked(eventShape, value, raw);
    const { type, session_id: session, payload, seq, turn_id: turn } = params;
    const known = ["type", "session_id", "payload", "turn_id", "seq"];
    const keys = Object.keys((value as { params: object }).params);
    assert.deepEqual(keys.filter((key) => !known.includes(key)), [], raw);
    assert.deepEqual(keys.includes("payload"), payload !== undefined, raw);
    assert.equal(session === undefined, type === "gateway.ready", `session_id is missing: ${raw}`);
    if (session !== undefined && session !== "") assert.match(session, LIVE_ID, raw);
    this.#count({ raw, type, session, seq, payload });
    const said = checked(payloads[type], payload, raw);
    declared.assertPayload(type, payload, raw);
    return { kind: "event", raw, type, session, payload: said, seq, turn } as WireEvent;
  }

  // Numbers of a session's events rise by one; what is not said in a session has none. Whoever comes to
  // a session is asked once more what is open there, under the old numbers.
  #count(event: {
    raw: string;
    type: EventType;
    session: string | undefined;
    seq: number | undefined;
    payload: unknown;
  }): void {
    const { raw, type, session, seq, payload } = event;
    if (!session || news.has(type)) {
      return assert.equal(seq, undefined, `only a session counts its events: ${raw}`);
    }
    if (type === "session.gap") {
      this.#latest.set(session, (payload as PayloadOf<"session.gap">).to);
      return;
    }
    if (type === "message.delta" && seq === undefined) {
      const { text, rendered } = payload as PayloadOf<"message.delta">;
      return assert.ok(text === "" && rendered !== undefined, `it says something: ${raw}`);
    }
    assert.ok(seq !== undefined, `an event of a session is numbered: ${raw}`);
    const latest = this.#latest.get(session);
    if (type.endsWith(".request") && seq <= (latest ?? seq)) return;
    if (latest !== undefined) assert.equal(seq, latest + 1, `a number was left out: ${raw}`);
    this.#latest.set(session, seq);
  }
}

function isEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "method" in value;
}

function readAnswer(raw: string, value: unknown): Answer {
  const answer = checked(answerShape, value, raw);
  const { id, result, error } = { result: undefined, error: undefined, ...answer };
  const keys = Object.keys(value as object);
  const order = result !== undefined
    ? ["jsonrpc", "id", "result"]
    : error?.code === PARSE_ERROR
    ? ["jsonrpc", "error", "id"]
    : ["jsonrpc", "id", "error"];
  assert.deepEqual(keys, order, raw);
  return { kind: "answer", raw, id, result, error };
}

/** Parses `value`, or fails with the frame it stands in. */
export function checked<S extends z.ZodType>(shape: S, value: unknown, raw: string): z.infer<S> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  return assert.fail(`${z.prettifyError(parsed.error)}\nin ${raw}`);
}
