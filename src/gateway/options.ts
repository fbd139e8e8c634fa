/**
 * What a gateway can be told, checked once at the door.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { MemoryStore } from "../store/memory_store.ts";
import type { Store } from "../store/store.ts";
import { type AttachmentFolder, noAttachmentFolder } from "../workspace/attachment_folder.ts";
import { type Clipboard, noClipboard } from "../workspace/clipboard.ts";
import { type DocumentShelf, noDocumentShelf } from "../workspace/document_shelf.ts";
import { noPdfPages, type PdfPages } from "../workspace/pdf_pages.ts";
import { noWorkspace, type WorkspaceAccess } from "../workspace/workspace_access.ts";
import {
  type CommandOptions,
  resolveCommandOptions,
  type ResolvedCommandOptions,
} from "./command_options.ts";
import { type GitOptions, resolveGitOptions } from "./git_options.ts";
import { checkOwnMethods, type OwnMethod } from "./own_method.ts";
import { checkPort, fault, isFunction, isObject, shown } from "./option_fault.ts";
import { checkValues } from "./option_values.ts";
import { type ResolvedSetup, resolveSetup, type SetupOptions } from "./setup_options.ts";
import { resolveTelemetry } from "./resolve_telemetry.ts";
import type { Telemetry } from "./telemetry.ts";
import type { SaveDocument } from "./saved_conversation.ts";
import type { LoadRenderer } from "../session/rendering.ts";
import type { CoalesceMode } from "../session/coalescer.ts";
import type { SessionHooks } from "../session/hooks.ts";
import type { BusyMode } from "../session/prompt_runner.ts";
import type { QuestionTimeouts } from "../session/question_kinds.ts";

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
  /** Where time comes from. Default: the real clock. */
  clock?: Clock;
  /** Where the log goes. Default: LogTape's, category `tidegate`: silent until LogTape is configured. */
  logger?: Logger;
  /** Methods beside those of the protocol: see {@linkcode defineMethod}. Default: none. */
  methods?: readonly OwnMethod[];
  /** Where `session.save` puts its documents. Default: nowhere, and `session.save` says so. */
  saveDocument?: SaveDocument;
  /** How folders are looked into: for completion of paths and for attachments. Default: not at all. */
  workspace?: WorkspaceAccess;
  /** Where what is sent along with prompts is kept. Default: nowhere, and attaching it says so. */
  attachments?: AttachmentFolder;
  /** How pages of a PDF become images. Default: not at all, and `pdf.attach` says so. */
  pdfPages?: PdfPages;
  /** The clipboard of this machine. Default: none, and `clipboard.paste` says so. */
  clipboard?: Clipboard;
  /** Where long pastes are put (`paste.collapse`). Default: nowhere, and it says so. */
  pastes?: DocumentShelf;
  /** Where `spawn_tree.save` puts what it is given. Default: nowhere, and it says so. */
  spawnTrees?: DocumentShelf;
  /** How git is run, and where what belongs to it is kept. Default: not at all, and nothing is of a branch. */
  git?: GitOptions;
  /** Where settings and keys are kept. Default: in memory; and no key can be given. */
  setup?: SetupOptions;
  /**
   * Loads what makes texts for terminals: `rendered` of answers and diffs, for windows that ask for it.
   * Default: nothing, and there is no `rendered`.
   */
  renderer?: LoadRenderer;
  /** Whether conversations that nobody has named get a title from their agent. Default `true`. */
  autoTitle?: boolean;
  /** Slash commands beside those that are built in. Default: none. */
  commands?: CommandOptions;
  /** Hear of sessions that begin, turns that end and sessions that end. */
  hooks?: SessionHooks;
  /** Who measures it: see {@linkcode Telemetry}. Default: nobody, which costs nothing. */
  telemetry?: Telemetry | readonly Telemetry[];
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
  & Required<
    Omit<
      GatewayOptions,
      "questionTimeoutsMs" | "commands" | "telemetry" | "git" | "renderer" | "setup"
    >
  >
  & {
    questionTimeoutsMs: QuestionTimeouts;
    commands: ResolvedCommandOptions;
    telemetry: Telemetry | undefined;
    renderer?: LoadRenderer | undefined;
    git: GitOptions | undefined;
    setup: ResolvedSetup;
  };

