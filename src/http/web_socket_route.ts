/**
 * The way from an HTTP request to an open socket, whatever the socket is for.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type {
  ConnectionAcceptor,
  GatewayConnection,
  InboundConnection,
  Peer,
} from "../gateway/acceptor.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Role } from "../protocol/shapes.ts";
import type { Socket } from "../transport/socket.ts";
import type { AppEnv } from "./app_env.ts";
import type { Doorkeeper, Entry } from "./doorkeeper.ts";
import { problem } from "./problem.ts";
import type { SignInSockets } from "./sign_in_sockets.ts";

type Admitted = Extract<Entry, { admitted: true }>;

/** What every route of sockets works with. */
export interface WebSocketRouteOptions {
  door: Doorkeeper;
  gateway: ConnectionAcceptor;
  sockets: SignInSockets;
}

/** Takes a socket that is open. */
export type TakeSocket = (socket: Socket, peer: Peer) => GatewayConnection;

/** One route. */
export interface WebSocketRoute {
  path: string;
  /** Decides on a handshake that was let in: what takes its socket, or the answer that refuses it. */
  open(c: Context<AppEnv>, role: Role): TakeSocket | Response;
}

// RFC 6455 section 4.2.1: 16 bytes in base64.
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const VERSION = "13";

/**
 * Adds a `GET` that becomes a WebSocket. Every refusal is an HTTP answer, before the 101: nobody
 * unauthenticated gets a socket, on which a runtime would take frames of any size from them.
 */
export function addWebSocketRoute(
  app: Hono<AppEnv>,
  { door, gateway, sockets }: WebSocketRouteOptions,
  { path, open }: WebSocketRoute,
): void {
  app.get(path, (c) => {
    const wantsUpgrade = isUpgrade(c.req.raw);
    const entry = door.admit(c, wantsUpgrade ? "credential" : "nothing");
    if (!entry.admitted) return entry.response;
    if (!wantsUpgrade) return upgradeRequired();
    if (gateway.draining) return problem("draining");
    const fault = handshakeFault(c.req.raw);
    if (fault !== null) return fault;
    const take = open(c, entry.role);
    return take instanceof Response ? take : upgrade(c, { entry, take });
  });

  function upgrade(
    c: Context<AppEnv>,
    { entry: { signIn, role }, take }: { entry: Admitted; take: TakeSocket },
  ): Response {
    return c.env.upgrade({
      protocol: door.protocolFor(c.req.raw),
      accept(socket, peer) {
        const connection = take(socket, { ...peer, role });
        return signIn === null ? connection : endWithSignIn(connection, signIn);
      },
    });
  }

  function endWithSignIn(connection: GatewayConnection, signIn: string): InboundConnection {
    // At once where it has ended while the socket was being opened.
    const forget = sockets.add(signIn, () => connection.close(closeReasons.unauthorized));
    return {
      receive: (text) => connection.receive(text),
      refuseFrame: (bytes) => connection.refuseFrame(bytes),
      end(reason) {
        forget();
        connection.end(reason);
      },
    };
  }
}

// A HEAD request is routed as GET, and its answer made anew: that must not happen to an upgrade.
function isUpgrade(request: Request): boolean {
  return request.method === "GET" && names(request, "upgrade", "websocket") &&
    names(request, "connection", "upgrade");
}

function handshakeFault(request: Request): Response | null {
  if (request.headers.get("sec-websocket-version") !== VERSION) {
    const response = problem("bad_handshake", `Sec-WebSocket-Version must be ${VERSION}`);
    response.headers.set("sec-websocket-version", VERSION);
    return response;
  }
  if (KEY.test(request.headers.get("sec-websocket-key") ?? "")) return null;
  return problem("bad_handshake", "Sec-WebSocket-Key must be 16 bytes in base64");
}

function upgradeRequired(): Response {
  const response = problem("upgrade_required");
  response.headers.set("upgrade", "websocket");
  return response;
}

function names(request: Request, header: string, word: string): boolean {
  const value = request.headers.get(header) ?? "";
  return value.split(",").some((item) => item.trim().toLowerCase() === word);
}
