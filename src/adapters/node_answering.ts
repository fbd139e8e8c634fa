/**
 * How the app answers on Node: plain requests by @hono/node-server, upgrades by `ws`.
 *
 * @module
 */
import { getRequestListener, RequestError } from "@hono/node-server";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { createApp } from "../http/app.ts";
import type { Bindings } from "../http/app_env.ts";
import { problem } from "../http/problem.ts";
import { bindKind, keepaliveFor } from "../http/site.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { Upgrader } from "./node_upgrade.ts";

/** What answers are made with. */
export interface NodeAnsweringOptions {
  app: ReturnType<typeof createApp>;
  /** What the server is bound to: it decides whether connections are watched for life. */
  hostname: string;
  /** Largest inbound frame the gateway takes, in bytes. */
  maxFrameBytes: number;
  clock: Clock;
  logger: Logger;
}

/** The parts of a server that answer. */
export interface NodeAnswering {
  /** For the event `request`. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the event `upgrade`. */
  readonly upgrader: Upgrader;
  /** What the app is lent with a request. */
  bindings(request: IncomingMessage): Bindings;
}

/** Makes what answers. */
export function nodeAnswering(options: NodeAnsweringOptions): NodeAnswering {
  const { app, hostname, maxFrameBytes, clock, logger } = options;
  const answer = getRequestListener((request, { incoming }) => {
    return app.fetch(request, bindings(incoming as IncomingMessage));
  }, {
    // What others in this process know as `Request` is theirs.
    overrideGlobalObjects: false,
    // For a request without a Host header, which the app turns away.
    hostname: "localhost",
    errorHandler(error) {
      if (error instanceof RequestError) return problem("bad_request");
      logger.error(`cannot answer a request: ${errorStack(error)}`);
      return problem("internal");
    },
  });
  const upgrader = new Upgrader({
    maxFrameBytes,
    keepalive: keepaliveFor(bindKind(hostname)),
    clock,
    logger,
    answer,
  });
  return { answer, upgrader, bindings };

  function bindings(request: IncomingMessage): Bindings {
    return {
      remoteAddress: request.socket.remoteAddress ?? "",
      upgrade(how) {
        upgrader.admit(request, how);
        return alreadySent();
      },
    };
  }
}

/**
 * What a request is answered with that the handshake answers.
 *
 * Where somebody in this process has let @hono/node-server replace the global `Response` (it does so unless
 * told otherwise), that one sends what it was made with and looks at no header, until its body is asked for.
 */
function alreadySent(): Response {
  const response = new Response(null, { headers: { "x-hono-already-sent": "true" } });
  void response.body;
  return response;
}
