/**
 * `tidegate serve`: a gateway over WebSocket and HTTP.
 *
 * @module
 */
import { isatty } from "node:tty";
import { PortInUseError, type RunningServer, type ServeOptions } from "../adapters/serving.ts";
import { withoutBrackets } from "../http/address.ts";
import { Credentials, signInUrl } from "../http/credentials.ts";
import { resolveSite } from "../http/site.ts";
import { errorMessage } from "../lib/error_text.ts";
import { accessToken, givenToken } from "./access_token.ts";
import { exitCodes, StartError, UsageError } from "./exit_codes.ts";
import type { ServeFlags } from "./flags.ts";
import type { Host } from "./host.ts";
import { openGateway, prepare } from "./open_gateway.ts";
import { announce, offerAnother } from "./ready.ts";
import { rememberedSignIns } from "./sign_ins.ts";
import { endSignals, interruptHandler, onSignals } from "./signals.ts";
import { type Startup, withStartup } from "./startup.ts";
import type { MeasuredServeFlags } from "./telemetry_flags.ts";

// Of the grace for a shutdown: the rest is for closing what has been drained, or would not drain.
const DRAIN_SHARE = 0.8;

/** Serves until a signal comes; the process has ended when this returns. */
export function runServe(flags: MeasuredServeFlags, host: Host): Promise<void> {
  return withStartup({ host, flags, logLevel: "info" }, (startup) => serveUntilEnd(flags, startup));
}

async function serveUntilEnd(flags: MeasuredServeFlags, startup: Startup): Promise<void> {
  const { host, settings, clock, logger, life } = startup;
  let finish = () => Promise.resolve();
  const end = (reason: string) => void life.end(reason, () => finish());
  onSignals(endSignals, end);
  const interrupted = interruptHandler(clock, {
    first: () => end("SIGINT"),
    second: () => void life.leave(exitCodes.cutShort.code, "a second SIGINT"),
  });
  onSignals(["SIGINT"], interrupted);
  if (flags.exitWithParent ?? settings.exitWithParent) {
    const { onParentEnd } = await import("./parent_end.ts");
    onParentEnd(startup, { readsStdin: true, onEnd: end });
  }

  const hostname = flags.host ?? withoutBrackets(settings.host);
  const site = readSite(flags, hostname);
  const warn = (message: string) => logger.warn(message);
  const given = givenToken({
    flagFile: flags.tokenFile,
    token: settings.token,
    environmentFile: settings.tokenFile,
    warn,
  });
  const token = accessToken({ hostname, publicOrigins: site.publicOrigins, given, warn });
  const observerToken = givenToken({
    flagFile: flags.observerTokenFile,
    token: settings.observerToken,
    environmentFile: settings.observerTokenFile,
    warn,
  });
  const prepared = await prepare(startup, flags);
  const write = host.writeOutput;
  const isTerminal = isatty(1);
  const onCodeUsed = () => void offerAnother(link(), { isTerminal, write, clock, logger });
  const credentials = orUsageError(() =>
    new Credentials({
      token,
      ...observerToken === undefined ? {} : { observerToken },
      ...rememberedSignIns(startup, {
        state: flags.state ?? settings.state,
        token: given,
      }),
      clock,
      onCodeUsed,
    })
  );
  const { gateway, metrics, close } = await openGateway(startup, {
    flags,
    prepared,
    hasMetrics: true,
  });
  const port = flags.port ?? settings.port;
  const server = await listen(host, {
    gateway,
    credentials,
    hostname,
    port,
    ...site,
    ...metrics === undefined ? {} : { metrics: metrics.scrape },
    clock,
    logger,
  });
  const graceMs = settings.shutdownGrace * 1_000 * DRAIN_SHARE;
  const origin = site.publicOrigins[0] ?? server.url;
  const link = () => signInUrl(origin, credentials.mintCode());
  finish = async () => {
    await server.shutdown({ graceMs, drain: (signal) => gateway.shutdown({ signal }) });
    await close();
  };
  server.finished.catch((error: unknown) => {
    void life.end(errorMessage(error), () => finish(), { code: exitCodes.portLost.code });
  });

  await announce({
    port: server.port,
    readyPrefix: flags.readyPrefix ?? settings.readyPrefix,
    readyFile: flags.readyFile ?? settings.readyFile,
    url: link(),
  }, { write, clock, logger });
  await life.left;
}

function readSite({ allowHost, publicOrigin }: ServeFlags, hostname: string) {
  const site = { allowedHosts: allowHost ?? [], publicOrigins: publicOrigin ?? [] };
  orUsageError(() => resolveSite({ ...site, bindHost: hostname }));
  return site;
}

/** What is wrong with an option of a part is wrong with what somebody asked of the command. */
function orUsageError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
}

async function listen(host: Host, options: ServeOptions): Promise<RunningServer> {
  try {
    return await host.serve(options);
  } catch (error) {
    if (error instanceof PortInUseError) {
      throw new StartError(`${error.message}, with --port or TIDEGATE_PORT`, {
        exitCode: exitCodes.portInUse.code,
      });
    }
    throw new UsageError(errorMessage(error));
  }
}
