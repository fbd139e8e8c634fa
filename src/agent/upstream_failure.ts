/** What a model server says went wrong. Foreign text: redact it before showing it. */
import { isRecord } from "../lib/is_record.ts";
export interface UpstreamFailure {
  message: string;
  /** A word such as `insufficient_quota` or `model_not_found`. */
  code?: string;
  /** An HTTP status told in the body, as OpenRouter and llama.cpp do in the middle of a stream. */
  status?: number;
}

/** Messages sit at most three levels deep; a hostile body could nest them until the stack is full. */
const MAX_DEPTH = 4;

/**
 * Reads the failure out of a parsed body or stream event, in the shapes that servers use: OpenAI and most
 * `{error: {message, type, code}}`, Ollama `{error: "…"}`, old vLLM and Mistral `{object: "error",
 * message}`, FastAPI `{detail: "…" | [{msg}]}`, Gemini an array of the first.
 *
 * @returns `undefined` if it does not tell of a failure.
 */
export function readFailure(body: unknown): UpstreamFailure | undefined {
  const answer = Array.isArray(body) ? body[0] : body;
  if (!isRecord(answer)) return undefined;
  if (answer.error) return failureOf(answer.error);
  if (answer.object === "error") return failureOf(answer);
  if (answer.detail && answer.choices === undefined) return failureOf(answer);
  return undefined;
}

/** Reads a failure that is already known to be one, e.g. by the name of its stream event. */
export function failureOf(error: unknown): UpstreamFailure {
  if (!isRecord(error)) return { message: messageOf(error, 0) };
  const status = [error.status, error.code, error.status_code].map(Number).find(isHttpStatus);
  const code = [error.code, error.type].find((value) => typeof value === "string");
  return {
    message: messageOf(error, 0) || code || "an error without a message",
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
  };
}

function messageOf(value: unknown, depth: number): string {
  if (typeof value === "string") return value;
  if (depth === MAX_DEPTH) return "";
  if (Array.isArray(value)) return messageOf(value[0], depth + 1);
  if (!isRecord(value)) return "";
  return messageOf(value.message ?? value.detail ?? value.msg ?? value.error, depth + 1);
}

function isHttpStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 400 && value < 600;
}
