/**
 * The settings the command line takes from the environment. Flags win over them.
 *
 * Names come from the wire protocol's reference with `TIDEGATE_` in place of `HERMES_TUI_`; the old
 * names are accepted too.
 *
 * @module
 */
import { isSidecarUrl } from "../adapters/sidecar_target.ts";
import { baseUrlFault, DEFAULT_BASE_URL } from "../agent/openai_options.ts";
import type { Knob, KnobValues } from "../lib/env.ts";

/** What fits into a header: clients send the credential there. */
export const TOKEN_PATTERN = {
  matches: /^[\x21-\x7e]+$/,
  wanted: "made of printable ASCII characters without blanks",
} as const;

/** Every knob of `tidegate serve` and `tidegate stdio`. */
export const KNOBS = {
  host: {
    kind: "string",
    name: "TIDEGATE_HOST",
    default: "127.0.0.1",
    doc: "address to listen on",
  },
  port: {
    kind: "int",
    name: "TIDEGATE_PORT",
    default: 9120,
    min: 0,
    max: 65_535,
    doc: "port to listen on; 0 takes any free one",
  },
  token: {
    kind: "string",
    name: "TIDEGATE_TOKEN",
    aliases: ["HERMES_DASHBOARD_SESSION_TOKEN"],
    default: undefined,
    secret: true,
    pattern: TOKEN_PATTERN,
    doc: "the credential every client must show (otherwise random at each start)",
  },
  tokenFile: {
    kind: "string",
    name: "TIDEGATE_TOKEN_FILE",
    default: undefined,
    doc: "file that holds the credential",
  },
  observerToken: {
    kind: "string",
    name: "TIDEGATE_OBSERVER_TOKEN",
    default: undefined,
    secret: true,
    pattern: TOKEN_PATTERN,
    doc: "a second credential, whose bearers may watch every session and change nothing",
  },
  observerTokenFile: {
    kind: "string",
    name: "TIDEGATE_OBSERVER_TOKEN_FILE",
    default: undefined,
    doc: "file that holds the credential of observers",
  },
  readyPrefix: {
    kind: "string",
    name: "TIDEGATE_READY_PREFIX",
    default: "TIDEGATE_READY",
    pattern: { matches: /^[^\r\n]+$/, wanted: "one line" },
    doc: "first word of the ready line",
  },
  readyFile: {
    kind: "string",
    name: "TIDEGATE_READY_FILE",
    aliases: ["HERMES_DESKTOP_READY_FILE"],
    default: undefined,
    doc: 'file to write {"port":N} to once listening',
  },
  sidecarUrl: {
    kind: "string",
    name: "TIDEGATE_SIDECAR_URL",
    aliases: ["HERMES_TUI_SIDECAR_URL"],
    default: undefined,
    // A credential stands in it.
    secret: true,
    pattern: { matches: { test: isSidecarUrl }, wanted: "a ws:// or wss:// address" },
    doc: "stdio: address that hears every frame of stdout too, such as /api/pub of another gateway",
  },
  exitWithParent: {
    kind: "boolean",
    name: "TIDEGATE_EXIT_WITH_PARENT",
    default: false,
    doc: "end when stdin ends, or the process that started this one has",
  },
  agent: {
    kind: "string",
    name: "TIDEGATE_AGENT",
    default: undefined,
    doc:
      "which agent answers: echo, openai, or one of the configuration (otherwise what that says, " +
      "or echo)",
  },
  config: {
    kind: "string",
    name: "TIDEGATE_CONFIG",
    default: undefined,
    doc:
      "file with agents, tools, commands and settings (otherwise config.yaml in the configuration folder)",
  },
  baseUrl: {
    kind: "string",
    name: "TIDEGATE_BASE_URL",
    default: DEFAULT_BASE_URL,
    // A key may stand here by mistake.
    secret: true,
    pattern: {
      matches: { test: (text) => baseUrlFault(text) === undefined },
      wanted: "an http(s) URL without a user name, such as http://127.0.0.1:11434/v1",
    },
    doc: "endpoint of the openai agent",
  },
  model: {
    kind: "string",
    name: "TIDEGATE_MODEL",
    aliases: ["HERMES_MODEL", "HERMES_INFERENCE_MODEL"],
    default: undefined,
    doc: "model of the openai agent",
  },
  cwd: {
    kind: "string",
    name: "TIDEGATE_CWD",
    aliases: ["TERMINAL_CWD"],
    default: undefined,
    doc: "folder new sessions work in (otherwise the current one)",
  },
  rpcWorkers: {
    kind: "int",
    name: "TIDEGATE_RPC_POOL_WORKERS",
    aliases: ["HERMES_TUI_RPC_POOL_WORKERS"],
    default: 4,
    min: 2,
    max: 256,
    outside: "clamp",
    doc: "background calls at once per connection, at least 2",
  },
  busyMode: {
    kind: "choice",
    name: "TIDEGATE_BUSY_MODE",
    default: "interrupt",
    choices: ["interrupt", "queue", "steer"],
    doc: "what a prompt does to a running turn",
  },
  autoTitle: {
    kind: "boolean",
    name: "TIDEGATE_AUTO_TITLE",
    default: true,
    doc: "whether a conversation without a title is given one by its agent",
  },
  checkpoints: {
    kind: "boolean",
    name: "TIDEGATE_CHECKPOINTS",
    aliases: ["HERMES_TUI_CHECKPOINTS"],
    default: false,
    doc: "whether a session's folder is kept before each turn, for /rollback",
  },
  orphanGrace: {
    kind: "seconds",
    name: "TIDEGATE_WS_ORPHAN_REAP_GRACE_S",
    aliases: ["HERMES_TUI_WS_ORPHAN_REAP_GRACE_S"],
    default: 20,
    doc: "how long a session outlives its last window; 0 keeps it",
  },
  sessionTtl: {
    kind: "seconds",
    name: "TIDEGATE_SESSION_TTL_S",
    aliases: ["HERMES_TUI_SESSION_TTL_S"],
    default: 21_600,
    doc: "how long an idle session without a window is kept",
  },
  maxSessions: {
    kind: "int",
    name: "TIDEGATE_MAX_SESSIONS",
    default: 0,
    min: 0,
    doc: "sessions that may live at once; 0 sets no limit",
  },
  maxLiveSessions: {
    kind: "int",
    name: "TIDEGATE_MAX_LIVE_SESSIONS",
    default: 0,
    min: 0,
    doc: "live sessions above which those without a window end, longest quiet first; 0 keeps them",
  },
  maxFrameBytes: {
    kind: "int",
    name: "TIDEGATE_MAX_FRAME_BYTES",
    default: 33_554_432,
    min: 1_024,
    // Deno ends a WebSocket over a frame of 64 MiB or more (seen with 2.4.2 and 2.9.6).
    max: 67_108_864,
    unit: "bytes",
    doc: "largest request that is read",
  },
  coalesceMs: {
    kind: "int",
    name: "TIDEGATE_COALESCE_MS",
    default: 33,
    min: 0,
    max: 10_000,
    unit: "ms",
    doc: "how long streamed text is gathered; 0 sends every piece at once",
  },
  coalesceMode: {
    kind: "choice",
    name: "TIDEGATE_COALESCE_MODE",
    default: "merge",
    choices: ["merge", "frames"],
    doc: "merge gathered text into one event, or send it as the frames it came in",
  },
  shutdownGrace: {
    kind: "seconds",
    name: "TIDEGATE_SHUTDOWN_GRACE_S",
    aliases: ["TIDEGATE_GATEWAY_SHUTDOWN_GRACE_S", "HERMES_TUI_GATEWAY_SHUTDOWN_GRACE_S"],
    default: 1,
    // Zero would mean that nothing is ever flushed.
    min: 0.001,
    doc: "how long a shutdown may take before the process ends anyway",
  },
  noFlush: {
    kind: "boolean",
    name: "TIDEGATE_GATEWAY_NO_FLUSH",
    aliases: ["HERMES_TUI_GATEWAY_NO_FLUSH"],
    default: false,
    doc: "accepted for old launchers; writes are not buffered here, so it changes nothing",
  },
  logLevel: {
    kind: "choice",
    name: "TIDEGATE_LOG_LEVEL",
    default: undefined,
    choices: ["debug", "info", "warning", "error"],
    doc: "least serious log line to print (otherwise info; warning for stdio)",
  },
  state: {
    kind: "string",
    name: "TIDEGATE_STATE",
    default: undefined,
    doc: "file that keeps conversations, or :memory: (otherwise state.db in the state folder)",
  },
  keepDays: {
    kind: "int",
    name: "TIDEGATE_KEEP_DAYS",
    default: 90,
    min: 0,
    max: 36_500,
    doc: "days after which a conversation that has ended is forgotten; 0 keeps all",
  },
  keepEventsMib: {
    kind: "int",
    name: "TIDEGATE_KEEP_EVENTS_MIB",
    default: 256,
    min: 0,
    max: 1_048_576,
    unit: "MiB",
    doc: "events kept in all for windows that come back; 0 sets no limit",
  },
  metrics: {
    kind: "boolean",
    name: "TIDEGATE_METRICS",
    default: false,
    doc: "serve: metrics for Prometheus at /metrics, for who shows the credential",
  },
  otel: {
    kind: "boolean",
    name: "TIDEGATE_OTEL",
    default: false,
    doc: "OpenTelemetry spans, to where OTEL_EXPORTER_OTLP_ENDPOINT says",
  },
  crashLog: {
    kind: "string",
    name: "TIDEGATE_CRASH_LOG",
    default: undefined,
    doc: "file for the stack of a crash (otherwise crash.log in the state folder)",
  },
} as const satisfies Record<string, Knob>;

/** Variables that hold credentials of the gateway itself: nothing it starts has any use for them. */
export const CREDENTIAL_VARIABLES: readonly string[] = [
  KNOBS.token.name,
  ...KNOBS.token.aliases,
  KNOBS.observerToken.name,
  KNOBS.sidecarUrl.name,
  ...KNOBS.sidecarUrl.aliases,
];

/** The values of {@linkcode KNOBS}. */
export type Settings = KnobValues<typeof KNOBS>;
