/**
 * A session of an ACP agent in a process of its own.
 *
 * @module
 */
import { methods, RequestError } from "@agentclientprotocol/sdk";
import { type Clock, sleep } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { AgentError, type AgentEvent, type AgentInput } from "../agent.ts";
import type { AgentFact } from "../agent_parts.ts";
import type { FileAccess } from "../file_access.ts";
import type { Spawn } from "../spawn.ts";
import { ClientFiles } from "./client_files.ts";
import { ClientTerminals } from "./client_terminals.ts";
import { Desk } from "./desk.ts";
import { Link } from "./link.ts";
import { LiveTurn } from "./live_turn.ts";
import { Mind, type Trait } from "./mind.ts";
import { type Opened, openSession } from "./opening.ts";
import type { ResolvedAcpOptions } from "./options.ts";
import { promptBlocks } from "./prompt_blocks.ts";
import { refusalError, signInError, wantsSignIn } from "./refusal.ts";
import { startedInTime } from "./start_deadline.ts";
import { ToolCalls } from "./tool_calls.ts";

/** What a session works with. */
export interface AcpSessionParts {
  options: ResolvedAcpOptions;
  spawn: Spawn;
  files: FileAccess | undefined;
  cwd: string;
  tell(fact: AgentFact): void;
  clock: Clock;
  logger: Logger;
}

/** So long an agent may take to stop when nobody listens any more, before its process is ended. */
const STOP_GRACE_MS = 5_000;

/** See the module. It is of no use any more when it is {@linkcode AcpSession.dead}. */
export class AcpSession {
  readonly #parts: AcpSessionParts;
  readonly #link: Link;
  readonly #desk: Desk;
  readonly #mind: Mind;
  readonly #tools: ToolCalls;
  readonly #terminals: ClientTerminals | undefined;
  readonly #opened: Opened;

  private constructor(parts: AcpSessionParts, made: Made, opened: Opened) {
    this.#parts = parts;
    this.#link = made.link;
    this.#desk = made.desk;
    this.#mind = made.mind;
    this.#terminals = made.terminals;
    this.#opened = opened;
    const { clock, options: { resultChars } } = parts;
    const terminalText = (id: string) => made.terminals?.text(id) ?? "";
    this.#tools = new ToolCalls({ clock, resultChars, terminalText });
  }

  /**
   * Starts the agent and opens a session, the one with the id `saved` if that can be.
   *
   * @throws {AgentError} when that cannot be done, or takes too long; nothing of the process is left then
   */
  static async open(
    parts: AcpSessionParts,
    { saved, signal }: { saved: string; signal: AbortSignal },
  ): Promise<AcpSession> {
    const { options, cwd, logger } = parts;
    const made = await make(parts);
    const onSession = (id: string | undefined) => made.desk.sessionId = id;
    const opened = await startedInTime(
      made.link,
      openSession(made.link, { options, cwd, saved, onSession, logger }),
      { ms: options.startTimeoutMs, name: options.name, clock: parts.clock, signal },
    );
    made.mind.read(opened.response);
    made.desk.tellMind();
    for (const text of opened.notices) parts.tell({ type: "notice", kind: "warn", text });
    return new AcpSession(parts, made, opened);
  }

  get id(): string {
    return this.#opened.id;
  }

  /** Whether the agent remembers the conversation by itself. */
  get restored(): boolean {
    return this.#opened.restored;
  }

  /** Whether it can be opened again in another process. */
  get lasting(): boolean {
    return this.#opened.lasting;
  }

  get dead(): boolean {
    return this.#link.dead;
  }

  /** Id of the process, for messages. */
  get pid(): number {
    return this.#link.pid;
  }

  /** What the agent runs with; empty: it did not say. */
  current(trait: Trait): string {
    return this.#mind.current(trait);
  }

  /** Whether the agent offers a choice of it at all. */
  offers(trait: Trait): boolean {
    return this.#mind.choices(trait).length > 0;
  }

