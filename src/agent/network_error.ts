import { excerpt } from "./excerpt.ts";
import type { Redact } from "./redact.ts";

/** Why a request got no answer. */
export interface NetworkError {
  /** For the user, e.g. `connection refused`. */
  reason: string;
  /** What the user can do about it. */
  remedy: string;
  /** Whether another try may fare better. */
  transient: boolean;
}

/** Deno tells the reason in the message, Node in a `code` of the error or of its cause. */
const KNOWN: readonly (NetworkError & { pattern: RegExp })[] = [
  {
    pattern: /NotCapable|PermissionDenied|Requires net access|ERR_ACCESS_DENIED/,
    reason: "this process has no permission to connect to it",
    remedy: "start the gateway with network access to that host",
    transient: false,
  },
  {
    pattern: /certificate|CERT_|self.signed/i,
    reason: "its TLS certificate is not trusted",
    remedy: "check the base URL's host, or install the server's certificate authority",
    transient: false,
  },
  {
    // What rustls and OpenSSL make of a plain HTTP answer.
    pattern: /InvalidContentType|WRONG_VERSION_NUMBER/,
    reason: "that port does not speak TLS",
    remedy: 'write "http://" instead of "https://" in the base URL',
    transient: false,
  },
  {
    pattern: /ECONNREFUSED|connection refused/i,
    reason: "connection refused",
    remedy: "check that the model server runs and that the base URL names its host and port",
    transient: true,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|dns error|lookup address/i,
    reason: "host name not found",
    remedy: "check the base URL's host",
    transient: true,
  },
  {
    pattern:
      /ECONNRESET|EPIPE|UND_ERR_SOCKET|reset by peer|closed before|other side closed|end of file|body from connection/i,
    reason: "the connection was cut",
    remedy: "check the model server's log",
    transient: true,
  },
];

/** Explains an error that `fetch` or the reading of a body threw. Its own text is redacted and bounded. */
export function explainNetworkError(error: unknown, redact: Redact): NetworkError {
  const text = textOf(error);
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  if (known) return known;
  return {
    reason: excerpt(text, redact),
    remedy: "check the base URL and the model server",
    transient: true,
  };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, cause } = error;
  const code = "code" in error ? String(error.code) : "";
  return [`${name}: ${message}`, code, cause === undefined ? "" : textOf(cause)].join(" ").trim();
}
