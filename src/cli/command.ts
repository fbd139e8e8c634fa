/**
 * The `tidegate` command.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { commit } from "./build.ts";
import { exitCodes, StartError } from "./exit_codes.ts";
import type { Host } from "./host.ts";
import { exitLine } from "./process_life.ts";
import { versionText } from "./version_text.ts";

/**
 * Runs one command line.
 *
 * @returns the exit code, where there is a result to leave with: after help, or a mistake. A command
 * that runs a gateway ends the process itself.
 */
export async function runCommand(args: readonly string[], host: Host): Promise<number> {
  if (args[0] === "slash-worker") {
    // A child of a gateway's, which is to watch over its parent before anything heavy is loaded.
    const { runSlashWorker } = await import("../adapters/slash_worker_main.ts");
    return await runSlashWorker(args.slice(1));
  }
  if (args[0] === "agent-worker") {
    const { runAgentWorker } = await import("../adapters/agent_worker_main.ts");
    return await runAgentWorker(args.slice(1));
  }
  if (args[0] === "render-worker") {
    const { runRenderWorker } = await import("../adapters/render_worker_main.ts");
    return await runRenderWorker();
  }
  const { CommanderError } = await import("commander");
  const { buildProgram, withoutTaskDashes } = await import("./program.ts");
  let code: number = exitCodes.ok.code;
  const program = buildProgram({
    // Each command loads what it alone needs, so that a start pays for nothing else.
    serve: async (flags) => (await import("./serve.ts")).runServe(flags, host),
    stdio: async (flags) => (await import("./stdio.ts")).runStdio(flags, host),
    chat: async (flags) => {
      code = await (await import("./chat/chat.ts")).runChat(flags, host);
    },
    doctor: async (flags) => {
      const { runDoctor } = await import("./doctor/doctor.ts");
      code = await runDoctor(flags, { host, tell: (text) => print(1, text) });
    },
    out: (text) => print(1, text),
    err: (text) => print(2, text),
    version: versionText({ commit, about: host.about }),
  });
  const given = withoutTaskDashes(args);
  // A program starts that one, and looks for the line to learn why it ended.
  const tellExit = (why: string) => {
    if (given[0] === "stdio") print(2, `${exitLine(`did not start: ${why}`)}\n`);
  };
  try {
    await program.parseAsync(given, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has told the person already.
      if (error.exitCode === 0) return exitCodes.ok.code;
      tellExit(error.message.replace(/^error: /, ""));
      return exitCodes.usage.code;
    }
    if (!(error instanceof StartError)) {
      tellExit("it crashed");
      throw error;
    }
    print(2, `error: ${error.message}\n`);
    tellExit(error.message);
    return error.exitCode;
  }
}

function print(descriptor: 1 | 2, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
  } catch {
    // Whoever asked for help has closed the pipe (`| head`): nobody is left to tell.
  }
}
