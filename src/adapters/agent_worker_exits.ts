/**
 * The ways out of a worker, each with a last word.
 *
 * @module
 */
import process from "node:process";
import type { WorkerEnd } from "../agent/isolation/messages.ts";
import { errorStack } from "../lib/error_text.ts";

/**
 * Has `leave` called, once, when an agent leaves, or fails where nobody catches. It must not return.
 *
 * An exception outside of any call ends the worker, as it would end a process: nobody knows what it has left
 * behind.
 */
export function watchExits(leave: (end: WorkerEnd) => never): void {
  const exit = (code?: number | string | null): never =>
    leave({ kind: "left", code: Number(code ?? process.exitCode ?? 0) });
  process.exit = exit;
  Object.defineProperty(Deno, "exit", { value: exit });
  Object.assign(globalThis, { close: () => exit() });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    leave({ kind: "crashed", stack: errorStack(event.error) });
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    leave({ kind: "crashed", stack: errorStack(event.reason) });
  });
}
