/**
 * How a client shows who it is, by the means a browser has.
 *
 * @module
 */

/**
 * - a string: the gateway's token. It travels as a WebSocket subprotocol, since a browser can set no header and
 *   an address gets into logs;
 * - `query`: members of the address, for servers that take nothing else (`{ token }`, `{ ticket }`);
 * - `protocols`: subprotocols as they are;
 * - `undefined`: nothing. A browser that is signed in sends its cookie by itself.
 */
export type Credential =
  | string
  | { readonly query: Readonly<Record<string, string>> }
  | { readonly protocols: readonly string[] }
  | undefined;

/** Where to connect to, and what to offer. */
export interface Target {
  readonly url: string;
  readonly protocols: string[];
}

const PROTOCOL = "tidegate.v1";
const TOKEN_PROTOCOL = "tidegate.token.";

/** Joins an address and a credential. */
export function targetOf(url: URL, credential: Credential): Target {
  if (credential === undefined) return { url: url.href, protocols: [PROTOCOL] };
  if (typeof credential === "string") {
    return { url: url.href, protocols: [PROTOCOL, `${TOKEN_PROTOCOL}${protocolText(credential)}`] };
  }
  if ("protocols" in credential) return { url: url.href, protocols: [...credential.protocols] };
  const asked = new URL(url);
  for (const [name, value] of Object.entries(credential.query)) asked.searchParams.set(name, value);
  // A server that knows no subprotocols must not be offered one: a browser then drops the connection.
  return { url: asked.href, protocols: [] };
}

// encodeURIComponent leaves brackets as they are, which a subprotocol may not hold.
function protocolText(text: string): string {
  return encodeURIComponent(text).replaceAll("(", "%28").replaceAll(")", "%29");
}

/**
 * The address of a gateway's socket: of its page, of the gateway, or of the socket itself.
 *
 * @throws {TypeError} for what is no such address
 */
export function socketUrl(given: string | URL, base?: string): URL {
  let url: URL;
  try {
    url = new URL(given, base);
  } catch {
    throw new TypeError(`Reading the gateway's url: "${given}" is no address; say ws://host:port`);
  }
  if (url.protocol === "http:" || url.protocol === "https:") {
    url = new URL(url.href.replace(/^http/, "ws"));
  }
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new TypeError(
      `Reading the gateway's url: "${url.protocol}" is no way there; say ws:// or wss://`,
    );
  }
  url.hash = "";
  if (url.pathname === "/") url.pathname = "/api/ws";
  return url;
}
