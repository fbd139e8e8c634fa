/**
 * The calls of one connection, each with its answer: both are held against the published document.
 *
 * @module
 */
import assert from "node:assert/strict";
import { declared } from "./declared.ts";
import type { Answer } from "./frames.ts";

interface Call {
  method: string;
  params: unknown;
}

const INVALID_PARAMS = -32_602;

/** See the module. */
export class Calls {
  readonly #waiting = new Map<string, Call[]>();

  /** Takes note of a frame that is sent. What is no call is for the gateway to refuse. */
  sent(frame: string | object): void {
    const value = typeof frame === "string" ? parsed(frame) : frame;
    if (typeof value !== "object" || value === null) return;
    const { id = null, method, params } = value as { id?: unknown } & Partial<Call>;
    if (typeof method !== "string") return;
    const key = keyOf(id);
    if (key === undefined) return;
    const calls = this.#waiting.get(key) ?? [];
    this.#waiting.set(key, [...calls, { method, params: params ?? {} }]);
  }

  /** Holds an answer, and the call it is for, against the document. */
  answered({ id, raw, result, error }: Answer): void {
    const key = keyOf(id);
    if (key === undefined) return;
    const [call, ...others] = this.#waiting.get(key) ?? [];
    // Of several calls with one id, nobody can tell which one this is for.
    if (call === undefined || others.length > 0) return;
    this.#waiting.delete(key);
    const { method, params } = call;
    if (result !== undefined) {
      declared.assertResult(method, result, raw);
      declared.assertParams(
        method,
        params,
        `${JSON.stringify(params).slice(0, 1_000)}, answered ${raw}`,
      );
      return;
    }
    if (error === undefined) return;
    declared.assertFault(method, error.code, raw);
    if (error.code === INVALID_PARAMS) {
      assert.ok(
        !declared.fitsParams(method, params),
        `the params of ${method} fit, and are refused: ${raw}`,
      );
    }
  }
}

/** None for an id that is an object: it may be nested deeper than anybody could write down again. */
function keyOf(id: unknown): string | undefined {
  return typeof id === "object" && id !== null ? undefined : JSON.stringify(id);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
