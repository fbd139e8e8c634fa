/**
 * The command line as data: commands, flags, help. It runs nothing itself.
 *
 * @module
 */
import { Command } from "commander";
import {
  addChatFlags,
  addServeFlags,
  addStdioFlags,
  type ChatFlags,
  type DoctorFlags,
  type GatewayFlags,
} from "./flags.ts";
import { addSidecarFlags, type StdioFlags } from "./sidecar_flags.ts";
import {
  addTelemetryFlags,
  addTracingFlags,
  type MeasuredServeFlags,
  type TracingFlags,
} from "./telemetry_flags.ts";
import {
  chatEpilogue,
  doctorEpilogue,
  environmentHelp,
  programEpilogue,
  serveEpilogue,
  stdioEpilogue,
} from "./help_text.ts";

/** What the commands do, and where help and complaints go. */
export interface ProgramActions {
  serve(flags: MeasuredServeFlags): Promise<void>;
  stdio(flags: StdioFlags & TracingFlags): Promise<void>;
  chat(flags: ChatFlags): Promise<void>;
  doctor(flags: DoctorFlags): Promise<void>;
  out(text: string): void;
  err(text: string): void;
  version: string;
}

const COMMAND_HELP = "acp: the agent's program and its arguments, behind --; module: its file";

/**
 * Builds the program. Parsing throws a `CommanderError` where the process should end: after help, after
 * the version, after a mistake (which has been told to `err` by then).
 */
export function buildProgram(actions: ProgramActions): Command {
  const program = new Command("tidegate")
    .description("A gateway between AI agents and the windows people watch them in.")
    .version(actions.version, "-V, --version", "print the version and exit")
    .helpOption("-h, --help", "print this help and exit")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: actions.out,
      writeErr: actions.err,
      // Asking for colours reads the environment, which a scoped permission may refuse.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ helpWidth: 100, sortOptions: false })
    .addHelpText("after", programEpilogue);

  const serve = program.command("serve")
    .summary("serve over WebSocket, with a page for the browser")
    .description("Serve over WebSocket and HTTP, with a page for the browser.")
    .argument("[command...]", COMMAND_HELP)
    .addHelpText("after", serveEpilogue)
    .showHelpAfterError("(tidegate serve --help lists the flags)")
    .action((command: string[], flags: MeasuredServeFlags) =>
      actions.serve(withCommand(flags, command))
    );
  addServeFlags(serve);
  addTelemetryFlags(serve);

  const stdio = program.command("stdio")
    .summary("serve one program over stdin and stdout")
    .description("Serve the program that started this one, over stdin and stdout.")
    .argument("[command...]", COMMAND_HELP)
    .addHelpText("after", stdioEpilogue)
    .showHelpAfterError("(tidegate stdio --help lists the flags)")
    .action((command: string[], flags: StdioFlags) => actions.stdio(withCommand(flags, command)));
  addStdioFlags(stdio);
  addSidecarFlags(stdio);
  addTracingFlags(stdio);

  const chat = program.command("chat")
    .summary("talk in this terminal, or in a pipe")
    .description("Talk to an agent in this terminal, or in a pipe.")
    .argument("[command...]", COMMAND_HELP)
    .addHelpText("after", chatEpilogue)
    .showHelpAfterError("(tidegate chat --help lists the flags)")
    .action((command: string[], flags: ChatFlags) => actions.chat(withCommand(flags, command)));
  addChatFlags(chat);

  const doctor = program.command("doctor")
    .summary("say what would keep serve from working, and what to do about it")
    .description("Look whether serve could work with these flags. Starts nothing, changes nothing.")
    .argument("[command...]", COMMAND_HELP)
    .addHelpText("after", doctorEpilogue)
    .showHelpAfterError("(tidegate doctor --help lists the flags)")
    .option("--json", "print one JSON document")
    .action((command: string[], flags: DoctorFlags) => actions.doctor(withCommand(flags, command)));
  addServeFlags(doctor);
  addTelemetryFlags(doctor);

  program.command("help")
    .argument("[topic]", "serve, stdio, chat, doctor or environment")
    .summary("explain a command, or the environment")
    .action((topic: string | undefined) => explain(program, topic, actions));
  return program;
}

/**
 * Arguments as they reach the program through `deno task serve -- --port 0`: the runner hands its `--`
 * on, where it would turn every flag behind it into a plain argument.
 */
export function withoutTaskDashes(args: readonly string[]): string[] {
  const [command, dashes, ...rest] = args;
  if (command === undefined || command.startsWith("-") || dashes !== "--") return [...args];
  return [command, ...rest];
}

function explain(program: Command, topic: string | undefined, actions: ProgramActions): void {
  if (topic === undefined) return program.outputHelp();
  if (topic === "environment") return actions.out(environmentHelp());
  const command = program.commands.find((candidate) => candidate.name() === topic);
  if (command === undefined) {
    program.error(
      `error: no help on '${topic}': ask for serve, stdio, chat, doctor or environment`,
    );
  }
  command.outputHelp();
}

function withCommand<F extends GatewayFlags>(flags: F, command: readonly string[]): F {
  return command.length === 0 ? flags : { ...flags, command };
}
