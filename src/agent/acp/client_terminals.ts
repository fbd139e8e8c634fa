/**
 * Commands in the session's folder, for an agent that runs them through us.
 *
 * @module
 */
import { methods, RequestError } from "@agentclientprotocol/sdk";
import { randomHex } from "../../lib/ids.ts";
import type { FileAccess } from "../file_access.ts";
import { isConsent } from "../question.ts";
import { type Spawn, SpawnError } from "../spawn.ts";
import { number, records, text } from "./fields.ts";
import { insideFolder } from "./inside_folder.ts";
import type { LiveTurn } from "./live_turn.ts";
import { Terminal } from "./terminal.ts";

/** What is given to an agent. */
export interface ClientTerminalsOptions {
  spawn: Spawn;
  files: FileAccess;
  /** Where commands run: in it, or in a folder inside of it. */
  folder: string;
}

/** Open at once; and released, but still shown by a tool call. */
const MAX_OPEN = 16;
const MAX_RELEASED = 64;
const ENDED = "the agent was ended";
/** Of a command's output, its end. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

type Params = Record<string, unknown>;
type Turn = LiveTurn | undefined;

/** See the module. Every command is asked for. */
export class ClientTerminals {
  readonly #options: ClientTerminalsOptions;
  readonly #open = new Map<string, Terminal>();
  readonly #released = new Map<string, Terminal>();
  #starting = 0;
  #closed = false;

  constructor(options: ClientTerminalsOptions) {
    this.#options = options;
  }

  /** What the agent may ask, by method. `turn` answers the turn that runs. */
  handlers(turn: () => Turn): Record<string, (p: Params, signal: AbortSignal) => unknown> {
    const { create, output, waitForExit, kill, release } = methods.client.terminal;
    return {
      [create]: (params, signal) => this.#create(params, { turn: turn(), signal }),
      [output]: (params) => this.#terminal(params).output(),
      [waitForExit]: (params) => this.#terminal(params).ended,
      [kill]: async (params) => {
        await this.#terminal(params).kill();
        return {};
      },
      [release]: (params) => this.#release(params),
    };
  }

  /** What stands in a terminal, also after its release; empty if there is none. */
  text(id: string): string {
    return (this.#open.get(id) ?? this.#released.get(id))?.output().output ?? "";
  }

  /** Ends every command that runs, and starts no more. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((terminal) => terminal.kill()));
  }

  async #create(
    params: Params,
    { turn, signal }: { turn: Turn; signal: AbortSignal },
  ): Promise<{ terminalId: string }> {
    const command = text(params, "command");
    if (!command) throw RequestError.invalidParams(undefined, '"command" is missing');
    const given = Array.isArray(params.args) ? params.args : [];
    const args = given.filter((arg): arg is string => typeof arg === "string");
    const cwd = await this.#folder(params);
    const line = shellLine(command, args);
    if (turn === undefined || turn.signal.aborted) throw refused(line, "no turn runs");
    if (this.#open.size + this.#starting >= MAX_OPEN) {
      throw refused(line, `${MAX_OPEN} commands run already`);
    }
    this.#starting++;
    try {
      const description = `The agent wants to run a command in ${cwd}`;
      const question = { kind: "approval", command: line, description } as const;
      const choice = await turn.ask(
        { ...question, patternKeys: [line], allowPermanent: false },
        signal,
      );
      if (!isConsent(choice) || signal.aborted) {
        throw refused(line, "the user did not allow it");
      }
      return { terminalId: await this.#start({ command, args, line, cwd, params }) };
    } finally {
      this.#starting--;
    }
  }

  async #start(
    { command, args, line, cwd, params }: {
      command: string;
      args: string[];
      line: string;
      cwd: string;
      params: Params;
    },
  ): Promise<string> {
    const env = Object.fromEntries(
      (records(params, "env") ?? []).map((each) => [text(each, "name"), text(each, "value")])
        .filter(([name, value]) => name !== undefined && value !== undefined),
    );
    const asked = number(params, "outputByteLimit") ?? MAX_OUTPUT_BYTES;
    const maxBytes = Math.min(MAX_OUTPUT_BYTES, Math.max(1, Math.floor(asked)));
    // A command without arguments of its own is one for a shell: agents send whole lines in it.
    const shell = args.length === 0 && /[^\w@%+=:,./-]/.test(command);
    const program = shell ? { command: "sh", args: ["-c", command] } : { command, args };
    try {
      if (this.#closed) throw refused(line, ENDED);
      const child = await this.#options.spawn({ ...program, cwd, env });
      if (this.#closed) {
        await child.kill();
        throw refused(line, ENDED);
      }
      const id = `term_${randomHex(8)}`;
      this.#open.set(id, new Terminal(child, maxBytes));
      return id;
    } catch (error) {
      if (error instanceof SpawnError) throw refused(line, error.message);
      throw error;
    }
  }

  async #folder(params: Params): Promise<string> {
    const { files, folder } = this.#options;
    const path = text(params, "cwd") ?? folder;
    const place = await insideFolder(files, { folder, path });
    if (place.kind === "inside") return place.path;
    throw RequestError.invalidParams({ cwd: path }, `"${path}" is not inside of ${folder}`);
  }

  #terminal(params: Params): Terminal {
    const id = text(params, "terminalId") ?? "";
    const terminal = this.#open.get(id);
    if (terminal === undefined) throw RequestError.resourceNotFound(id);
    return terminal;
  }

  async #release(params: Params): Promise<Record<string, never>> {
    const id = text(params, "terminalId") ?? "";
    const terminal = this.#terminal(params);
    this.#open.delete(id);
    this.#released.set(id, terminal);
    const [oldest] = this.#released.keys();
    if (this.#released.size > MAX_RELEASED && oldest !== undefined) this.#released.delete(oldest);
    await terminal.kill();
    return {};
  }
}

function refused(line: string, why: string): RequestError {
  return RequestError.invalidParams(undefined, `cannot run "${line}": ${why}`);
}

/** The command as it would be typed, so that the user sees where each argument ends. */
function shellLine(command: string, args: readonly string[]): string {
  if (args.length === 0) return command;
  return [command, ...args]
    .map((word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
    .join(" ");
}
