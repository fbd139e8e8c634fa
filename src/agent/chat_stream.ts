import { createParser, type EventSourceMessage, type EventSourceParser } from "eventsource-parser";
import { type ChatChunk, readChatChunk } from "./chat_chunk.ts";
import { parseJson } from "./parse_json.ts";
import { isRecord } from "../lib/is_record.ts";
import { failureOf, readFailure } from "./upstream_failure.ts";

/** What the body of an answer turned out to hold. Everything but a chunk is the last item. */
export type ChatItem =
  | ChatChunk
  /** The server said that the answer is whole. */
  | { kind: "done" }
  /** Something that no chat server should send. `text` is foreign and of any length. */
  | { kind: "garbage"; text: string }
  /** More in one event than {@linkcode MAX_EVENT_LENGTH}. */
  | { kind: "oversize" };

/** The longest event, or body of a server that does not stream: 8 Mi characters; tokens are far below. */
export const MAX_EVENT_LENGTH = 8 * 1024 * 1024;

/** What the body is, told by its first character: the Content-Type of small servers is often wrong. */
type Format = "unknown" | "events" | "json";

/**
 * Decodes the body of a chat completion, bytes in, items out. It does not matter how the bytes are cut.
 * Takes server-sent events and, from servers that do not stream, one JSON object.
 */
export class ChatDecoder {
  readonly #decoder = new TextDecoder();
  readonly #parser: EventSourceParser;
  #format: Format = "unknown";
  #json = "";
  #items: ChatItem[] = [];
  #over = false;
  #atEnd = false;

  constructor() {
    this.#parser = createParser({
      maxBufferSize: MAX_EVENT_LENGTH,
      onEvent: (event) => this.#readEvent(event),
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") return this.#emit({ kind: "oversize" });
        // llama.cpp before September 2025 sent `error: {…}` lines, a field that the format does not know.
        if (error.field === "error") this.#readError(error.value ?? "");
      },
    });
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): ChatItem[] {
    return this.#feed(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Takes the end of the body. */
  end(): ChatItem[] {
    this.#atEnd = true;
    const rest = this.#decoder.decode();
    if (this.#format !== "json") {
      // llama.cpp sends its [DONE] without the blank line that ends an event.
      return this.#feed(`${rest}\n\n`);
    }
    this.#json += rest;
    this.#readJson();
    return this.#take();
  }

  #feed(text: string): ChatItem[] {
    if (this.#format === "unknown") this.#recognise(text);
    if (this.#over) return this.#take();
    if (this.#format === "events") this.#parser.feed(text);
    if (this.#format === "json") this.#collect(text);
    return this.#take();
  }

  #recognise(text: string): void {
    const first = text.trimStart().charAt(0);
    if (first === "") return;
    if (first === "<") return this.#emit({ kind: "garbage", text });
    this.#format = first === "{" ? "json" : "events";
  }

  #collect(text: string): void {
    this.#json += text;
    if (this.#json.length > MAX_EVENT_LENGTH) this.#emit({ kind: "oversize" });
  }

  #readEvent(event: EventSourceMessage): void {
    const data = event.data.trim();
    if (data === "") return;
    if (data === "[DONE]") return this.#emit({ kind: "done" });
    if (event.event === "error") return this.#readError(data);
    const chunk = readChatChunk(parseJson(data));
    if (chunk) return this.#emit(chunk);
    // The last line of a stream that was cut is no garbage, only half of something good.
    if (!this.#atEnd) this.#emit({ kind: "garbage", text: data });
  }

  #readError(data: string): void {
    const value = parseJson(data);
    const error = isRecord(value) ? value : data;
    this.#emit({ kind: "failure", failure: readFailure(error) ?? failureOf(error) });
  }

  #readJson(): void {
    const chunk = readChatChunk(parseJson(this.#json));
    this.#emit(chunk ?? { kind: "garbage", text: this.#json });
    this.#emit({ kind: "done" });
  }

  #emit(item: ChatItem): void {
    if (this.#over) return;
    this.#items.push(item);
    this.#over = item.kind !== "delta";
  }

  #take(): ChatItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
