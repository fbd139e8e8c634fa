/** An app with everything around it, and a way to send it requests without a socket. */
import { type AppOptions, createApp } from "../../../src/http/app.ts";
import type { UpgradeOptions } from "../../../src/http/app_env.ts";
import { Credentials } from "../../../src/http/credentials.ts";
import { HandClock } from "./hand_clock.ts";
import { recordingLogger } from "./recording_logger.ts";
import { StandInGateway } from "./stand_in_gateway.ts";

export const TOKEN = "correct-horse-battery-staple";
export const OWN = "http://127.0.0.1:9119";

/** Headers of a WebSocket handshake, without a credential. */
export const HANDSHAKE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

export interface SendOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array>;
  remoteAddress?: string;
}

export function appBench(
  { observerToken, ...options }: Partial<AppOptions> & { observerToken?: string } = {},
) {
  const clock = new HandClock();
  const logger = recordingLogger();
  const gateway = new StandInGateway();
  const credentials = new Credentials({
    token: TOKEN,
    ...observerToken === undefined ? {} : { observerToken },
    clock,
  });
  const upgrades: UpgradeOptions[] = [];
  const app = createApp({
    gateway,
    credentials,
    bindHost: "127.0.0.1",
    port: 9119,
    clock,
    logger,
    ...options,
  });

  async function send(path: string, how: SendOptions = {}): Promise<Response> {
    const { method = "GET", headers = {}, body, remoteAddress = "127.0.0.1" } = how;
    // Runtimes make the URL from the Host header.
    const url = `http://${headers.host ?? "127.0.0.1:9119"}`;
    const request = new Request(`${URL.canParse(url) ? url : OWN}${path}`, {
      method,
      headers: { host: "127.0.0.1:9119", ...headers },
      body,
    });
    return await app.request(request, undefined, {
      remoteAddress,
      upgrade(upgrade: UpgradeOptions) {
        upgrades.push(upgrade);
        // A 101 cannot be made by hand; what matters is that this very answer comes back.
        return UPGRADED;
      },
    });
  }

  return { app, clock, logger, gateway, credentials, upgrades, send };
}

export const UPGRADED = new Response("upgraded", { status: 200 });

/** What an error says for programs. */
export async function problemOf(response: Response): Promise<string> {
  const { error } = await response.json();
  assertText(error.message);
  return `${response.status} ${error.code} ${error.reason}`;
}

function assertText(message: unknown): void {
  if (typeof message !== "string" || message === "") throw new Error("an error without a message");
}
