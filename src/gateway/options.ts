/**
 * What a gateway can be told, checked once at the door.
 *
 * @module
 */
import { z } from "zod";
import type { AgentProvider } from "../agent/agent.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { MemoryStore } from "../store/memory_store.ts";
import type { Store } from "../store/store.ts";
import {
  type CommandOptions,
  resolveCommandOptions,
  type ResolvedCommandOptions,
} from "./command_options.ts";
import type { SaveDocument } from "./saved_conversation.ts";
import type { CoalesceMode } from "../session/coalescer.ts";
import type { SessionHooks } from "../session/hooks.ts";
import type { BusyMode } from "../session/prompt_runner.ts";
import { type QuestionTimeouts, usualTimeoutsMs } from "../session/question_kinds.ts";

/** Options of {@linkcode createGateway}. Only the provider is required. */
export interface GatewayOptions {
  /** Makes the agents of new sessions. */
  provider: AgentProvider;
  /**
   * Further agents, by the name a client chooses them by: `agent` of `session.create`, or its `model` or
   * `provider`. Default: none.
   */
  agents?: Readonly<Record<string, AgentProvider>>;
  /** Working directory of sessions that name none. Default `""`. */
  cwd?: string;
  /**
   * Where conversations are kept. Default: in memory, for as long as the gateway lives. Whoever hands one
   * in closes it, after the shutdown.
   */
  store?: Store;
  /** Milliseconds after which a conversation that has ended is forgotten. Default 90 days; 0: never. */
  retentionMs?: number;
  /** Characters of events kept in all, for whoever comes back. Default 256 Mi; 0: no limit. */
  retentionChars?: number;
  clock?: Clock;
  logger?: Logger;
  /** Where `session.save` puts its documents. Default: nowhere, and `session.save` says so. */
  saveDocument?: SaveDocument;
  /** Whether conversations that nobody has named get a title from their agent. Default `true`. */
  autoTitle?: boolean;
  /** Slash commands beside those that are built in. Default: none. */
  commands?: CommandOptions;
  /** Hear of sessions that begin, turns that end and sessions that end. */
  hooks?: SessionHooks;
  /** Largest inbound frame, in bytes of UTF-8. Default 33,554,432 (32 MiB). */
  maxFrameBytes?: number;
  /** Milliseconds a piece of a stream may be held to be joined with the next. Default 33; 0: off. */
  coalesceWindowMs?: number;
  /** Whether held pieces are joined or stay frames of their own. Default `merge`. */
  coalesceMode?: CoalesceMode;
  /** Bytes in a socket above which it is given nothing more until it drains. Default 1 MiB. */
  highWaterBytes?: number;
  /** Characters of answers that may wait for a peer that does not read. Default 64 Mi. */
  queueLimitChars?: number;
  /** Background calls of one connection that run at once. Default 4. */
  rpcConcurrency?: number;
  /** Calls of one connection and lane that may wait. Default 1,024. */
  rpcQueueLimit?: number;
  /** Live sessions at most. Default 0: no limit. */
  maxSessions?: number;
  /**
   * Live sessions above which those that nobody watches and that do nothing leave, the longest quiet
   * first. Default 0: no matter how many.
   */
  maxLiveSessions?: number;
  /** Characters of events that all sessions together keep in memory. Default 64 Mi; 0: no limit. */
  journalChars?: number;
  /** Milliseconds a session may be without a viewer before it ends. Default 20,000; 0: for ever. */
  orphanGraceMs?: number;
  /** Milliseconds without activity before an unwatched session ends. Default 21,600,000; 0: never. */
  sessionTtlMs?: number;
  /** What a prompt does that comes while a turn runs. Default `interrupt`. */
  busyMode?: BusyMode;
  /** Milliseconds between a session's creation and the build of its agent. Default 50. */
  buildDelayMs?: number;
  /** Milliseconds a prompt waits for an agent. Default 30,000. */
  agentWaitMs?: number;
  /** Milliseconds an interrupted agent may go on before it is replaced, or one may take to close. Default 5,000. */
  stuckAgentMs?: number;
  /**
   * Milliseconds a question of each kind waits for its answer. Default: `clarify`, `approval` and `secret`
   * 300,000, `sudo` 120,000, `terminal_read` 30,000.
   */
  questionTimeoutsMs?: Partial<QuestionTimeouts>;
}

