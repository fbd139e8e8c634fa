import assert from "node:assert/strict";
import { readBody } from "../../src/http/request_body.ts";
import { HandClock } from "./support/hand_clock.ts";

function post(body: BodyInit | null): Request {
  return new Request("http://127.0.0.1/", { method: "POST", body });
}

function limits(clock = new HandClock()) {
  return { clock, maxBytes: 8, timeoutMs: 1_000 };
}

Deno.test("readBody() reads a body up to its limit", async () => {
  assert.deepEqual(await readBody(post("12345678"), limits()), { ok: true, text: "12345678" });
  assert.deepEqual(await readBody(post("éüöä"), limits()), { ok: true, text: "éüöä" });
  assert.deepEqual(await readBody(post(""), limits()), { ok: true, text: "" });
  assert.deepEqual(await readBody(post(null), limits()), { ok: true, text: "" });
});

Deno.test("readBody() stops at the first byte over its limit", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(3));
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  assert.deepEqual(await readBody(post(endless), limits()), { ok: false, reason: "too_large" });
  assert.equal(pulled, 3);
  assert.equal(cancelled, true);
});

Deno.test("readBody() gives up on a body that does not come", async () => {
  const clock = new HandClock();
  const outcome = readBody(post(new ReadableStream()), limits(clock));
  clock.advance(1_000);
  assert.deepEqual(await outcome, { ok: false, reason: "timeout" });
});

Deno.test("readBody() reports a peer that left in the middle", async () => {
  const torn = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error("connection reset"));
    },
  });
  assert.deepEqual(await readBody(post(torn), limits()), { ok: false, reason: "broken" });
});
