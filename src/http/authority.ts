/**
 * Host and Origin headers, read strictly and spelled one way.
 *
 * @module
 */
import { parseIp } from "./address.ts";

/** A host with the port written beside it; `null` when none was written. */
export interface Authority {
  /** Lower case; an IP address in its canonical form, without brackets. */
  readonly host: string;
  readonly port: number | null;
}

/** An Origin header, sorted by what it can prove. */
export type Origin =
  /** No header: not a browser, or a plain navigation. */
  | { readonly kind: "absent" }
  /** `null`, `file://`, `app://…`: says nothing that could be checked. */
  | { readonly kind: "opaque" }
  /** An http or https page. `port` is the effective one. */
  | {
    readonly kind: "web";
    readonly scheme: "http" | "https";
    readonly host: string;
    readonly port: number;
  }
  /** Claims to be http or https and cannot be read. */
  | { readonly kind: "malformed" };

// A name as DNS and container networks write it, or a bracketed IPv6 literal. Anything else in a Host
// header (a slash, an @, a comma) is an attempt to be read differently by different parsers.
const AUTHORITY = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

/** Reads `host`, `host:port`, `[v6]` or `[v6]:port`; `null` for anything else, the empty text included. */
export function parseAuthority(text: string): Authority | null {
  const match = AUTHORITY.exec(text);
  if (match === null) return null;
  const [, name = "", digits] = match;
  const host = canonicalHost(name);
  const port = digits === undefined ? null : Number(digits);
  if (host === null || (port !== null && port > 65_535)) return null;
  return { host, port };
}

/** Reads an Origin header. */
export function parseOrigin(header: string | null): Origin {
  if (header === null) return { kind: "absent" };
  const match = /^(https?):\/\/(.*)$/i.exec(header);
  if (match === null) return { kind: "opaque" };
  const scheme = match[1]?.toLowerCase() === "https" ? "https" : "http";
  const authority = parseAuthority(match[2] ?? "");
  if (authority === null) return { kind: "malformed" };
  return {
    kind: "web",
    scheme,
    host: authority.host,
    port: authority.port ?? defaultPort(scheme),
  };
}

/** The port a browser leaves out for `scheme`. */
export function defaultPort(scheme: "http" | "https"): number {
  return scheme === "https" ? 443 : 80;
}

/** True for the names that can only mean this machine: `localhost`, `127.0.0.1`, `::1`. */
export function isLoopbackName(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "::1";
}

function canonicalHost(name: string): string | null {
  const ip = parseIp(name);
  if (ip !== null) return ip.text;
  return name.startsWith("[") ? null : name.toLowerCase();
}
