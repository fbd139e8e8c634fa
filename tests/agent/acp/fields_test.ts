import assert from "node:assert/strict";
import { can, number, record, records, text } from "../../../src/agent/acp/fields.ts";

Deno.test("fields are read one by one, whatever they stand in", () => {
  const of = { t: "x", n: 1, o: { a: 1 }, l: [{ a: 1 }, 2, null], yes: true, no: false, nan: NaN };
  assert.deepEqual([text(of, "t"), text(of, "n"), text(null, "t")], ["x", undefined, undefined]);
  assert.deepEqual([number(of, "n"), number(of, "t"), number(of, "nan")], [
    1,
    undefined,
    undefined,
  ]);
  assert.deepEqual([record(of, "o"), record(of, "l"), record("o", "o")], [{ a: 1 }, {}, {}]);
  assert.deepEqual([records(of, "l"), records(of, "o")], [[{ a: 1 }], undefined]);
  assert.deepEqual([can(of, "yes"), can(of, "o"), can(of, "no"), can(of, "gone")], [
    true,
    true,
    false,
    false,
  ]);
});
