/**
 * Agents that speak the Agent Client Protocol: child processes, over their stdin and stdout.
 *
 * @module
 */
import { sleep } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import {
  type Agent,
  type AgentContext,
  AgentError,
  type AgentEvent,
  type AgentInput,
  type AgentProvider,
} from "../agent.ts";
import type { AgentFact } from "../agent_parts.ts";
import type { FileAccess } from "../file_access.ts";
import type { Spawn } from "../spawn.ts";
import { AcpSession } from "./acp_session.ts";
import { historyPreamble } from "./history_preamble.ts";
import type { Trait } from "./mind.ts";
import {
  acpDescription,
  type AcpProviderOptions,
  resolveAcpOptions,
  type ResolvedAcpOptions,
} from "./options.ts";

/** What ACP agents need of the machine. */
export interface AcpProviderDeps {
  spawn: Spawn;
  /**
   * Needed where the options offer files or terminals. With it, files that a prompt names with `@` go
   * along with it.
   */
  files?: FileAccess;
}

/**
 * Makes agents that are child processes, one for each session. The process is started when the agent is
 * made; when it ends unexpectedly, its turn ends in an error and the next prompt starts another, which
 * goes on with the session, or is told the conversation where it cannot.
 *
 * @throws {TypeError} if `command` is missing, or files or terminals are offered without `deps.files`.
 * @throws {RangeError} naming the number that is out of range.
 */
export function acpProvider(options: AcpProviderOptions, deps: AcpProviderDeps): AgentProvider {
  const resolved = resolveAcpOptions(options);
  const offers = resolved.files !== "off" || resolved.terminals;
  if (offers && deps.files === undefined) {
    throw new TypeError(
      `Cannot make the agent "${resolved.name}": files and terminals need access to files`,
    );
  }
  return {
    name: resolved.name,
    describe: () => acpDescription(resolved),
    async create(context, signal) {
      const agent = new AcpAgent(resolved, deps, context);
      const ready = new AbortController();
      void tellSlowStart(resolved, { context, ready: AbortSignal.any([signal, ready.signal]) });
      try {
        await agent.start(signal);
      } finally {
        ready.abort();
      }
      return agent;
    },
  };
}

/** Some agents take ten seconds, in which nothing else would be seen. */
async function tellSlowStart(
  { name }: ResolvedAcpOptions,
  { context, ready }: { context: AgentContext; ready: AbortSignal },
): Promise<void> {
  await sleep(context.clock, SLOW_START_MS, ready);
  if (ready.aborted) return;
  context.tell({ type: "notice", kind: "lifecycle", text: `the agent "${name}" is starting` });
}

/** A start that takes longer is told of. */
const SLOW_START_MS = 3_000;

type Steps = AsyncGenerator<AgentEvent[], void, void>;

class AcpAgent implements Agent {
  readonly #options: ResolvedAcpOptions;
  readonly #deps: AcpProviderDeps;
  readonly #context: AgentContext;
  readonly #closing = new AbortController();
  /** What was chosen for this session: a fresh process begins with the agent's own. */
  readonly #wanted = new Map<Trait, string>();
  /** What the agent would not take: it is not asked with every prompt. */
  readonly #refused = new Map<Trait, string>();
  #session: AcpSession | undefined;
  #saved: string;
  /** Whether the next prompt must tell the agent what was said before. */
  #forgetful = true;

  constructor(options: ResolvedAcpOptions, deps: AcpProviderDeps, context: AgentContext) {
    this.#options = options;
    this.#deps = deps;
    this.#context = context;
    this.#saved = context.saved;
    const mode = context.mode || options.mode;
    if (mode !== "") this.#wanted.set("mode", mode);
    const model = context.model || options.model;
    if (model !== "") this.#wanted.set("model", model);
  }

  /**
   * Starts the process and opens the session.
   *
   * @throws {AgentError} when that cannot be done; another try may do better
   */
  async start(signal: AbortSignal): Promise<AcpSession> {
    const { cwd, clock, logger } = this.#context;
    const session = await AcpSession.open({
      options: this.#options,
      spawn: this.#deps.spawn,
      files: this.#deps.files,
      cwd,
      tell: (fact) => this.#tell(fact),
      clock,
      logger,
    }, { saved: this.#saved, signal: AbortSignal.any([signal, this.#closing.signal]) });
    this.#session = session;
    this.#forgetful = !session.restored;
    if (session.lasting && session.id !== this.#saved) {
      this.#tell({ type: "saved", text: session.id });
      this.#saved = session.id;
    }
    for (const trait of ["mode", "model"] as const) await this.#restore(session, trait);
    return session;
  }

  async *prompt(input: AgentInput, signal: AbortSignal): Steps {
    if (signal.aborted) return;
    const session = yield* this.#living(signal);
    if (session === undefined || signal.aborted) return;
    yield* this.#adopt(session, "model", input.model);
    yield* this.#adopt(session, "thought_level", input.reasoningEffort);
    if (signal.aborted) return;
    const preamble = this.#forgetful ? historyPreamble(input.history) : "";
    const onSent = () => this.#forgetful = false;
    try {
      yield* session.prompt(input, { preamble, signal, onSent });
    } catch (error) {
      // An agent that refused the prompt may not have taken it in.
      if (preamble !== "") this.#forgetful = true;
      throw error;
    }
  }

  async setMode(id: string): Promise<void> {
    await this.#choose("mode", id);
  }

  async setModel(id: string): Promise<void> {
    await this.#choose("model", id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#session?.close();
  }

  /** The session, in a fresh process if the one before is gone. */
  async *#living(signal: AbortSignal): AsyncGenerator<AgentEvent[], AcpSession | undefined, void> {
    if (this.#session !== undefined && !this.#session.dead) return this.#session;
    const text = `starting the agent "${this.#options.name}" again`;
    yield [{ type: "status", kind: "lifecycle", text }];
    // A prompt that was interrupted meanwhile has no use for an error.
    try {
      return await this.start(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** What the prompt asks for. It is worth a word, but not the turn, if the agent cannot do that. */
  async *#adopt(session: AcpSession, trait: Trait, id: string): Steps {
    if (id === "" || id === session.current(trait) || !session.offers(trait)) return;
    if (this.#refused.get(trait) === id) return;
    try {
      await session.choose(trait, id);
      this.#wanted.set(trait, id);
    } catch (error) {
      if (!(error instanceof AgentError) || session.dead) throw error;
      this.#refused.set(trait, id);
      yield [{ type: "status", kind: "warn", text: error.message }];
    }
  }

  async #restore(session: AcpSession, trait: Trait): Promise<void> {
    const id = this.#wanted.get(trait) ?? "";
    if (id === "" || id === session.current(trait) || !session.offers(trait)) return;
    try {
      await session.choose(trait, id);
    } catch (error) {
      this.#context.logger.warn("agent does not take what was chosen before", {
        trait,
        error: errorMessage(error),
      });
      this.#tell({ type: "notice", kind: "warn", text: errorMessage(error) });
    }
  }

  async #choose(trait: Trait, id: string): Promise<void> {
    const session = this.#session;
    // A process that is gone learns of it when it is started again.
    if (session !== undefined && !session.dead) await session.choose(trait, id);
    this.#wanted.set(trait, id);
  }

  #tell(fact: AgentFact): void {
    if (!this.#closing.signal.aborted) this.#context.tell(fact);
  }
}