  /**
   * Goes on with another model, mode or effort.
   *
   * @throws {AgentError} when the agent does not offer it, or refuses
   */
  async choose(trait: Trait, id: string): Promise<void> {
    const { options } = this.#parts;
    const change = this.#mind.change(trait, id);
    if (change === undefined) {
      const known = this.#mind.choices(trait).map((choice) => `"${choice.id}"`);
      throw new AgentError(
        `The agent "${options.name}" has no ${NAMES[trait]} "${id}"; it offers ${listed(known)}`,
      );
    }
    const doing = `choosing the ${NAMES[trait]} "${id}"`;
    const response = await this.#ask(change.method, change.params, doing);
    this.#mind.now(trait, id);
    this.#mind.readConfig(response);
    this.#desk.tellMind();
  }

  /** Runs one turn. `preamble` stands before what the user wrote; `onSent` hears when both are on their way. */
  async *prompt(
    input: AgentInput,
    { preamble, signal, onSent }: { preamble: string; signal: AbortSignal; onSent(): void },
  ): AsyncGenerator<AgentEvent[], void, void> {
    const { options: { name }, files, cwd: folder } = this.#parts;
    const { text, attachments = [], ask } = input;
    const { promptCapabilities: capabilities } = this.#opened;
    const { blocks, notices } = await promptBlocks({
      text,
      attachments,
      capabilities,
      folder,
      files,
    });
    if (signal.aborted) return;
    if (notices.length > 0) {
      yield notices.map((text) => ({ type: "status", kind: "warn", text }));
    }
    if (preamble !== "") blocks.unshift({ type: "text", text: preamble });
    const turn = new LiveTurn({ name, tools: this.#tools, ask, signal });
    this.#desk.turn = turn;
    onSent();
    let over = false;
    const answer = this.#ask(methods.agent.session.prompt, { prompt: blocks }, "the prompt")
      .then((response) => turn.stopped(response), (error) => turn.failed(error))
      .then(() => over = true);
    const cancel = () => void this.#cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      for (let events; (events = await turn.events.next()) !== undefined;) yield events;
    } finally {
      signal.removeEventListener("abort", cancel);
      turn.events.end();
      if (!over && !signal.aborted) await this.#stopOrEnd(answer);
      await answer;
      this.#desk.turn = undefined;
    }
  }

  /** Ends the process and all it started. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.#link.close(), this.#terminals?.close()]);
  }

  #cancel(): Promise<void> {
    return this.#link.notify(methods.agent.session.cancel, { sessionId: this.id });
  }

  /** Nobody listens any more, and nobody else looks after it. */
  async #stopOrEnd(answer: Promise<unknown>): Promise<void> {
    const stopped = new AbortController();
    answer.then(() => stopped.abort());
    await this.#cancel();
    await sleep(this.#parts.clock, STOP_GRACE_MS, stopped.signal);
    if (!stopped.signal.aborted) await this.close();
  }

  async #ask(method: string, params: Record<string, unknown>, doing: string): Promise<unknown> {
    const { options } = this.#parts;
    try {
      return await this.#link.request(method, { sessionId: this.id, ...params });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (wantsSignIn(error)) throw signInError(options, this.#opened.authMethods);
      throw refusalError(error, { options, doing });
    }
  }
}

/** Some agents offer hundreds. */
const MAX_LISTED = 20;

function listed(known: readonly string[]): string {
  if (known.length === 0) return "no choice";
  const more = known.length - MAX_LISTED;
  return known.slice(0, MAX_LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const NAMES: Readonly<Record<Trait, string>> = {
  model: "model",
  mode: "mode",
  thought_level: "reasoning effort",
};

interface Made {
  link: Link;
  desk: Desk;
  mind: Mind;
  terminals: ClientTerminals | undefined;
}

async function make(
  { options, spawn, files, cwd, tell, clock, logger }: AcpSessionParts,
): Promise<Made> {
  const mind = new Mind();
  const terminals = options.terminals && files !== undefined
    ? new ClientTerminals({ spawn, files, folder: cwd })
    : undefined;
  const clientFiles = options.files !== "off" && files !== undefined
    ? new ClientFiles({ files, folder: cwd, offer: options.files })
    : undefined;
  const desk = new Desk({ mind, files: clientFiles, terminals, tell, logger });
  const link = await Link.start({
    options,
    cwd,
    spawn,
    desk,
    clock,
    logger,
  });
  // What an agent started through us goes with it.
  link.closed.then(() => terminals?.close());
  return { link, desk, mind, terminals };
}
