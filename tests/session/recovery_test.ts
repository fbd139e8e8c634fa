import assert from "node:assert/strict";
import type { AgentDescription } from "../../src/agent/agent.ts";
import { recover } from "../../src/session/recovery.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Store, type StoreChange, StoreError } from "../../src/store/store.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "../store/support/samples.ts";
import { tidyAll } from "../store/support/tidy_all.ts";
import { LogBook } from "../support/log_book.ts";

const DAY = 86_400_000;

function run(store: Store): LogBook {
  const logger = new LogBook();
  const agent: AgentDescription = {
    model: "m",
    provider: "p",
    tools: {},
    skills: {},
    configured: true,
  };
  recover({ store, logger, cwd: "/srv", describe: () => agent });
  return logger;
}

Deno.test("recover() ends what a crash left alive, so that it is forgotten in time", () => {
  const store = new MemoryStore();
  store.write([
    keepSession("left", { lastActive: 1_000 }),
    keepSession("closed", { lastActive: 900, ended: { at: 950, reason: "tui_close" } }),
  ]);
  run(store);
  assert.deepEqual(store.session("left")?.ended, { at: 1_000, reason: "crash" });
  assert.deepEqual(store.session("closed")?.ended, { at: 950, reason: "tui_close" });
  tidyAll(store, { maxAgeMs: DAY }, 1_001 + DAY);
  assert.deepEqual(store.sessions({ limit: 9 }), []);
});

Deno.test("recover() writes nothing where nothing was cut", () => {
  const write = () => assert.fail("there is nothing to say");
  run(Object.assign(new MemoryStore(), { write }));
});

Deno.test("recover() ends the other turns when one cannot be ended", () => {
  const store = new MemoryStore();
  store.write([
    keepSession("bad"),
    keepPrompt("bad", { text: "a secret", seq: 0 }),
    // No frame of ours: a file that somebody edited.
    ...keepEvents("bad", { to: 1 }),
    keepSession("good"),
    keepMessages("good", 0, "before"),
    keepPrompt("good", { text: "cut", at: 2 }),
  ]);
  const log = run(store);
  assert.deepEqual(store.messages("good").map(({ text }) => text), ["before", "cut"]);
  assert.equal(store.session("good")?.ended?.reason, "crash");
  assert.equal(store.prompt("bad", "p1")?.state, "open");
  const [entry] = log.at("error");
  assert.equal(entry?.fields.session, "bad");
  assert.ok(!JSON.stringify(log.entries).includes("secret"));
});

Deno.test("recover() throws when the store fails, and does all of it the next time", () => {
  const store = new MemoryStore();
  store.write([keepSession("s1"), keepPrompt("s1", { text: "cut" })]);
  const write = store.write.bind(store);
  const failing = {
    write: (_changes: readonly StoreChange[]) => {
      throw new StoreError("disk full");
    },
  };
  assert.throws(() => run(Object.assign(store, failing)), StoreError);
  run(Object.assign(store, { write }));
  run(store);
  assert.deepEqual(store.messages("s1").map(({ text }) => text), ["cut"]);
  assert.deepEqual(store.openPrompts(), []);
});
