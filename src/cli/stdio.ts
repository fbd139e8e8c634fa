/**
 * `tidegate stdio`: a gateway for the program that started this one.
 *
 * @module
 */
import { StdioConversation, type StdioEnd } from "../adapters/stdio.ts";
import { consoleOver } from "../adapters/stdio_console.ts";
import type { Host } from "./host.ts";
import { openGateway, prepare } from "./open_gateway.ts";
import type { ProcessLife } from "./process_life.ts";
import { sidecarPatienceMs, startSidecar } from "./sidecar.ts";
import type { StdioFlags } from "./sidecar_flags.ts";
import { endSignals, onSignals } from "./signals.ts";
import { type Startup, withStartup } from "./startup.ts";
import type { TracingFlags } from "./telemetry_flags.ts";

/** Runs until the peer leaves or a signal comes; the process has ended when this returns. */
export function runStdio(flags: StdioFlags & TracingFlags, host: Host): Promise<void> {
  return withStartup({ host, flags, logLevel: "warning" }, (startup) => converse(flags, startup));
}

async function converse(flags: StdioFlags & TracingFlags, startup: Startup): Promise<void> {
  const { host, settings, clock, logger, lines, life } = startup;
  globalThis.console = consoleOver(lines);
  let finish = () => Promise.resolve();
  // Ctrl-C in a terminal reaches every process in it, but belongs to the front end: it interrupts a turn
  // by a request.
  onSignals(["SIGINT"], () => {});
  const end = (reason: string) => void life.end(reason, () => finish());
  onSignals(endSignals, end);
  if (flags.exitWithParent ?? settings.exitWithParent) {
    const { onParentEnd } = await import("./parent_end.ts");
    onParentEnd(startup, { readsStdin: false, onEnd: end });
  }

  const prepared = await prepare(startup, flags);
  const { gateway, close } = await openGateway(startup, { flags, prepared });
  const sidecar = startSidecar(startup, flags);
  const conversation = new StdioConversation({
    gateway,
    streams: host.streams(clock),
    clock,
    logger,
    drainMs: settings.shutdownGrace * 1_000,
    ...sidecar === undefined ? {} : { alsoTell: sidecar },
  });
  finish = async () => {
    await conversation.finish();
    await Promise.all([close(), sidecar?.finish(sidecarPatienceMs(settings))]);
  };
  await endProcess(life, await conversation.ended, finish);
}

function endProcess(life: ProcessLife, end: StdioEnd, finish: () => Promise<void>): Promise<void> {
  switch (end.kind) {
    case "eof":
      return life.end("stdin EOF (the peer closed the command pipe)", finish);
    case "gone":
      return life.end(
        end.wroteFrames
          ? "the peer is gone (broken stdout pipe)"
          : "startup write failed (broken stdout pipe before first event)",
        finish,
      );
    case "closed":
      return life.end(`closed by the gateway: ${end.reason} (${end.code})`, finish);
    case "failed":
      return life.crash("stdio failed", end.error);
  }
}
