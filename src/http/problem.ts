/**
 * Every error the HTTP side answers with is made here.
 *
 * @module
 */
import { closeReasons } from "../protocol/close_codes.ts";
import type { Refused } from "./admission.ts";

const table = {
  bad_request: [400, "Cannot read this request"],
  bad_handshake: [400, "Cannot upgrade to a WebSocket"],
  bad_batch: [
    400,
    "Cannot upgrade to a WebSocket: batch is 1, for frames in JSON-RPC batches, or 0, for one frame a " +
    "message; say it once, or leave it out",
  ],
  code_refused: [
    401,
    "Cannot sign in: this code was used before, or is not one of this gateway; ask for a new link",
  ],
  bad_channel: [
    400,
    "Cannot join a channel: name it once in the query, such as ?channel=tides, by 1 to 128 letters, " +
    'digits, ".", "_" and "-"',
  ],
  may_only_watch: [
    403,
    "Cannot publish to a channel: this credential lets watch and no more; use the access token",
  ],
  not_found: [404, "Cannot find this path"],
  body_timeout: [408, "Cannot read this request: its body did not arrive in time"],
  body_too_large: [413, "Cannot read this request: its body is too large"],
  upgrade_required: [
    426,
    "Cannot serve this path over plain HTTP: it is a WebSocket; connect to it with ws:// or wss://",
  ],
  internal: [500, "Cannot serve this request: internal error"],
  channels_full: [
    503,
    "Cannot join a channel: there are too many channels, or too many in this one; try again later",
  ],
  draining: [503, "Cannot take new connections: the gateway is shutting down"],
} as const satisfies Record<string, readonly [status: number, message: string]>;

// Where a close code says the same. 4400: PROTOCOL 2.6, `channel` is missing or no valid name.
const closeCodes: Partial<Record<ProblemReason, number>> = {
  bad_channel: 4400,
  may_only_watch: closeReasons.forbidden.code,
  channels_full: closeReasons.full.code,
  draining: closeReasons.goingAway.code,
};

/** Stable name of an error that is not a matter of admission. */
export type ProblemReason = keyof typeof table;

/** The body of every error. */
export interface ProblemBody {
  error: {
    /** The close code that says the same on a WebSocket, where there is one; else the HTTP status. */
    code: number;
    /** For programs: never changes. */
    reason: string;
    /** For people. */
    message: string;
  };
}

/** Answers with an error of the table. `detail` goes behind its text. */
export function problem(reason: ProblemReason, detail?: string): Response {
  const [status, text] = table[reason];
  const message = detail === undefined ? text : `${text}: ${detail}`;
  const code = closeCodes[reason] ?? status;
  return respond(status, { error: { code, reason, message } });
}

/** Answers with a refused admission. */
export function refusal(refused: Refused): Response {
  const { status, closeCode, reason, message, retryAfterSeconds } = refused;
  const response = respond(status, { error: { code: closeCode, reason, message } });
  if (status === 401) response.headers.set("www-authenticate", 'Bearer realm="tidegate"');
  if (retryAfterSeconds !== undefined) {
    response.headers.set("retry-after", String(retryAfterSeconds));
  }
  return response;
}

function respond(status: number, body: ProblemBody): Response {
  return Response.json(body, { status });
}
