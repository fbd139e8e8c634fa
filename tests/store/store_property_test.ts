/** Random changes, told to both stores and to a model that is too plain to be wrong. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Store, StoreChange } from "../../src/store/store.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "./support/samples.ts";
import { PlainModel } from "./support/plain_model.ts";
import { Folder, openStore } from "./support/sqlite.ts";
import { tidyAll } from "./support/store_suite.ts";

const IDS = ["s1", "s2", "s3", "s4"];

const id = fc.constantFrom(...IDS);
const time = fc.integer({ min: 1, max: 8 });
const many = fc.integer({ min: 1, max: 40 });

type Act =
  | { act: "write"; make: ((model: PlainModel) => StoreChange[])[] }
  | { act: "tidy"; maxAgeMs: number; maxEventChars: number; now: number }
  | { act: "reopen" };

/** Changes that fit what is there, whatever that is. */
const change: fc.Arbitrary<(model: PlainModel) => StoreChange[]> = fc.oneof(
  fc.tuple(id, time, time, fc.boolean(), fc.option(id, { nil: undefined })).map(
    ([session, createdAt, lastActive, isLive, parent]) => () => [keepSession(session, {
      title: `t${createdAt % 3}`,
      liveId: `l${lastActive % 3}`,
      source: lastActive % 2 ? "tui" : "cron",
      createdAt,
      lastActive,
      ...(isLive ? {} : { ended: { at: 1, reason: "x" } }),
      ...(parent === undefined ? {} : { parent: { id: parent, how: "branch" as const } }),
    })],
  ),
  fc.tuple(id, many, many).map(([session, count, chars]) => (model: PlainModel) => {
    const from = model.range(session).latest + 1;
    return keepEvents(session, { from, to: from + count - 1, chars });
  }),
  fc.tuple(id, many).map(([sessionId, hole]) => (model: PlainModel) => [{
    kind: "event_reset" as const,
    sessionId,
    from: model.range(sessionId).latest + hole,
  }]),
  fc.tuple(id, many, fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })).map(
    ([session, place, texts]) => (model: PlainModel) => [
      keepMessages(session, place % (model.messages(session).length + 1), ...texts),
    ],
  ),
  fc.tuple(id, time, fc.boolean(), fc.string()).map(([session, at, isOpen, text]) => () => [
    keepPrompt(session, { id: `p${at % 3}`, at, text, state: isOpen ? "open" : "done" }),
  ]),
  id.map((sessionId) => () => [{ kind: "delete" as const, sessionId }]),
);

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

/** Everything there is to ask. */
function answers(store: Omit<Store, "epoch" | "keepsEvents" | "write" | "tidy" | "close">) {
  return {
    sessions: store.sessions({ limit: 9 }),
    tui: store.sessions({ limit: 2, without: ["cron"] }),
    titles: ["t0", "t1"].map((title) => store.sessionByTitle(title)),
    liveIds: ["l0", "l1"].map((liveId) => store.sessionByLiveId(liveId)),
    open: store.openPrompts(),
    each: IDS.map((id) => ({
      session: store.session(id),
      children: store.children(id),
      messages: store.messages(id),
      range: store.range(id),
      events: store.events(id, { after: 0, limit: 10_000 }),
      page: store.events(id, { after: store.range(id).first + 4, limit: 7 }),
      prompts: ["p0", "p1", "p2"].map((prompt) => store.prompt(id, prompt)),
    })),
  };
}

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
