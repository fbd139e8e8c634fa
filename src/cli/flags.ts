/**
 * The flags of the commands: what they are called, what they take, what a wrong value is told.
 *
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  DEFAULT_BASE_URL,
  DEFAULT_FIRST_BYTE_TIMEOUT_MS,
  DEFAULT_STALL_TIMEOUT_MS,
} from "../agent/openai_options.ts";
import { withoutBrackets } from "../http/address.ts";
import { knobDefault, MAX_TIMER_SECONDS } from "../lib/env.ts";
import { UsageError } from "./exit_codes.ts";
import { KNOBS } from "./knobs.ts";

/** Flags of every command that runs a gateway. What is not given is `undefined`. */
export interface GatewayFlags {
  /** `echo`, `openai`, `acp`, `module`, or an agent of the configuration. */
  agent?: string;
  /** What stands behind the flags: an ACP agent's program and its arguments, or a module. */
  command?: readonly string[];
  config?: string;
  isolate?: "worker" | "none";
  files?: "off" | "read" | "write";
  terminals?: boolean;
  pace?: number;
  baseUrl?: string;
  model?: string;
  systemPrompt?: string;
  apiKeyEnv?: string;
  /** Seconds. */
  firstByteTimeout?: number;
  /** Seconds. */
  stallTimeout?: number;
  state?: string;
  coalesceMs?: number;
  coalesceMode?: "merge" | "frames";
  maxSessions?: number;
  maxLiveSessions?: number;
  exitWithParent?: boolean;
  logLevel?: "debug" | "info" | "warning" | "error";
}

/** Flags of `tidegate serve`. */
export interface ServeFlags extends GatewayFlags {
  host?: string;
  port?: number;
  tokenFile?: string;
  observerTokenFile?: string;
  publicOrigin?: string[];
  allowHost?: string[];
  readyPrefix?: string;
  readyFile?: string;
}

/** Flags of `tidegate chat`. */
export interface ChatFlags extends GatewayFlags {
  /** Of a gateway that runs; else one is run here. */
  url?: string;
  session?: string;
  once?: boolean;
  tokenFile?: string;
}

/** Flags of `tidegate doctor`. */
export interface DoctorFlags extends ServeFlags {
  json?: boolean;
}

/** Adds the flags of `serve` to a command. */
export function addServeFlags(command: Command): void {
  command
    .optionsGroup("Address:")
    .addOption(flag("--host <host>", "address to listen on", "127.0.0.1").argParser(parseHost))
    .addOption(
      flag("--port <number>", "port to listen on; 0 takes any free one", knobDefault(KNOBS.port))
        .argParser(parsePort),
    );
  addAgentFlags(command);
  command
    .optionsGroup("Access:")
    .option("--token-file <path>", "file that holds the credential every client must show")
    .option("--observer-token-file <path>", "file with a credential that lets watch and no more")
    .option("--public-origin <url>", "origin of a tunnel or proxy in front; repeatable", collect)
    .option("--allow-host <name>", "further host name requests may use; repeatable", collect);
  addStreamFlags(command);
  command
    .optionsGroup("For programs that start this one:")
    .addOption(
      flag("--ready-prefix <text>", "first word of the ready line", KNOBS.readyPrefix.default)
        .argParser(parseReadyPrefix),
    )
    .option("--ready-file <path>", 'file to write {"port":N} to once listening')
    .option("--exit-with-parent", "end when stdin ends, or the process that started this one has")
    // Launchers of other gateways pass it; no browser is opened here anyway.
    .addOption(new Option("--no-open").hideHelp());
  addLogFlags(command, "info");
}

/** Adds the flags of `stdio` to a command. */
export function addStdioFlags(command: Command): void {
  addAgentFlags(command);
  addStreamFlags(command);
  command
    .optionsGroup("For programs that start this one:")
    .option("--exit-with-parent", "end when the process that started this one has, stdin or not");
  addLogFlags(command, "warning");
}

/** Adds the flags of `chat` to a command. */
export function addChatFlags(command: Command): void {
  command
    .optionsGroup("Conversation:")
    .addOption(
      new Option("--url <url>", "a gateway that runs, such as http://127.0.0.1:9120")
        .argParser(parseGatewayUrl),
    )
    .option("--token-file <path>", "file that holds its credential, if TIDEGATE_TOKEN does not")
    .option("--session <id>", "the conversation to go on with: its id or its exact title")
    .option("--once", "say all of stdin as one prompt, print the answer, and end");
  addAgentFlags(command);
  addStreamFlags(command);
  addLogFlags(command, "warning");
}