/**
 * Fills in defaults.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveOptions(options: GatewayOptions): ResolvedGatewayOptions {
  if (!isObject(options)) {
    throw new TypeError(
      `Cannot create a gateway: its options are ${
        shown(options)
      }; pass an object with a "provider"`,
    );
  }
  const { clock = systemClock, logger = logtapeLogger(), store, hooks = {}, ...others } = options;
  const { provider, agents = {}, commands, methods = [], telemetry, ...more } = others;
  const { workspace = noWorkspace, attachments = noAttachmentFolder, git, setup, ...shelves } =
    more;
  const { pastes = noDocumentShelf, spawnTrees = noDocumentShelf, ...sources } = shelves;
  const { pdfPages = noPdfPages, clipboard = noClipboard, ...rest } = sources;
  if (!isProvider(provider)) {
    throw fault("provider", "must make agents; pass echoProvider() to try one");
  }
  checkAgents(agents);
  checkPort("clock", clock, ["now", "monotonic", "after"], "leave it out for the real one");
  checkPort("logger", logger, logLevels, "pass silentLogger for none");
  if (store !== undefined) {
    checkPort("store", store, storeMethods, "leave it out for one in memory");
  }
  checkPort("workspace", workspace, workspaceMethods, "leave it out for none");
  checkPort(
    "attachments",
    attachments,
    ["keep", "removeFile", "remove", "all"],
    "leave it out for none",
  );
  checkPort("pdfPages", pdfPages, ["missing", "draw"], "leave it out for none");
  checkPort("clipboard", clipboard, ["image"], "leave it out for none");
  checkPort("pastes", pastes, shelfMethods, "leave it out for none");
  checkPort("spawnTrees", spawnTrees, shelfMethods, "leave it out for none");
  checkHooks(hooks);
  checkMethods(methods);
  if (commands !== undefined && !isObject(commands)) {
    throw fault("commands", `must be an object, it is ${shown(commands)}; leave it out for none`);
  }
  return {
    ...checkValues(rest),
    provider,
    workspace,
    attachments,
    pdfPages,
    clipboard,
    pastes,
    spawnTrees,
    agents,
    methods,
    commands: resolveCommandOptions(commands),
    git: resolveGitOptions(git),
    setup: resolveSetup(setup),
    clock,
    logger,
    hooks,
    ...resolveTelemetry(telemetry, {
      clock,
      logger,
      store: store ?? new MemoryStore({ maxEvents: 0 }),
    }),
  };
}

const workspaceMethods = ["absolute", "inside", "base", "url", "kindOf", "list", "read"];
const shelfMethods = ["keep", "list", "read"];
const logLevels = ["debug", "info", "warn", "error", "critical"];
const storeMethods = [
  ...["write", "session", "sessionByLiveId", "sessionByTitle", "sessions", "children", "messages"],
  ...["events", "range", "prompt", "openPrompts", "agentState", "approvals", "tidy", "close"],
];

function checkAgents(agents: Readonly<Record<string, AgentProvider>>): void {
  if (!isObject(agents)) {
    throw fault("agents", `must be an object of providers by name, it is ${shown(agents)}`);
  }
  for (const [name, agent] of Object.entries(agents)) {
    if (name === "") throw fault("agents", "has one without a name; give it one");
    if (!isProvider(agent)) {
      throw fault(`agents.${name}`, "must make agents; pass echoProvider() to try one");
    }
  }
}

function checkHooks(hooks: SessionHooks): void {
  const known = ["onSessionStart", "onTurnEnd", "onSessionEnd"];
  if (!isObject(hooks)) {
    throw fault("hooks", `must be an object of functions, it is ${shown(hooks)}`);
  }
  for (const [name, hook] of Object.entries(hooks)) {
    if (!known.includes(name)) {
      throw fault(`hooks.${name}`, `is not there; there are ${known.join(", ")}`);
    }
    if (hook !== undefined && !isFunction(hook)) {
      throw fault(`hooks.${name}`, `must be a function, it is ${shown(hook)}`);
    }
  }
}

function checkMethods(methods: readonly OwnMethod[]): void {
  if (!Array.isArray(methods)) {
    throw fault("methods", `must be a list of what defineMethod() makes, it is ${shown(methods)}`);
  }
  try {
    checkOwnMethods(methods);
  } catch (error) {
    throw fault("methods", errorMessage(error).replace(/^TypeError: /, ""), ":");
  }
}

function isProvider(value: unknown): value is AgentProvider {
  const provider = value as AgentProvider | undefined;
  return typeof provider?.create === "function" && typeof provider.describe === "function";
}
