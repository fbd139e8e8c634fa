/**
 * The messages between us and an agent's process: one JSON text a line. What comes in is bounded before
 * anything is made of it.
 *
 * @module
 */
import { type AnyMessage, methods, type Stream } from "@agentclientprotocol/sdk";
import { boundedLines } from "../../lib/bounded_lines.ts";
import { isRecord } from "../../lib/is_record.ts";
import { RateFuse } from "../../lib/rate_fuse.ts";
import type { Clock } from "../../lib/clock.ts";

/** What {@linkcode messageStream} works with. */
export interface MessageStreamOptions {
  stdin: WritableStream<Uint8Array>;
  stdout: ReadableStream<Uint8Array>;
  /** Bytes of the longest line. */
  maxLineBytes: number;
  maxMessagesPerSecond: number;
  clock: Clock;
  /**
   * Takes the params of each `session/update`, in the order of the stream. They do not go through the
   * library, which would hold each to its own version of the protocol, and write to the console where it
   * does not fit.
   */
  onUpdate(params: Record<string, unknown>): void;
  /** Hears of a line that is no message and was left out, e.g. a log line. */
  onNoise(line: string): void;
}

/** An agent broke the protocol so that there is no going on. The message says how: `it sent …`. */
export class AgentFault extends Error {
  override readonly name = "AgentFault";
}

/** Lines that are no message: some agents log to the wrong stream, but not for ever. */
const MAX_NOISE_LINES = 100;
/** Requests of the agent that wait for our answer at one time. */
const MAX_OPEN_REQUESTS = 64;
// deno-lint-ignore no-control-regex -- they are what tells bytes from text
const CONTROL = /[\u0000-\u0008\u000e-\u001f]/;

/**
 * Joins a process's pipes into a stream of messages for the protocol's library. Only what the library
 * can use gets through: requests, notifications, and answers to what was asked.
 *
 * Its readable fails with {@linkcode AgentFault} at a line too long, at too many messages, at bytes that
 * are no text, at too many lines that are no messages, and at too many open requests.
 */
export function messageStream(options: MessageStreamOptions): Stream {
  const open: OpenRequests = { ours: new Set(), theirs: 0 };
  const messages = incoming(options, open);
  const encoder = new TextEncoder();
  const stdin = options.stdin.getWriter();
  return {
    readable: new ReadableStream<AnyMessage>({
      async pull(controller) {
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await messages.return();
      },
    }, { highWaterMark: 0 }),
    writable: new WritableStream<AnyMessage>({
      async write(message) {
        if (!("method" in message)) open.theirs--;
        else if ("id" in message) open.ours.add(message.id);
        await stdin.write(encoder.encode(`${JSON.stringify(message)}\n`));
      },
    }),
  };
}

interface OpenRequests {
  /** Ids of what we asked the agent. */
  readonly ours: Set<unknown>;
  /** How much the agent asked us. */
  theirs: number;
}

async function* incoming(
  { stdout, maxLineBytes, maxMessagesPerSecond, clock, onUpdate, onNoise }: MessageStreamOptions,
  open: OpenRequests,
): AsyncGenerator<AnyMessage, void, undefined> {
  const fuse = new RateFuse({ clock, perSecond: maxMessagesPerSecond });
  let noise = 0;
  for await (const line of boundedLines(stdout, { maxBytes: maxLineBytes })) {
    if (!fuse.count()) {
      throw new AgentFault(`it sent more than ${maxMessagesPerSecond} messages a second`);
    }
    if (line.kind === "too_long") {
      throw new AgentFault(`it sent a message of more than ${maxLineBytes} bytes`);
    }
    const message = line.kind === "text" ? parsed(line.text) : undefined;
    if (message === undefined) {
      if (line.text.trim() === "") continue;
      if (line.kind === "not_utf8" || CONTROL.test(line.text)) {
        throw new AgentFault("it sent bytes that are no text");
      }
      onNoise(line.text);
      if (++noise <= MAX_NOISE_LINES) continue;
      throw new AgentFault(`it sent more than ${MAX_NOISE_LINES} lines that are no messages`);
    }
    if (!("method" in message)) {
      // The answer to nothing, or the second one: the library would complain to the console.
      if (open.ours.delete(message.id)) yield message;
      continue;
    }
    if (message.method === methods.client.session.update) {
      onUpdate(isRecord(message.params) ? message.params : {});
      continue;
    }
    if ("id" in message && ++open.theirs > MAX_OPEN_REQUESTS) {
      throw new AgentFault(`it asked for more than ${MAX_OPEN_REQUESTS} things at once`);
    }
    yield message;
  }
}

function parsed(line: string): AnyMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.jsonrpc !== "2.0") return undefined;
  if ("method" in value ? typeof value.method !== "string" : !("id" in value)) return undefined;
  if ("id" in value && !isId(value.id)) return undefined;
  return value as unknown as AnyMessage;
}

function isId(id: unknown): boolean {
  return typeof id === "string" || typeof id === "number" || id === null;
}
