/** A second credential that lets its bearer watch, and no more. */
import assert from "node:assert/strict";
import { Child } from "./support/child.ts";
import { readyPort, Viewer } from "./support/viewer.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const WATCH = "fedcba9876543210fedcba9876543210";

Deno.test("serve lets the bearers of TIDEGATE_OBSERVER_TOKEN watch every session and change nothing", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0", "--state", ":memory:"],
    env: { TIDEGATE_TOKEN: TOKEN, TIDEGATE_OBSERVER_TOKEN: WATCH },
  });
  const port = await readyPort(child);
  const url = `ws://127.0.0.1:${port}/api/ws`;
  const owner = new Viewer(`${url}?token=${TOKEN}`);
  await owner.until(({ params }) => params?.type === "gateway.ready");
  owner.call(1, "session.create");
  const { session_id } = (await owner.until(({ id }) => id === 1)).result;
  const guest = new Viewer(`${url}?token=${WATCH}`);
  await guest.until(({ params }) => params?.type === "gateway.ready");
  guest.call(1, "session.create");
  assert.equal((await guest.until(({ id }) => id === 1)).error.code, 4040);
  guest.call(2, "session.activate", { session_id });
  assert.equal((await guest.until(({ id }) => id === 2)).result.role, "observer");
  guest.call(3, "prompt.submit", { session_id, text: "mine" });
  assert.equal((await guest.until(({ id }) => id === 3)).error.code, 4040);
  owner.call(2, "prompt.submit", { session_id, text: "for everybody" });
  const seen = await guest.until(({ params }) => params?.type === "message.complete");
  assert.equal(seen.params.payload.text, "for everybody");
  child.kill("SIGTERM");
  await Promise.all([owner.closed, guest.closed]);
  assert.equal((await child.end()).code, 0);
});

Deno.test("serve refuses an observers' token that is the access token", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0", "--state", ":memory:"],
    env: { TIDEGATE_TOKEN: TOKEN, TIDEGATE_OBSERVER_TOKEN: TOKEN },
  });
  const { code, err } = await child.end();
  assert.equal(code, 2);
  assert.ok(err.some((line) => line.includes("Cannot use the observers' token")), err.join());
  assert.ok(!err.some((line) => line.includes(TOKEN)));
});
