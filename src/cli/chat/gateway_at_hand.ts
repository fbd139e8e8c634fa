/**
 * The gateway a chat talks to: one that runs already, or one of its own.
 *
 * @module
 */
import { type Client, connect } from "../../client/client.ts";
import type { ClientState } from "../../client/connector.ts";
import type { ClientOptions } from "../../client/options.ts";
import type { SocketConstructor } from "../../client/socket.ts";
import { drainWithin } from "../../adapters/patience.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { givenToken } from "../access_token.ts";
import { chatExitCodes, StartError, UsageError } from "../exit_codes.ts";
import type { ChatFlags } from "../flags.ts";
import { openGateway, prepare } from "../open_gateway.ts";
import type { Startup } from "../startup.ts";
import { socketsTo } from "./local_socket.ts";

/** A connection to a gateway. */
export interface GatewayAtHand {
  readonly client: Client;
  /** Whether it is this process's own, and ends with it. */
  readonly own: boolean;
  close(): Promise<void>;
}

/**
 * Attaches to a gateway that runs, with the credential from the environment or a file.
 *
 * @throws {UsageError} for an address or a credential that cannot be used
 * @throws {StartError} where there is no gateway
 */
export async function attach(
  url: string,
  flags: ChatFlags,
  { settings, clock, logger }: Startup,
): Promise<GatewayAtHand> {
  const token = givenToken({
    flagFile: flags.tokenFile,
    token: settings.token,
    environmentFile: settings.tokenFile,
    warn: (message) => logger.warn(message),
  });
  const client = connectWith({
    ...{ url, clock },
    ...token === undefined ? {} : { token },
    WebSocket: await ownWebSocket(),
    onError: (error) => logger.warn(`The client of ${url}: ${errorMessage(error)}`),
  });
  try {
    await reached(client, { url, hasToken: token !== undefined });
  } catch (error) {
    await client.close();
    throw error;
  }
  return { client, own: false, close: () => client.close() };
}

/**
 * Runs a gateway in this process, which nobody else can reach.
 *
 * @throws {UsageError} for what cannot be used of the flags
 */
export async function openHere(flags: ChatFlags, startup: Startup): Promise<GatewayAtHand> {
  const { clock, logger, settings } = startup;
  const prepared = await prepare(startup, flags);
  const { gateway, close } = await openGateway(startup, { flags, prepared });
  const client = connectWith({
    ...{ url: "ws://this.process", clock, fetch: null, quietMs: 0 },
    WebSocket: socketsTo(gateway),
    onError: (error) => logger.warn(`The client of the gateway here: ${errorMessage(error)}`),
  });
  await client.online();
  const graceMs = settings.shutdownGrace * 1_000;
  return {
    client,
    own: true,
    async close() {
      await client.close();
      await drainWithin({ clock, graceMs }, (signal) => gateway.shutdown({ signal }));
      await close();
    },
  };
}

function connectWith(options: ClientOptions): Client {
  try {
    return connect(options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
}

// Node 20 has none.
async function ownWebSocket(): Promise<SocketConstructor> {
  const { WebSocket } = globalThis as { WebSocket?: SocketConstructor };
  return WebSocket ?? (await import("ws")).WebSocket;
}

/** Resolves with the first connection. One that fails is told instead of tried again: somebody waits. */
function reached(
  client: Client,
  { url, hasToken }: { url: string; hasToken: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (state: ClientState): void => {
      if (state.kind === "online") resolve();
      if (state.kind === "stopped") reject(refusal(url, { error: state.error, hasToken }));
      if (state.kind !== "waiting") return;
      reject(
        new StartError(
          `Cannot attach to ${url}: ${state.error.message}; start one there with tidegate serve, ` +
            "or leave --url out",
          { exitCode: chatExitCodes.failed.code },
        ),
      );
    };
    client.on("state", look);
    look(client.state);
  });
}

function refusal(url: string, { error, hasToken }: { error: Error; hasToken: boolean }) {
  const remedy = hasToken
    ? "the credential given is not one of that gateway: give the one it was started with"
    : "no credential was given: give the one it was started with";
  const how = "in TIDEGATE_TOKEN, or in a file by --token-file";
  return new UsageError(`Cannot attach to ${url}: ${error.message}; ${remedy}, ${how}`);
}
