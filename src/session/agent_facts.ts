/**
 * What a session's agent has said of itself.
 *
 * @module
 */
import type { AgentContext, HistoryMessage } from "../agent/agent.ts";
import type { AgentChoice, AgentCommand, AgentFact } from "../agent/agent_parts.ts";
import type { Clock } from "../lib/clock.ts";
import { redactCommand } from "../agent/redact_command.ts";
import { isRecord } from "../lib/is_record.ts";
import type { Logger } from "../lib/logger.ts";
import { events } from "../protocol/events.ts";
import type { Emit } from "../protocol/event_kind.ts";

/** Characters an agent may have saved; {@linkcode AgentFact}. */
export const SAVED_CHARS = 64 * 1024;

/** What facts are given. */
export interface AgentFactsOptions {
  /** What an agent of this session saved before; empty: nothing. */
  saved: string;
  /** The agent goes on with another model. */
  onModel(model: string): void;
  /** Something that `session.info` shows has changed. */
  onChange(): void;
  /** What the agent saves is to be kept. */
  onSaved(text: string): void;
  /** A new process took the agent's place; `text` is for people. */
  onRestart(text: string): void;
  emit: Emit;
  clock: Clock;
  logger: Logger;
}

/** Characters of what is said of a restart. */
const RESTART_CHARS = 300;

/** See the module. It outlives the agent: what one saved is for the next. */
export class AgentFacts {
  readonly #options: AgentFactsOptions;
  #commands: readonly AgentCommand[] = [];
  #models: readonly AgentChoice[] = [];
  #modes: readonly AgentChoice[] = [];
  #mode = "";
  #tools: Record<string, string[]> | undefined;
  #saved: string;
  #stale = false;
  // What the agent there is saves leads to what the history has lost.
  #outlived = false;
  #builds = 0;
  #complained = false;

  constructor(options: AgentFactsOptions) {
    this.#options = options;
    this.#saved = options.saved;
  }

  get commands(): readonly AgentCommand[] {
    return this.#commands;
  }

  /** Models the agent offers; empty: it has told of none. */
  get models(): readonly AgentChoice[] {
    return this.#models;
  }

  /** Modes the agent offers; empty: it has none. */
  get modes(): readonly AgentChoice[] {
    return this.#modes;
  }

  /** Id of the mode in force; empty: the agent has none. */
  get mode(): string {
    return this.#mode;
  }

  /** Toolset → tools; `undefined`: the agent has told of none, and its description stands. */
  get tools(): Record<string, string[]> | undefined {
    return this.#tools;
  }

