import assert from "node:assert/strict";
import { keepTidy } from "../../src/gateway/housekeeping.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { StoreError } from "../../src/store/store.ts";
import { GlobalTime } from "../support/global_time.ts";
import { LogBook } from "../support/log_book.ts";
import { Stage } from "../support/stage.ts";

const DAY = 86_400_000;

Deno.test("keepTidy() goes on in small steps while there is more, then waits an hour", () => {
  using time = new GlobalTime();
  const { clock } = time;
  let left = 3;
  let steps = 0;
  const store = Object.assign(new MemoryStore(), { tidy: () => (steps++, --left > 0) });
  const retention = { maxAgeMs: DAY, maxEventChars: 0 };
  const stop = keepTidy({ store, retention, clock, logger: new LogBook() });
  time.tick(59_999);
  assert.equal(steps, 0);
  time.tick(1 + 3 * 20);
  assert.equal(steps, 3);
  time.tick(3_600_000);
  assert.equal(steps, 4);
  stop();
  assert.equal(time.timers, 0);
});

Deno.test("keepTidy() tries again later when the store is out", () => {
  using time = new GlobalTime();
  const { clock } = time;
  const logger = new LogBook();
  const tidy = () => {
    throw new StoreError("disk full");
  };
  const store = Object.assign(new MemoryStore(), { tidy });
  const retention = { maxAgeMs: DAY, maxEventChars: 0 };
  const stop = keepTidy({ store, retention, clock, logger });
  time.tick(60_000);
  assert.equal(logger.fieldsOf("cannot tidy the store now").why, "disk full");
  assert.equal(time.timers, 1);
  stop();
});

Deno.test("a gateway forgets conversations that ended long ago, and no others", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store, retentionMs: DAY, orphanGraceMs: 0, sessionTtlMs: 0 });
  const { client, id } = await stage.open({ title: "Old" });
  await stage.open({ title: "Live" });
  client.result("session.close", { session_id: id });
  await stage.time.pass(DAY / 2);
  assert.equal(client.result("session.list").sessions.length, 2);
  await stage.time.pass(DAY);
  const titles = client.result("session.list").sessions.map(({ title }: { title: string }) =>
    title
  );
  assert.deepEqual(titles, ["Live"]);
});
