/** Agents that do what a test tells them, when it tells them. */
import type {
  Agent,
  AgentContext,
  AgentDescription,
  AgentEvent,
  AgentInput,
  AgentProvider,
} from "../../src/agent/agent.ts";

type Step = { value: AgentEvent | readonly AgentEvent[] } | { end: true } | { error: unknown };

/** A turn: what is pushed comes out, until it is ended, thrown into, or interrupted. */
export class ScriptedTurn implements AsyncIterableIterator<AgentEvent | readonly AgentEvent[]> {
  readonly input: AgentInput;
  readonly signal: AbortSignal;
  /** Whether the gateway has stopped listening. */
  returned = false;
  readonly #steps: Step[] = [];
  #wake: () => void = () => {};
  readonly #obeys: boolean;

  constructor(input: AgentInput, options: { signal: AbortSignal; obeys: boolean }) {
    this.input = input;
    this.signal = options.signal;
    this.#obeys = options.obeys;
    this.signal.addEventListener("abort", () => this.#wake());
  }

  /** Each event is a step of its own. */
  push(...events: AgentEvent[]): void {
    for (const value of events) this.#add({ value });
  }

  text(...texts: string[]): void {
    this.push(...texts.map((text) => ({ type: "text" as const, text })));
  }

  /** All events in one step. */
  batch(events: readonly AgentEvent[]): void {
    this.#add({ value: events });
  }

  /** Something no agent should say. */
  garbage(value: unknown): void {
    this.#add({ value: value as AgentEvent });
  }

  end(): void {
    this.#add({ end: true });
  }

  /** Makes the agent throw. */
  fail(error: unknown): void {
    this.#add({ error });
  }

  async next(): Promise<IteratorResult<AgentEvent | readonly AgentEvent[]>> {
    while (true) {
      if (this.#obeys && this.signal.aborted) return { done: true, value: undefined };
      const step = this.#steps.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => this.#wake = resolve);
        continue;
      }
      if ("error" in step) throw step.error;
      if ("end" in step) return { done: true, value: undefined };
      return { done: false, value: step.value };
    }
  }

  return(): Promise<IteratorResult<AgentEvent>> {
    this.returned = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #add(step: Step): void {
    this.#steps.push(step);
    this.#wake();
  }
}

/** How agents of a provider behave. Read when a turn or a build begins, so it can be changed. */
export interface Script {
  /** Whether a turn ends when its signal aborts. */
  obeys: boolean;
  /** What `steer` answers; `undefined`: agents have no `steer`. */
  takesHints: boolean | undefined;
  /** What `interruptSubagent` does; missing: agents have none. */
  stops?: (id: string) => boolean;
  /** What `close` does. */
  onClose(): void | Promise<void>;
  /** What `summarize` and `title` do; `undefined`: agents have none. */
  summarize?: Agent["summarize"];
  title?: Agent["title"];
  /** `hold`: a build waits for {@linkcode Build.finish} or {@linkcode Build.fail}. */
  builds: "now" | "hold";
}

export class ScriptedAgent implements Agent {
  readonly turns: ScriptedTurn[] = [];
  readonly hints: string[] = [];
  closes = 0;
  readonly steer?: (text: string) => boolean;
  readonly interruptSubagent?: (id: string) => boolean;
  readonly summarize?: Agent["summarize"];
  readonly title?: Agent["title"];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
    if (script.summarize !== undefined) this.summarize = script.summarize;
    if (script.stops !== undefined) this.interruptSubagent = script.stops;
    if (script.title !== undefined) this.title = script.title;
    if (script.takesHints === undefined) return;
    this.steer = (text) => {
      this.hints.push(text);
      return script.takesHints ?? false;
    };
  }

  /** The turn that was started last. */
  get turn(): ScriptedTurn {
    const turn = this.turns.at(-1);
    if (turn === undefined) throw new Error("no turn has been started");
    return turn;
  }

  prompt(input: AgentInput, signal: AbortSignal): ScriptedTurn {
    const turn = new ScriptedTurn(input, { signal, obeys: this.#script.obeys });
    this.turns.push(turn);
    return turn;
  }

  close(): void | Promise<void> {
    this.closes++;
    return this.#script.onClose();
  }
}

/** One call of `create`. */
export interface Build {
  readonly context: AgentContext;
  readonly signal: AbortSignal;
  readonly agent: ScriptedAgent;
  finish(agent?: Agent): void;
  fail(error: unknown): void;
}

export class ScriptedProvider implements AgentProvider {
  readonly name = "scripted";
  readonly script: Script;
  readonly builds: Build[] = [];
  description: AgentDescription = {
    model: "model-a",
    provider: "scripted",
    tools: { files: ["read", "write"] },
    skills: { office: ["letters"] },
    configured: true,
  };

  constructor(script: Partial<Script> = {}) {
    this.script = {
      obeys: true,
      takesHints: undefined,
      onClose() {},
      builds: "now",
      ...script,
    };
  }

  /** The agent that was built last. */
  get agent(): ScriptedAgent {
    const build = this.builds.at(-1);
    if (build === undefined) throw new Error("no agent has been built");
    return build.agent;
  }

  /** The turn that was started last. */
  get turn(): ScriptedTurn {
    return this.agent.turn;
  }

  describe(): AgentDescription {
    return this.description;
  }

  create(context: AgentContext, signal: AbortSignal): Promise<Agent> {
    const agent = new ScriptedAgent(this.script);
    const { promise, resolve, reject } = Promise.withResolvers<Agent>();
    const finish = (other: Agent = agent) => resolve(other);
    this.builds.push({ context, signal, agent, finish, fail: reject });
    if (this.script.builds === "now") finish();
    return promise;
  }
}
