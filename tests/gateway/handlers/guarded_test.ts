/** What is waited for before a setting can be changed. */
import assert from "node:assert/strict";
import { memoryConfig } from "../../../src/gateway/config_desk.ts";
import { Stage } from "../../support/stage.ts";
import { pendingCall } from "../support/talks.ts";

Deno.test("config.set waits for a configuration that is being prepared, and what follows waits for it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isReady = false;
  const prepare = () => isReady ? undefined : promise;
  await using stage = new Stage({ setup: { config: { ...memoryConfig(), prepare } } });
  const client = stage.connect();
  const set = pendingCall(client, "config.set", { key: "busy", value: "queue" });
  const get = pendingCall(client, "config.get", { key: "busy" });
  await stage.time.pass();
  assert.deepEqual([set(), get()], [undefined, undefined]);
  isReady = true;
  resolve();
  await stage.time.pass();
  assert.equal(set().result.value, "queue");
  assert.equal(get().result.value, "queue");
});