function addAgentFlags(command: Command): void {
  command
    .optionsGroup("Agent:")
    .addOption(
      flag("--agent <name>", "who answers: echo, openai, acp, module, or one of the file", "echo"),
    )
    .addOption(
      flag(
        "--config <path>",
        "file with agents, tools, commands and settings",
        "config.yaml, if it is there",
      ),
    )
    .addOption(
      flag("--isolate <how>", "acp, module, openai with tools: in a worker, or none", "worker")
        .argParser(oneOf(["worker", "none"])),
    )
    .addOption(
      flag("--files <access>", "acp: files of the session's folder: off, read, write", "off")
        .argParser(oneOf(["off", "read", "write"])),
    )
    .option("--terminals", "acp: let it run commands through the gateway, each one approved")
    .addOption(
      flag("--pace <ms>", "echo: pause between words", "20 ms").argParser(parsePace),
    )
    .addOption(
      flag("--base-url <url>", "openai: the endpoint", DEFAULT_BASE_URL).argParser(parseUrl),
    )
    .option("--model <name>", "openai: the model to ask")
    .option("--system-prompt <text>", "openai: text put before every conversation")
    .addOption(
      flag("--api-key-env <name>", "openai: environment variable of the key", "OPENAI_API_KEY")
        .argParser(parseVariableName),
    )
    .addOption(
      flag(
        "--first-byte-timeout <s>",
        "openai: seconds an answer may take to begin",
        seconds(DEFAULT_FIRST_BYTE_TIMEOUT_MS),
      ).argParser(parseSeconds),
    )
    .addOption(
      flag(
        "--stall-timeout <s>",
        "openai: seconds of silence within an answer",
        seconds(DEFAULT_STALL_TIMEOUT_MS),
      ).argParser(parseSeconds),
    );
}

function addStreamFlags(command: Command): void {
  command
    .optionsGroup("Conversations:")
    .addOption(
      flag(
        "--state <path>",
        "file that keeps them; :memory: keeps them until the end",
        "state.db in the state folder",
      ),
    )
    .optionsGroup("Streaming and limits:")
    .addOption(
      flag(
        "--coalesce-ms <ms>",
        "how long text is gathered; 0 = not",
        knobDefault(KNOBS.coalesceMs),
      )
        .argParser(wholeNumber(KNOBS.coalesceMs)),
    )
    .addOption(
      flag("--coalesce-mode <mode>", "merge gathered text, or keep its frames", "merge")
        .argParser(oneOf(KNOBS.coalesceMode.choices)),
    )
    .addOption(
      flag("--max-sessions <number>", "sessions that may live at once; 0 = no limit", "0")
        .argParser(wholeNumber(KNOBS.maxSessions)),
    )
    .addOption(
      flag("--max-live-sessions <number>", "above it those without a window end; 0 = no cap", "0")
        .argParser(wholeNumber(KNOBS.maxLiveSessions)),
    );
}

function addLogFlags(command: Command, shownDefault: string): void {
  command
    .optionsGroup("Log:")
    .addOption(
      flag("--log-level <level>", "debug, info, warning or error", shownDefault)
        .argParser(oneOf(KNOBS.logLevel.choices)),
    );
}

// The default is shown, not set: what was not given must stay apart from what was, for the environment
// comes in between.
function flag(flags: string, text: string, shownDefault: string): Option {
  return new Option(flags, `${text} (default: ${shownDefault})`);
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], value];
}

function parseHost(text: string): string {
  const host = withoutBrackets(text.trim());
  if (/^[\w.:%-]+$/.test(host)) return host;
  throw new InvalidArgumentError("Give an address or a name without port, such as 127.0.0.1.");
}

function parsePort(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("Give a whole number from 0 to 65535; 0 takes any free port.");
}

function oneOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new InvalidArgumentError(`Give one of ${choices.join(", ")}.`);
  };
}

function parsePace(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number of milliseconds, 0 or more.");
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

// A timer's shortest and longest wait.
function parseSeconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= 0.001 && value <= MAX_TIMER_SECONDS) return value;
  throw new InvalidArgumentError(
    `Give a number of seconds from 0.001 to ${MAX_TIMER_SECONDS}, such as 90.`,
  );
}

function parseUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Give a URL such as http://127.0.0.1:11434/v1.");
}

function parseGatewayUrl(text: string): string {
  if (/^(https?|wss?):\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Give a URL such as http://127.0.0.1:9120.");
}

function parseReadyPrefix(text: string): string {
  if (text.trim() !== "" && !/[\r\n]/.test(text)) return text;
  throw new InvalidArgumentError("Give a text of one line, such as TIDEGATE_READY.");
}

function parseVariableName(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  // What stands here by mistake is likely the key itself, so it is not repeated.
  throw new UsageError(
    "option '--api-key-env <name>' takes the name of an environment variable, such as " +
      "OPENAI_API_KEY, and never the key itself",
  );
}

function wholeNumber({ min, max }: { min: number; max?: number }): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= min && value <= (max ?? Infinity)) return value;
    const range = max === undefined ? `${min} or more` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Give a whole number, ${range}.`);
  };
}
