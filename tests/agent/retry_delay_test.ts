import assert from "node:assert/strict";
import { parseRetryAfter, retryDelayMs } from "../../src/agent/retry_delay.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const middle = () => 0.5;

Deno.test("retryDelayMs() doubles from 1 s up to 30 s", () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 2_000].map((retries) =>
    retryDelayMs({ retries, random: middle })
  );
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

Deno.test("retryDelayMs() strays a quarter to either side", () => {
  assert.equal(retryDelayMs({ retries: 1, random: () => 0 }), 1_500);
  assert.equal(retryDelayMs({ retries: 1, random: () => 0.999999 }), 2_500);
});

Deno.test("retryDelayMs() takes what the server asked for, up to 60 s", () => {
  assert.equal(retryDelayMs({ retries: 3, retryAfterMs: 250, random: middle }), 250);
  assert.equal(retryDelayMs({ retries: 0, retryAfterMs: 3_600_000, random: middle }), 60_000);
});

Deno.test("parseRetryAfter() reads seconds", () => {
  assert.equal(parseRetryAfter("7", now), 7_000);
  assert.equal(parseRetryAfter(" 1.5 ", now), 1_500);
});

Deno.test("parseRetryAfter() reads a date", () => {
  assert.equal(parseRetryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now), 30_000);
});

Deno.test("parseRetryAfter() is undefined for what names no time to come", () => {
  for (const header of [null, "", "0", "-5", "soon", "1e9999", "Wed, 31 Dec 2025 23:59:59 GMT"]) {
    assert.equal(parseRetryAfter(header, now), undefined, String(header));
  }
});
