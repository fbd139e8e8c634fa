/**
 * Signing a browser in and out.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import type { AppEnv } from "./app_env.ts";
import { type Credentials, SIGN_IN_SECONDS } from "./credentials.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import { problem } from "./problem.ts";
import { readBody } from "./request_body.ts";
import type { SignInSockets } from "./sign_in_sockets.ts";

/** What the sign-in routes work with. */
export interface AuthRoutesOptions {
  door: Doorkeeper;
  credentials: Credentials;
  cookieName: string;
  /** Path in front of the routes, which is as far as the cookie is sent; `""`: everywhere. */
  basePath: string;
  sockets: SignInSockets;
  clock: Clock;
}

// A code is 32 characters; this leaves room for whatever else a client puts beside it.
const MAX_BODY_BYTES = 4 * 1024;
const BODY_TIMEOUT_MS = 10_000;

const exchangeSchema = z.object({ code: z.string().min(1).max(256) });

/**
 * Adds the sign-in routes.
 *
 * - `POST /api/auth/exchange` `{code}` → 204 with the sign-in cookie
 * - `POST /api/auth/check` → 204 when the request's credential is good
 * - `POST /api/auth/logout` → 204, the cookie gone, the sockets it let in closed
 */
export function addAuthRoutes(app: Hono<AppEnv>, options: AuthRoutesOptions): void {
  const { door, credentials, cookieName, basePath, sockets, clock } = options;
  const path = `${basePath}/`;

  app.post("/api/auth/exchange", async (c) => {
    const refused = door.refuse(c, "same-origin");
    if (refused !== null) return refused;
    const code = await readCode(c.req.raw, clock);
    if (code instanceof Response) return code;
    const wrong = door.refuseCode(c, code);
    if (wrong !== null) return wrong;
    const signIn = credentials.signIn();
    const replaced = endSignIn(c);
    if (replaced !== undefined) sockets.hand(replaced, signIn);
    // One sign-in more may have been one too many.
    sockets.closeEnded();
    setCookie(c, cookieName, signIn, {
      path,
      httpOnly: true,
      sameSite: "Strict",
      secure: cameOverHttps(c),
      maxAge: SIGN_IN_SECONDS,
    });
    return c.body(null, 204);
  });

  // Where a browser's WebSocket fails it is not told why; its page asks here.
  app.post("/api/auth/check", (c) => door.refuse(c, "credential") ?? c.body(null, 204));

  app.post("/api/auth/logout", (c) => {
    const refused = door.refuse(c, "same-origin");
    if (refused !== null) return refused;
    const ended = endSignIn(c);
    if (ended !== undefined) sockets.close(ended);
    deleteCookie(c, cookieName, { path, secure: cameOverHttps(c) });
    return c.body(null, 204);
  });

  function endSignIn(c: Context<AppEnv>): string | undefined {
    const id = getCookie(c, cookieName);
    if (id !== undefined) credentials.signOut(id);
    return id;
  }
}

// We speak plain HTTP ourselves; where a tunnel speaks https for us, the page's own origin says so, and
// these routes have checked it. A fixed Secure flag would lock out the plain local address beside it.
function cameOverHttps(c: Context<AppEnv>): boolean {
  return c.req.header("origin")?.toLowerCase().startsWith("https://") ?? false;
}

async function readCode(request: Request, clock: Clock): Promise<string | Response> {
  const body = await readBody(request, {
    clock,
    maxBytes: MAX_BODY_BYTES,
    timeoutMs: BODY_TIMEOUT_MS,
  });
  if (body.ok) return parseCode(body.text);
  if (body.reason === "too_large") return problem("body_too_large", `over ${MAX_BODY_BYTES} bytes`);
  return body.reason === "timeout"
    ? problem("body_timeout")
    : problem("bad_request", "it broke off");
}

function parseCode(text: string): string | Response {
  const parsed = exchangeSchema.safeParse(parseJson(text));
  return parsed.success
    ? parsed.data.code
    : problem("bad_request", 'expected a JSON object such as {"code":"…"}');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
