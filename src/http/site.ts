/**
 * Where this gateway answers: what it is bound to and under which names it may be reached. Resolved
 * once at the start; every admission reads it.
 *
 * @module
 */
import { isLoopbackAddress, parseIp, withoutBrackets } from "./address.ts";
import {
  type Authority,
  defaultPort,
  isLoopbackName,
  type Origin,
  parseAuthority,
  parseOrigin,
} from "./authority.ts";

/**
 * Who can reach a bind. `loopback`: processes of this machine. `wildcard`: every interface.
 * `specific`: one address or name.
 */
export type BindKind = "loopback" | "wildcard" | "specific";

/** How a gateway is reached, as its owner says it. */
export interface SiteOptions {
  /** What the server is bound to: `127.0.0.1`, `localhost`, `::`, a name. */
  bindHost: string;
  /** Further hosts that requests may name (`--allow-host`). A port is allowed and ignored. */
  allowedHosts?: readonly string[];
  /** Origins under which a tunnel or reverse proxy shows this gateway (`--public-origin`). */
  publicOrigins?: readonly string[];
}

/** A site, checked and spelled one way. */
export interface Site {
  readonly kind: BindKind;
  /** Whether requests can only come from this machine, so that an address says who sent one. */
  readonly local: boolean;
  /** Hosts a request may name, besides those the kind of bind allows. */
  readonly hosts: ReadonlySet<string>;
  /** Public origins as `scheme://host:port`: lower case, the port always written. */
  readonly publicOrigins: ReadonlySet<string>;
}

/**
 * Checks the names a gateway answers to.
 *
 * @throws {TypeError} for a host or origin that cannot be one; the message names it and what to write.
 */
export function resolveSite(options: SiteOptions): Site {
  const { bindHost, allowedHosts = [], publicOrigins = [] } = options;
  const kind = bindKind(bindHost);
  const origins = publicOrigins.map(readPublicOrigin);
  const hosts = new Set([
    ...allowedHosts.map(readAllowedHost),
    ...origins.map((origin) => origin.host),
  ]);
  if (kind !== "wildcard") hosts.add(parseIp(bindHost)?.text ?? bindHost.toLowerCase());
  const local = isLocal(bindHost, publicOrigins);
  return { kind, local, hosts, publicOrigins: new Set(origins.map(originText)) };
}

/**
 * Whether only this machine reaches a gateway: it is bound to loopback, and no tunnel or proxy is said
 * to stand in front of it. Through one of those the whole Internet comes from 127.0.0.1.
 */
export function isLocal(bindHost: string, publicOrigins: readonly string[]): boolean {
  return bindKind(bindHost) === "loopback" && publicOrigins.length === 0;
}

/** Sorts a bind by who can reach it. An empty host is what runtimes take for "every interface". */
export function bindKind(bindHost: string): BindKind {
  if (bindHost === "" || bindHost === "0.0.0.0" || parseIp(bindHost)?.text === "::") {
    return "wildcard";
  }
  if (bindHost.toLowerCase() === "localhost" || isLoopbackAddress(bindHost)) return "loopback";
  return "specific";
}

/**
 * Whether a request that names `host` is meant for this gateway.
 *
 * A page that rebinds its own DNS name to this machine still sends that name, so names must be known.
 * An IP literal cannot be rebound: on a wildcard bind, where the machine's addresses are not known, any
 * of them passes.
 */
export function namesSite(site: Site, host: string): boolean {
  if (site.hosts.has(host)) return true;
  if (site.kind !== "specific" && isLoopbackName(host)) return true;
  return site.kind === "wildcard" && parseIp(host) !== null;
}

/** Whether pages of `origin` may speak to this gateway, given a credential they hold. Any port. */
export function originNamesSite(
  site: Site,
  origin: Origin & { kind: "web" },
  host: string,
): boolean {
  if (origin.host === host || site.hosts.has(origin.host)) return true;
  return site.kind !== "specific" && isLoopbackName(origin.host);
}

/**
 * Whether `origin` is the page this gateway served itself: host and port are those of the Host header,
 * or it is a public origin. The scheme is not compared with ours, since a tunnel speaks https for us.
 */
export function isSameOrigin(site: Site, origin: Origin, host: Authority): boolean {
  if (origin.kind !== "web") return false;
  if (site.publicOrigins.has(originText(origin))) return true;
  return origin.host === host.host && origin.port === (host.port ?? defaultPort(origin.scheme));
}

/** Ping every `intervalSeconds` of quiet, give up `timeoutSeconds` after an unanswered ping. */
export interface Keepalive {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
}

/**
 * How a connection's liveness is watched; `null` on loopback, where TCP reports a peer's death itself
 * and a stalled event loop must not be taken for one. 20 s each: PROTOCOL 2.3.
 */
export function keepaliveFor(kind: BindKind): Keepalive | null {
  return kind === "loopback" ? null : { intervalSeconds: 20, timeoutSeconds: 20 };
}

/** The URL of a server, as a browser on the same machine opens it. */
export function localUrl(bindHost: string, port: number): string {
  if (bindKind(bindHost) === "wildcard") return `http://127.0.0.1:${port}`;
  const bare = withoutBrackets(bindHost);
  const host = parseIp(bare)?.version === 6 ? `[${bare}]` : bare;
  return `http://${host}:${port}`;
}

function readAllowedHost(text: string): string {
  const authority = parseAuthority(text);
  if (authority !== null) return authority.host;
  throw new TypeError(
    `Cannot allow host "${text}": expected a name or address such as gateway.example.com ` +
      `(for a whole origin use --public-origin)`,
  );
}

function readPublicOrigin(text: string): Origin & { kind: "web" } {
  const origin = parseOrigin(text.replace(/\/$/, ""));
  if (origin.kind === "web") return origin;
  throw new TypeError(
    `Cannot use public origin "${text}": expected scheme and host such as ` +
      `https://gateway.example.com, without a path`,
  );
}

function originText(origin: Origin & { kind: "web" }): string {
  return `${origin.scheme}://${origin.host}:${origin.port}`;
}