  /**
   * The history lost something that agents had been given. One that has something saved remembers by
   * itself: what it saved leads to what is lost, and it has to be replaced by one that begins anew.
   */
  rewritten(): void {
    if (this.#saved === "") return;
    this.take({ type: "saved", text: "" });
    this.#stale = this.#outlived = true;
  }

  /** Another agent is to begin here: what one of another kind has said of itself is none of its. */
  forget(): void {
    this.#builds++;
    this.#commands = this.#models = this.#modes = [];
    this.#mode = this.chosenMode = "";
    this.#tools = undefined;
    if (this.#saved !== "") this.take({ type: "saved", text: "" });
  }

  /** Whether the agent there is has to be replaced before its next turn; said once. */
  takeStale(): boolean {
    const stale = this.#stale;
    this.#stale = false;
    return stale;
  }

  /** The mode the user chose last; empty: none. Whoever takes an agent's place begins with it. */
  chosenMode = "";

  /** What an agent that is built now may know. */
  context(
    session: { id: string; cwd: string; model: string },
    history: readonly HistoryMessage[],
  ): AgentContext {
    const { clock, logger } = this.#options;
    this.#stale = this.#outlived = false;
    const { id: sessionId, cwd, model } = session;
    const build = ++this.#builds;
    const tell = (fact: AgentFact) => {
      // One that was replaced speaks of what is no more.
      if (build !== this.#builds || (this.#outlived && fact?.type === "saved")) return;
      this.take(fact);
    };
    const saved = this.#saved;
    const mode = this.chosenMode;
    const chosen = mode === "" ? {} : { mode };
    return { sessionId, cwd, model, ...chosen, history, saved, tell, clock, logger };
  }

  /** Takes what an agent says of itself. What is no fact is logged and changes nothing. */
  take(fact: AgentFact): void {
    const fault = faultOf(fact);
    if (fault !== undefined) return this.#complain(fault);
    switch (fact.type) {
      case "commands":
        this.#commands = fact.commands.map((command) => ({ ...command }));
        return;
      case "mind":
        return this.#takeMind(fact);
      case "tools":
        this.#tools = Object.fromEntries(
          Object.entries(fact.tools).map(([set, names]) => [set, [...names]]),
        );
        return this.#options.onChange();
      case "saved":
        this.#saved = fact.text;
        return this.#options.onSaved(fact.text);
      case "restarted":
        return this.#options.onRestart(fact.text.slice(0, RESTART_CHARS).toWellFormed());
      case "notice":
        this.#options.emit(events.statusUpdate, { kind: fact.kind, text: fact.text });
    }
  }

  #takeMind({ model, models, mode, modes }: Extract<AgentFact, { type: "mind" }>): void {
    this.#models = models ?? this.#models;
    this.#modes = modes ?? this.#modes;
    this.#mode = mode ?? this.#mode;
    if (model !== undefined && model !== "") this.#options.onModel(model);
    this.#options.onChange();
  }

  // Once a session: an agent that says one bad thing may say a million.
  #complain(fault: string): void {
    if (!this.#complained) this.#options.logger.warn("agent told a fact of no use", { fault });
    this.#complained = true;
  }
}

/** Why a fact cannot be used: an agent may be plain JavaScript, or stand behind a pipe. */
function faultOf(fact: unknown): string | undefined {
  if (!isRecord(fact)) return "it is no object";
  switch (fact.type) {
    case "commands":
      return isListOf(fact.commands, ["name", "description"]) ? undefined : "its commands are none";
    case "mind":
      return mindFault(fact);
    case "tools":
      return isRecord(fact.tools) && Object.values(fact.tools).every(isTexts)
        ? undefined
        : "its tools are no lists of names";
    case "saved":
      if (typeof fact.text !== "string") return "its text is no text";
      return fact.text.length > SAVED_CHARS
        ? `what it saves is over ${SAVED_CHARS} characters`
        : undefined;
    case "restarted":
      return typeof fact.text === "string" ? undefined : "its text is no text";
    case "notice":
      return typeof fact.kind === "string" && typeof fact.text === "string"
        ? undefined
        : "its kind or its text is no text";
    default:
      return "its type is unknown";
  }
}

function mindFault({ model, models, mode, modes }: Record<string, unknown>): string | undefined {
  for (const text of [model, mode]) {
    if (text !== undefined && typeof text !== "string") return "its model or mode is no text";
  }
  for (const list of [models, modes]) {
    if (list !== undefined && !isListOf(list, ["id", "name"])) return "its choices are no list";
  }
  return undefined;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isListOf(value: unknown, members: readonly string[]): boolean {
  return Array.isArray(value) &&
    value.every((each) =>
      isRecord(each) && members.every((member) => typeof each[member] === "string")
    );
}

/** The session whose agent's facts they are. */
interface FactsOwner {
  model: string;
  readonly agents: { readonly state: string };
  readonly keeper: { agentState(text: string): void };
  readonly emit: Emit;
  /** What its user has given away. */
  readonly questions: { readonly secrets: { hide(text: string): string } };
  tellInfo(): void;
}

/** The facts of a session, which follow into what it shows and what it keeps. */
export function factsOf(
  session: FactsOwner,
  { saved = "", onRestart, clock, logger }: {
    saved?: string | undefined;
    onRestart(text: string): void;
    clock: Clock;
    logger: Logger;
  },
): AgentFacts {
  return new AgentFacts({
    saved,
    onModel: (model) => session.model = model,
    // Until it is ready all of it is told at once.
    onChange: () => session.agents.state === "ready" && session.tellInfo(),
    onSaved: (text) => session.keeper.agentState(text),
    // An agent's own words may hold what it was given.
    onRestart: (text) => onRestart(redactCommand(session.questions.secrets.hide(text))),
    emit: session.emit,
    clock,
    logger,
  });
}
