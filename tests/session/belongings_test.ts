import assert from "node:assert/strict";
import { Pending } from "../../src/lib/pending.ts";
import { Belongings } from "../../src/session/belongings.ts";
import { LogBook } from "../support/log_book.ts";

function bench() {
  const log = new LogBook();
  const closings = new Pending();
  return { log, closings, belongings: new Belongings({ closings, logger: log }) };
}

Deno.test("Belongings.close() closes each once, and leaves out what was taken out", () => {
  const { belongings, log } = bench();
  const closed: string[] = [];
  belongings.add({ close: () => void closed.push("a") });
  const takeOut = belongings.add({ close: () => void closed.push("b") });
  belongings.add({ close: () => void closed.push("c") });
  takeOut();
  takeOut();
  belongings.close();
  belongings.close();
  assert.deepEqual(closed, ["a", "c"]);
  belongings.add({ close: () => void closed.push("late") });
  assert.deepEqual(closed, ["a", "c", "late"]);
  assert.deepEqual(log.entries, []);
});

Deno.test("Belongings.close() goes on where one fails, and says what to wait for", async () => {
  const { belongings, log, closings } = bench();
  const slow = Promise.withResolvers<void>();
  belongings.add({
    close() {
      throw new Error("at once");
    },
  });
  belongings.add({ close: () => Promise.reject(new Error("later")) });
  belongings.add({ close: () => slow.promise });
  belongings.close();
  await Promise.resolve();
  assert.ok(closings.size > 0);
  slow.resolve();
  const clock = { now: () => 0, monotonic: () => 0, after: () => ({ cancel() {} }) };
  assert.equal(await closings.settle({ clock, ms: 1 }), 0);
  assert.equal(log.at("error").length, 2);
});
