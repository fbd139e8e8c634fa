import assert from "node:assert/strict";
import * as fc from "fast-check";
import { events } from "../../src/protocol/events.ts";
import { defaultJournalLimits, Journal } from "../../src/session/journal.ts";

const { messageDelta, messageStart, toolComplete } = events;

function journalOf(count: number, limits = defaultJournalLimits): Journal {
  const journal = new Journal("0badcafe", limits);
  for (let i = 1; i <= count; i++) journal.append(messageDelta, { text: `${i}` });
  return journal;
}

Deno.test("append() numbers events from 1 and encodes each as a frame of its session", () => {
  const journal = new Journal("0badcafe");
  assert.deepEqual([journal.first, journal.latest], [1, 0]);
  journal.append(messageStart, undefined);
  journal.append(messageDelta, { text: 'Gr\u00fc\u00df "dich"' });
  assert.deepEqual([journal.first, journal.latest], [1, 2]);
  assert.equal(
    journal.at(1),
    '{"jsonrpc":"2.0","method":"event","params":' +
      '{"type":"message.start","session_id":"0badcafe","seq":1}}',
  );
  assert.deepEqual(JSON.parse(journal.at(2) ?? ""), {
    jsonrpc: "2.0",
    method: "event",
    params: {
      type: "message.delta",
      session_id: "0badcafe",
      payload: { text: 'Gr\u00fc\u00df "dich"' },
      seq: 2,
    },
  });
});

Deno.test("at() knows nothing of events that are gone or yet to come", () => {
  const journal = journalOf(4, { maxEvents: 3, maxChars: 10_000 });
  assert.deepEqual([journal.first, journal.latest], [2, 4]);
  for (const seq of [-1, 0, 1, 5, 6, 1.5, NaN]) assert.equal(journal.at(seq), undefined, `${seq}`);
  assert.match(journal.at(2) ?? "", /"seq":2/);
});

Deno.test("append() evicts the oldest beyond 512 events or 4 MiB, and goes on counting", () => {
  const many = journalOf(1_000);
  assert.deepEqual([many.first, many.latest], [1_000 - 512 + 1, 1_000]);
  const large = new Journal("0badcafe");
  for (let i = 0; i < 9; i++) large.append(messageDelta, { text: "x".repeat(1024 * 1024) });
  assert.deepEqual([large.first, large.latest], [7, 9]);
});

Deno.test("append() keeps the newest event whatever its size", () => {
  const journal = journalOf(5, { maxEvents: 8, maxChars: 500 });
  journal.append(messageDelta, { text: "x".repeat(10_000) });
  assert.deepEqual([journal.first, journal.latest], [6, 6]);
  assert.ok(journal.at(6));
  journal.append(messageDelta, { text: "small" });
  assert.deepEqual([journal.first, journal.latest], [7, 7]);
});

Deno.test("append() of what JSON cannot say throws and leaves the journal as it was", () => {
  const journal = journalOf(2, { maxEvents: 2, maxChars: 10_000 });
  const payload = { tool_id: "1", name: "t", args: {}, result: 5n };
  assert.throws(() => journal.append(toolComplete, payload), TypeError);
  assert.deepEqual([journal.first, journal.latest], [1, 2]);
  journal.append(messageDelta, { text: "after" });
  assert.deepEqual([journal.first, journal.latest], [2, 3]);
});

Deno.test("a journal is within its limits, without holes, whatever is appended", () => {
  const sizes = fc.array(fc.nat(300), { maxLength: 200 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.nat(2_000),
      sizes,
      (maxEvents, maxChars, sizes) => {
        const journal = new Journal("0badcafe", { maxEvents, maxChars });
        sizes.forEach((size, index) => {
          journal.append(messageDelta, { text: "x".repeat(size) });
          assert.equal(journal.latest, index + 1);
          let chars = 0;
          for (let seq = journal.first; seq <= journal.latest; seq++) {
            const frame = journal.at(seq);
            assert.equal(JSON.parse(frame ?? "null")?.params.seq, seq);
            chars += frame?.length ?? 0;
          }
          const count = journal.latest - journal.first + 1;
          assert.ok(count >= 1 && count <= maxEvents);
          assert.ok(count === 1 || chars <= maxChars);
        });
      },
    ),
    { seed: 7, numRuns: 200 },
  );
});
