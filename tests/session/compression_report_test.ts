import assert from "node:assert/strict";
import { compressionReport } from "../../src/session/compression_report.ts";

const said = (...sizes: number[]) =>
  sizes.map((size) => ({ role: "user" as const, text: "x".repeat(size) }));

Deno.test("compressionReport() counts messages, and tokens nearly", () => {
  assert.deepEqual(compressionReport(said(400, 400, 1), said(39)), {
    removed: 2,
    before_messages: 3,
    after_messages: 1,
    before_tokens: 201,
    after_tokens: 10,
    summary: {
      headline: "Compressed: 3 → 1 messages",
      token_line: "about 201 → 10 tokens",
      note: null,
      noop: false,
    },
  });
});

Deno.test("compressionReport() says when nothing was won, or nothing was done", () => {
  const longer = compressionReport(said(4), said(400));
  assert.equal(longer.summary.note, "The summary is longer than what it stands for.");
  const { removed, summary } = compressionReport(said(4));
  assert.deepEqual([removed, summary.noop], [0, true]);
});
