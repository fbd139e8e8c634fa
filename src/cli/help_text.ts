/**
 * What the help says beside the flags.
 *
 * @module
 */
import { knobDefault } from "../lib/env.ts";
import { chatExitCodes, doctorExitCodes, exitCodes } from "./exit_codes.ts";
import { KNOBS } from "./knobs.ts";

/** Below the list of commands. */
export function programEpilogue(): string {
  return [
    section("Examples:", [
      ["tidegate serve", "open the printed link and talk to the echo agent"],
      ["tidegate serve --port 0", "any free port; read it from the ready line"],
      ["tidegate chat", "the same agent in this terminal"],
      ["tidegate doctor", "what would keep serve from working, and the remedy"],
      ["tidegate help serve", "all flags of serve"],
      ["tidegate help environment", "all settings from the environment"],
    ]),
    exitCodeSection(),
  ].join("\n");
}

/** Below the flags of `serve`. */
export function serveEpilogue(): string {
  return [
    "\nExamples:",
    "  tidegate serve",
    "  tidegate serve --agent openai --base-url http://127.0.0.1:11434/v1 --model llama3.2",
    "  OPENAI_API_KEY=… tidegate serve --agent openai --model gpt-5-mini",
    "  tidegate serve --agent acp -- codex-acp",
    "  tidegate serve --agent module ./agent.ts",
    "  TIDEGATE_TOKEN=$(openssl rand -hex 32) tidegate serve --host 0.0.0.0",
    "",
    "Once listening, stdout says TIDEGATE_READY port=<number>, then the link to open. The link signs a",
    "browser in once. Other clients show the credential: a random one is made at each start unless",
    "TIDEGATE_TOKEN or --token-file gives one, which an address other than loopback asks for.",
    "The echo agent asks questions on command: /ask Which one? | red | green, /approve rm -r build,",
    "/sudo, /secret API_KEY, /terminal.",
    "What is set in a front end is kept in the configuration file; an API key in keys.env, which lies in",
    "the usual folder of that, and wins over the environment.",
    "Settings can come from the environment too (tidegate help environment); flags win.",
    exitCodeSection(),
  ].join("\n");
}

/** Below the flags of `stdio`. */
export function stdioEpilogue(): string {
  return [
    "\nExamples:",
    `  echo '{"jsonrpc":"2.0","id":1,"method":"session.create"}' | tidegate stdio`,
    "  tidegate stdio --agent openai --base-url http://127.0.0.1:11434/v1 --model llama3.2",
    "",
    "One JSON-RPC request a line on stdin; stdout carries frames and nothing else, stderr the log.",
    "The end of stdin ends the process. Ctrl-C is ignored: interrupts come as requests.",
    "Settings can come from the environment too (tidegate help environment); flags win.",
    exitCodeSection(),
  ].join("\n");
}

/** Below the flags of `chat`. */
export function chatEpilogue(): string {
  return [
    "\nExamples:",
    "  tidegate chat --agent acp -- codex-acp",
    "  TIDEGATE_TOKEN=… tidegate chat --url http://127.0.0.1:9120",
    "  echo 'What is the tide?' | tidegate chat --once",
    "",
    "Without --url a gateway runs in this process, with the agents and conversations tidegate serve would",
    "have; no port is opened. With it the credential comes from TIDEGATE_TOKEN or --token-file.",
    "Ctrl-C interrupts the turn, and leaves at an empty prompt, as Ctrl-D does. /help lists the commands,",
    "Tab completes them; //word says /word to the agent. /new, /branch, /sessions and /resume lead to",
    "other conversations, /quit leaves.",
    "In a pipe the text of answers goes to stdout and everything else to stderr. Without --once each line",
    "is a prompt. Nobody is there to be asked, so what an agent asks is denied, and that is told.",
    exitCodeSection(chatExitCodes),
  ].join("\n");
}

/** Below the flags of `doctor`. */
export function doctorEpilogue(): string {
  return [
    "\nExamples:",
    "  tidegate doctor",
    "  tidegate doctor --host 0.0.0.0 --public-origin https://agents.example.org",
    "  tidegate doctor --json",
    "",
    "Give it the flags you give to serve. Each line says ok, note or PROBLEM, what was looked at and what was",
    "found; below a note or problem stand the flags to add or the command to run. Model servers and tool",
    "servers are asked once, without a key; agents are not started. No credential is ever printed.",
    exitCodeSection(doctorExitCodes),
  ].join("\n");
}

/** The whole of `tidegate help environment`. */
export function environmentHelp(): string {
  const blocks = Object.values(KNOBS).map((knob) => {
    const aliases: readonly string[] = "aliases" in knob ? knob.aliases : [];
    const also = aliases.length === 0 ? [] : [`      also read as ${aliases.join(", ")}`];
    const standard = knob.default === undefined ? "" : ` (default: ${knobDefault(knob)})`;
    return [`  ${knob.name}${standard}`, `      ${knob.doc}`, ...also].join("\n");
  });
  return [
    "Settings from the environment. Flags win over them. A value that cannot be used is reported and",
    "the default taken; names ending in _S are seconds, fractions allowed.",
    "",
    ...blocks,
    "",
  ].join("\n");
}

function exitCodeSection(
  codes: Record<string, { code: number; meaning: string }> = exitCodes,
): string {
  const rows = Object.values(codes).map((exit): Row => [String(exit.code), exit.meaning]);
  return section("Exit codes:", rows);
}

type Row = readonly [left: string, right: string];

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return ["", title, ...lines].join("\n");
}
