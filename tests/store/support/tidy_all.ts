import assert from "node:assert/strict";
import type { Store } from "../../../src/store/store.ts";

/** Does all there is to tidy. */
export function tidyAll(
  store: Store,
  retention: { maxAgeMs?: number; maxEventChars?: number },
  now = 0,
): void {
  const all = { maxAgeMs: 0, maxEventChars: 0, ...retention };
  let steps = 0;
  while (store.tidy(all, now)) assert.ok(++steps < 10_000, "tidy() never ends");
}
