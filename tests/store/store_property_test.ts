/** Random changes, told to both stores and to a model that is too plain to be wrong. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { StoreChange } from "../../src/store/store.ts";
import { answers, change } from "./support/changes.ts";
import { PlainModel } from "./support/plain_model.ts";
import { Folder, openPlain, openStore } from "./support/sqlite.ts";
import { tidyAll } from "./support/tidy_all.ts";

const time = fc.integer({ min: 1, max: 8 });

type Act =
  | { act: "write"; make: ((model: PlainModel) => StoreChange[])[] }
  | { act: "tidy"; maxAgeMs: number; maxEventChars: number; now: number }
  | { act: "reopen" };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(change, { minLength: 1, maxLength: 6 }).map((make) => ({
      act: "write" as const,
      make,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(time, fc.integer({ min: 0, max: 2_000 }), time).map(
      ([maxAgeMs, maxEventChars, now]) => ({ act: "tidy" as const, maxAgeMs, maxEventChars, now }),
    ),
  },
  { weight: 1, arbitrary: fc.constant({ act: "reopen" as const }) },
);

Deno.test("MemoryStore and SqlStore answer as a plain model, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      using folder = new Folder();
      const model = new PlainModel();
      const memory = new MemoryStore({ maxEvents: 1e6 });
      let sql = openStore(folder.file());
      try {
        for (const step of acts) {
          if (step.act === "reopen") {
            sql.close();
            sql = openStore(folder.file());
          } else if (step.act === "tidy") {
            model.tidy(step, step.now);
            for (const store of [memory, sql]) tidyAll(store, step, step.now);
          } else {
            const changes = step.make.flatMap((make) => model.take(make(model)));
            for (const store of [memory, sql]) store.write(changes);
          }
          const expected = answers(model);
          assert.deepEqual(answers(memory), expected);
          assert.deepEqual(answers(sql), expected);
        }
      } finally {
        sql.close();
      }
    }),
    { seed: 20_260_301, numRuns: 150 },
  );
});

Deno.test("SqlStore.tidy() leaves the rows of what is kept, and no other", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      using folder = new Folder();
      const model = new PlainModel();
      let { db, store } = openPlain(folder.file());
      const rows = (sql: string) => db.prepare(sql).all().map((row) => ({ ...row }));
      try {
        for (const step of acts) {
          if (step.act === "reopen") {
            store.close();
            ({ db, store } = openPlain(folder.file()));
          } else if (step.act === "write") {
            store.write(step.make.flatMap((make) => model.take(make(model))));
          } else {
            model.tidy(step, step.now);
            tidyAll(store, step, step.now);
            const kept = rows(`SELECT s.id, e.seq FROM event e JOIN session s ON s.key = e.session
              ORDER BY s.id, e.seq`);
            assert.equal(kept.length, rows("SELECT 1 FROM event").length);
            const expected = model.sessions({ limit: 9, superseded: true })
              .flatMap(({ id }) =>
                model.events(id, { after: 0, limit: 1e6 }).map(({ seq }) => ({ id, seq }))
              )
              .sort((a, b) => a.id < b.id ? -1 : Number(a.id > b.id) || a.seq - b.seq);
            assert.deepEqual(kept, expected);
            const dead = "SELECT session FROM trash UNION ALL SELECT oldest FROM dead_run";
            assert.deepEqual(rows(dead), []);
          }
        }
      } finally {
        store.close();
      }
    }),
    { seed: 20_260_303, numRuns: 150 },
  );
});
