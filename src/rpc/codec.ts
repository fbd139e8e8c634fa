/**
 * Text to requests and back. Nothing in here throws on input: what a peer sends is expected to be bad.
 *
 * @module
 */
import { EncodedResult } from "./encoded_result.ts";
import { isRecord } from "../lib/is_record.ts";
import { nestsDeeperThan } from "./nesting.ts";
import { rpcCodes, rpcError, type WireError } from "./rpc_error.ts";

/** A request that has the right shape. Its id is any JSON value and is echoed as it came. */
export interface RpcRequest {
  id: unknown;
  method: string;
  params: Record<string, unknown>;
  /**
   * W3C trace context, as it came: what it says is looked at by whoever traces. A member of the envelope,
   * as StreamJsonRpc has it, so that params stay what their method says.
   */
  trace?: string;
}

/** What became of an inbound frame. `bad` carries the answer to send. */
export type Decoded =
  | { kind: "request"; request: RpcRequest }
  | { kind: "blank" }
  | { kind: "bad"; parsed: boolean; answer: string };

/**
 * Levels of arrays and objects a request may nest. Far above what any method takes, far below where
 * recursion (`JSON.stringify` of an echoed id) would run out of stack.
 */
export const maxNesting = 512;

/** Longer ones are no `traceparent`: the version there is has 55 characters. */
const MAX_TRACE_CHARS = 256;

/** Decodes one frame. Checks run in the protocol's order; the first that fails answers. */
export function decode(frame: string): Decoded {
  const text = frame.trim();
  if (text === "") return { kind: "blank" };
  if (nestsDeeperThan(maxNesting, text)) {
    return bad(null, rpcCodes.invalidRequest, `invalid request: nested deeper than ${maxNesting}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "bad", parsed: false, answer: PARSE_ERROR };
  }
  if (!isRecord(value)) {
    return bad(null, rpcCodes.invalidRequest, "invalid request: expected an object");
  }
  // Object.hasOwn: a member called `method` must be the peer's, not one found on a prototype.
  const id = Object.hasOwn(value, "id") ? exactId(value.id, text) : null;
  const method = Object.hasOwn(value, "method") ? value.method : undefined;
  if (typeof method !== "string" || method === "") {
    const message = "invalid request: method must be a non-empty string";
    return bad(id, rpcCodes.invalidRequest, message);
  }
  const params = Object.hasOwn(value, "params") ? value.params ?? {} : {};
  if (!isRecord(params)) {
    return bad(id, rpcCodes.invalidParams, "invalid params: expected an object");
  }
  const request: RpcRequest = { id, method, params };
  const trace = Object.hasOwn(value, "traceparent") ? value.traceparent : undefined;
  if (typeof trace === "string" && trace.length <= MAX_TRACE_CHARS) request.trace = trace;
  return { kind: "request", request };
}

/**
 * Encodes the answer to a call that succeeded.
 *
 * @throws {TypeError} if the result is no object, or one that JSON cannot say
 */
export function encodeResult(id: unknown, result: object): string {
  // Asked of the text, not of the value: `toJSON` can make anything of an object, or nothing.
  const text: string | undefined = result instanceof EncodedResult
    ? result.text
    : JSON.stringify(result);
  if (!text?.startsWith("{")) throw new TypeError("Cannot encode a result: expected an object");
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text}}`;
}

/** Encodes the answer to a call that failed. */
export function encodeError(id: unknown, error: WireError): string {
  const { code, message } = error;
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":${
    JSON.stringify({ code, message })
  }}`;
}

/** The answer to a frame that was larger than it may be, and therefore never read. */
export function encodeOversize(bytes: number, limit: number): string {
  const message = `invalid request: frame of ${bytes} bytes is over the limit of ${limit}`;
  return encodeError(null, rpcError(rpcCodes.invalidRequest, message));
}

// The one answer whose id comes last.
const PARSE_ERROR = `{"jsonrpc":"2.0","error":{"code":${rpcCodes.parseError},` +
  `"message":"parse error"},"id":null}`;

function bad(id: unknown, code: number, message: string): Decoded {
  return { kind: "bad", parsed: true, answer: encodeError(id, rpcError(code, message)) };
}

// Above this a frame is not read twice for the sake of an id that no client is known to send.
const EXACT_ID_CHARS = 64 * 1024;

/**
 * The id as it was written, where a number would lose digits on the way: `12345678901234567890`, `1e400`.
 * A runtime without `JSON.rawJSON` (Node 20) answers the number it has.
 */
function exactId(id: unknown, text: string): unknown {
  if (typeof id !== "number" || (Number.isSafeInteger(id) && !Object.is(id, -0))) return id;
  const { rawJSON } = JSON as { rawJSON?: (source: string) => unknown };
  if (rawJSON === undefined || text.length > EXACT_ID_CHARS) return id;
  // By holder: params may have an id of their own.
  const sources = new Map<unknown, string | undefined>();
  const root = JSON.parse(
    text,
    function (this: unknown, key: string, value: unknown, context?: { source?: string }) {
      if (key === "id") sources.set(this, context?.source);
      return value;
    },
  );
  const source = sources.get(root);
  return source === undefined || source === JSON.stringify(id) ? id : rawJSON(source);
}
