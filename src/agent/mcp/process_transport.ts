/**
 * MCP over the stdin and stdout of a child process.
 *
 * @module
 */
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
import { breathe } from "../../lib/breathe.ts";
import { parseJson } from "../parse_json.ts";
import type { ProcessEnd, Spawn, SpawnCommand, SpawnedProcess } from "../spawn.ts";
import { type Clock, sleep } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { isRecord } from "../../lib/is_record.ts";
import { LineSplitter } from "../../lib/line_splitter.ts";

/** Bytes of the longest message that is taken: 32 MiB, room for the picture of a screen. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const TOO_LONG = `a line is longer than ${MAX_MESSAGE_BYTES} bytes`;
/** Characters of stderr that are kept for the message about an end. */
const STDERR_CHARS = 2_000;
/** How long after its last byte a process is given to end, so that it can be told how it did; milliseconds. */
const END_GRACE_MS = 500;

/** What a transport is given. */
export interface ProcessTransportOptions {
  spawn: Spawn;
  command: SpawnCommand;
  clock: Clock;
  /** Hears once of a line on stdout that is no message. */
  onNoise(line: string): void;
}

/**
 * See the module. A line that is no message is passed over, as many programs print a greeting. Whatever ends
 * the connection ends the process, and the other way round.
 */
export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: ProcessTransportOptions;
  #child: SpawnedProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #closing: Promise<void> | undefined;
  #ending: string | undefined;
  #stderr = "";
  #noisy = false;

  constructor(options: ProcessTransportOptions) {
    this.#options = options;
  }

  /** Why the connection ended by itself, with the last of stderr, unredacted; `undefined`: it did not. */
  get ending(): string | undefined {
    if (this.#ending === undefined) return undefined;
    const said = this.#stderr.trim();
    return said === "" ? this.#ending : `${this.#ending}; its last words: ${said}`;
  }

  /** @throws {SpawnError} */
  async start(): Promise<void> {
    const { spawn, command } = this.#options;
    const child = await spawn(command);
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    // A pipe whose reader has gone says so at each write, and once more here.
    this.#writer.closed.catch(() => {});
    const complaints = this.#readStderr(child.stderr);
    this.#run(child, complaints);
    if (this.#closing !== undefined) await child.kill();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#writer === undefined || this.#closing !== undefined) {
      throw new Error("the tool server does not run");
    }
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
  }

  /** Ends the process and all it started. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    try {
      this.#writer?.abort().catch(() => {});
      await this.#child?.kill();
    } finally {
      this.onclose?.();
    }
  }

  /** Follows the process to its end. What it still had to say is heard before its end is told. */
  async #run(child: SpawnedProcess, complaints: Promise<void>): Promise<void> {
    const ended = child.ended.then(async (end) => {
      // What it left behind may hold its pipes open.
      await child.kill().catch(this.#report);
      return end;
    });
    const fault = await this.#readStdout(child.stdout);
    if (this.#closing !== undefined) return;
    if (fault !== undefined) return this.#fail(fault);
    const over = new AbortController();
    const end = await Promise.race([ended, sleep(this.#options.clock, END_GRACE_MS, over.signal)]);
    over.abort();
    if (end) await complaints;
    this.#fail(end ? endText(end) : "it closed its stdout");
  }

  readonly #report = (error: unknown): void => this.onerror?.(new Error(errorMessage(error)));

  #fail(why: string): void {
    if (this.#closing !== undefined) return;
    this.#ending = why;
    this.close().catch(this.#report);
  }

  /** Reads to the end. Answers why it cannot go on, if not for the end. */
  async #readStdout(stdout: ReadableStream<Uint8Array>): Promise<string | undefined> {
    const lines = new LineSplitter(MAX_MESSAGE_BYTES);
    try {
      for await (const bytes of stdout) {
        for (const line of lines.push(bytes)) {
          if (line.kind === "too_long") return TOO_LONG;
          // The SDK hears of progress a microtask late, and not at all where the result is faster.
          if (this.#take(line.text)) await undefined;
        }
        // Its end may never come.
        if (lines.overflowing) return TOO_LONG;
        // A server that never pauses would keep the event loop to itself.
        await breathe();
      }
    } catch (error) {
      return errorMessage(error);
    }
  }

  /** Answers whether it was a message. */
  #take(line: string): boolean {
    if (line.trim() === "" || this.#closing !== undefined) return false;
    const message = parseJson(line);
    if (isRecord(message) && message.jsonrpc === "2.0") {
      this.onmessage?.(message as unknown as JSONRPCMessage);
      return true;
    }
    if (!this.#noisy) this.#options.onNoise(line);
    this.#noisy = true;
    return false;
  }

  async #readStderr(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of stderr) {
        const text = decoder.decode(bytes.subarray(-4 * STDERR_CHARS), { stream: true });
        this.#stderr = (this.#stderr + text).slice(-STDERR_CHARS).toWellFormed();
        await breathe();
      }
    } catch {
      // What was read so far is all there is.
    }
  }
}

function endText({ code, signal }: ProcessEnd): string {
  return signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
}
