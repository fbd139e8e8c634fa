/**
 * Finds the credentials a request carries.
 *
 * @module
 */
import { parse } from "hono/utils/cookie";
import type { PresentedCredentials } from "./admission.ts";

// What clients may ask for, ours first. hermes-gateway-v1: PROTOCOL 2.5.
const PROTOCOLS = ["tidegate.v1", "hermes-gateway-v1"];
const TOKEN_PROTOCOL = "tidegate.token.";
const TOKEN_HEADERS = ["x-tidegate-token", "x-hermes-session-token"];
const BEARER = "bearer ";

/**
 * Reads every credential of a request: `Authorization: Bearer`, the token headers, the WebSocket
 * subprotocols, the sign-in cookie called `cookieName`, and `?token=`.
 */
export function presentedCredentials(request: Request, cookieName: string): PresentedCredentials {
  const { headers } = request;
  const explicit = new Set([
    bearerToken(headers.get("authorization") ?? ""),
    ...TOKEN_HEADERS.map((name) => headers.get(name)),
    ...offeredProtocols(headers).flatMap(tokensOfProtocol),
  ]);
  return {
    explicit: [...explicit].filter((token): token is string => Boolean(token)),
    cookie: parse(headers.get("cookie") ?? "", cookieName)[cookieName] || null,
    query: queryToken(request.url),
  };
}

/**
 * The subprotocol to answer an upgrade with: one that we speak, else the one that carried the right
 * token, since a browser drops a connection whose offers were all passed over. `undefined`: none.
 */
export function chooseProtocol(
  request: Request,
  isToken: (presented: string) => boolean,
): string | undefined {
  const offered = offeredProtocols(request.headers);
  const spoken = PROTOCOLS.find((protocol) => offered.includes(protocol));
  return spoken ?? offered.find((protocol) => tokensOfProtocol(protocol).some(isToken));
}

/** The WebSocket subprotocols a request offers, in its order, without blanks around them. */
export function offeredProtocols(headers: Headers): string[] {
  const header = headers.get("sec-websocket-protocol") ?? "";
  return header.split(",").map((protocol) => protocol.trim()).filter((protocol) => protocol !== "");
}

// Anybody sends this header, of any length: a regular expression that looks for its end may take
// quadratic time.
function bearerToken(header: string): string | null {
  if (header.slice(0, BEARER.length).toLowerCase() !== BEARER) return null;
  return header.slice(BEARER.length).trim();
}

// A protocol may only hold the characters of an HTTP token, so a token with others comes percent-encoded.
function tokensOfProtocol(protocol: string): string[] {
  if (PROTOCOLS.includes(protocol)) return [];
  if (!protocol.startsWith(TOKEN_PROTOCOL)) return [protocol];
  const token = protocol.slice(TOKEN_PROTOCOL.length);
  return [token, percentDecoded(token)];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A token may hold a plain "%": then it was not encoded, and is taken as it stands.
    return text;
  }
}

function queryToken(url: string): string | null {
  const start = url.indexOf("?");
  return start === -1 ? null : new URLSearchParams(url.slice(start)).get("token") || null;
}