/** Options with every default filled in. */
export type ResolvedGatewayOptions =
  & Required<Omit<GatewayOptions, "questionTimeoutsMs" | "commands">>
  & { questionTimeoutsMs: QuestionTimeouts; commands: ResolvedCommandOptions };

const MiB = 1024 * 1024;
// A longer timer fires at once, in every runtime: setTimeout keeps 31 bits.
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const whole = z.number().int().min(0);
const timer = whole.max(LONGEST_TIMER_MS);
const positive = z.number().int().min(1);

const waits = (kind: keyof QuestionTimeouts) => timer.min(1).default(usualTimeoutsMs[kind]);

const questionTimeouts = z.strictObject({
  clarify: waits("clarify"),
  approval: waits("approval"),
  sudo: waits("sudo"),
  secret: waits("secret"),
  terminal_read: waits("terminal_read"),
});

const numbers = z.strictObject({
  maxFrameBytes: positive.default(32 * MiB),
  coalesceWindowMs: whole.max(10_000).default(33),
  coalesceMode: z.enum(["merge", "frames"]).default("merge"),
  highWaterBytes: positive.default(MiB),
  queueLimitChars: positive.default(64 * MiB),
  rpcConcurrency: positive.default(4),
  rpcQueueLimit: positive.default(1024),
  maxSessions: whole.default(0),
  maxLiveSessions: whole.default(0),
  journalChars: whole.default(64 * MiB),
  orphanGraceMs: timer.default(20_000),
  sessionTtlMs: whole.default(21_600_000),
  busyMode: z.enum(["interrupt", "queue", "steer"]).default("interrupt"),
  buildDelayMs: timer.default(50),
  agentWaitMs: timer.min(1).default(30_000),
  stuckAgentMs: timer.default(5_000),
  questionTimeoutsMs: questionTimeouts.prefault({}),
  retentionMs: whole.default(90 * 86_400_000),
  retentionChars: whole.default(256 * MiB),
  cwd: z.string().default(""),
  autoTitle: z.boolean().default(true),
  saveDocument: z.custom<SaveDocument>(isFunction, "expected function").default(() => nowhere),
});

/**
 * Fills in defaults.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveOptions(options: GatewayOptions): ResolvedGatewayOptions {
  const { clock = systemClock, logger = logtapeLogger(), store, hooks = {}, ...others } = options;
  const { provider, agents = {}, commands, ...rest } = others;
  if (!isProvider(provider)) {
    throw new TypeError(
      'Cannot create a gateway: option "provider" must make agents; pass echoProvider() to try one',
    );
  }
  for (const [name, agent] of Object.entries(agents)) {
    if (name !== "" && isProvider(agent)) continue;
    throw new TypeError(`Cannot create a gateway: option "agents.${name}" must make agents`);
  }
  checkHooks(hooks);
  const parsed = numbers.safeParse(rest);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const why = issue?.message.replace(/^Invalid input: /, "") ?? "invalid";
    const where = issue?.path.length ? `option "${issue.path.join(".")}": ` : "";
    throw new TypeError(`Cannot create a gateway: ${where}${why}`);
  }
  return {
    ...parsed.data,
    provider,
    agents,
    commands: resolveCommandOptions(commands),
    clock,
    logger,
    hooks,
    store: store ?? new MemoryStore({ maxEvents: 0 }),
  };
}

function isProvider(value: unknown): value is AgentProvider {
  const provider = value as AgentProvider | undefined;
  return typeof provider?.create === "function" && typeof provider.describe === "function";
}

function checkHooks(hooks: SessionHooks): void {
  const known = ["onSessionStart", "onTurnEnd", "onSessionEnd"];
  for (const [name, hook] of Object.entries(hooks)) {
    const why = known.includes(name) ? "expected function" : "there is no such hook";
    if (known.includes(name) && (hook === undefined || typeof hook === "function")) continue;
    throw new TypeError(`Cannot create a gateway: option "hooks.${name}": ${why}`);
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function nowhere(): never {
  throw new Error("this gateway has no folder for documents");
}
