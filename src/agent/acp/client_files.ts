/**
 * Files of the session's folder, for an agent that reads and writes them through us.
 *
 * @module
 */
import { methods, RequestError } from "@agentclientprotocol/sdk";
import type { FileAccess } from "../file_access.ts";
import { isConsent } from "../question.ts";
import { number, text } from "./fields.ts";
import { insideFolder } from "./inside_folder.ts";
import type { LiveTurn } from "./live_turn.ts";
import type { FileOffer } from "./options.ts";

/** What is given to an agent. */
export interface ClientFilesOptions {
  files: FileAccess;
  /** Nothing outside of it can be reached. */
  folder: string;
  offer: Exclude<FileOffer, "off">;
}

/** A file that is read as a whole into one message. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

type Params = Record<string, unknown>;

/** See the module. Reading needs no approval, writing does. */
export class ClientFiles {
  readonly #options: ClientFilesOptions;

  constructor(options: ClientFilesOptions) {
    this.#options = options;
  }

  /** What the agent may ask, by method. `turn` answers the turn that runs. */
  handlers(
    turn: () => LiveTurn | undefined,
  ): Record<string, (params: Params, signal: AbortSignal) => Promise<unknown>> {
    const { readTextFile, writeTextFile } = methods.client.fs;
    const read = { [readTextFile]: (params: Params) => this.#read(params) };
    if (this.#options.offer === "read") return read;
    return {
      ...read,
      [writeTextFile]: (params, signal) => this.#write(params, { turn: turn(), signal }),
    };
  }

  async #read(params: Params): Promise<{ content: string }> {
    const { asked, path } = await this.#place(params);
    const found = await this.#options.files.read(path, MAX_FILE_BYTES);
    switch (found.kind) {
      case "read":
        return { content: linesOf(textOf(found.bytes, asked), params) };
      case "missing":
        throw RequestError.resourceNotFound(asked);
      case "no_file":
        throw refused(asked, "it is no file");
      case "too_large":
        throw refused(asked, `it has ${found.bytes} bytes, and ${MAX_FILE_BYTES} are the most`);
      case "refused":
        throw refused(asked, found.why);
    }
  }

  async #write(
    params: Params,
    { turn, signal }: { turn: LiveTurn | undefined; signal: AbortSignal },
  ): Promise<Record<string, never>> {
    const content = text(params, "content");
    if (content === undefined) throw RequestError.invalidParams(undefined, '"content" is no text');
    const { asked, path } = await this.#place(params);
    if (turn === undefined || turn.signal.aborted) throw refused(asked, "no turn runs");
    const choice = await turn.ask({
      kind: "approval",
      command: `write ${path}`,
      description: `The agent wants to write ${content.length} characters to ${path}`,
      patternKeys: [`write ${path}`],
      allowPermanent: false,
    }, signal);
    if (!isConsent(choice) || signal.aborted) {
      throw refused(asked, "the user did not allow it");
    }
    // The question took its time: what was a folder may be a link now.
    const now = await this.#place(params);
    if (now.path !== path) throw refused(asked, "it leads to another file now");
    const written = await this.#options.files.write(path, content);
    if (written.kind === "no_file") throw refused(asked, "it is no file");
    if (written.kind === "refused") throw refused(asked, written.why);
    return {};
  }

  async #place(params: Params): Promise<{ asked: string; path: string }> {
    const asked = text(params, "path");
    if (asked === undefined || asked === "") {
      throw RequestError.invalidParams(undefined, '"path" is missing');
    }
    const { files, folder } = this.#options;
    const place = await insideFolder(files, { folder, path: asked });
    if (place.kind === "outside") throw refused(asked, `it is not inside of ${folder}`);
    return { asked, path: place.path };
  }
}

function refused(path: string, why: string): RequestError {
  return RequestError.invalidParams({ path }, `cannot use "${path}": ${why}`);
}

function textOf(bytes: Uint8Array<ArrayBuffer>, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused(path, "it is no text in UTF-8");
  }
}

/** The part that was asked for: `limit` lines from line `line`, counted from 1. */
function linesOf(content: string, params: Params): string {
  const from = Math.max(1, number(params, "line") ?? 1);
  const limit = number(params, "limit");
  if (from === 1 && limit === undefined) return content;
  const lines = content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.slice(from - 1, limit === undefined ? undefined : from - 1 + limit).join("");
}
