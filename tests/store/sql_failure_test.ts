import assert from "node:assert/strict";
import { sqlFailure, sqlFault } from "../../src/store/sql_failure.ts";
import { StoreError } from "../../src/store/store.ts";

Deno.test("sqlFault() knows SQLite's faults by number, extended ones too", () => {
  const fault = (errcode: number) => sqlFault(Object.assign(new Error("?"), { errcode }));
  assert.equal(fault(13), "disk full");
  assert.equal(fault(8 | (3 << 8)), "read-only");
  assert.equal(fault(5 | (1 << 8)), "locked by another process");
  assert.equal(fault(11), "damaged");
  assert.equal(fault(26), "damaged");
  assert.equal(fault(1), undefined);
});

Deno.test("sqlFault() knows SQLite's faults by their text", () => {
  const fault = (text: string) => sqlFault(new Error(text));
  assert.equal(fault("database or disk is full"), "disk full");
  assert.equal(fault("attempt to write a readonly database"), "read-only");
  assert.equal(fault("database is locked"), "locked by another process");
  assert.equal(fault("database disk image is malformed"), "damaged");
  assert.equal(fault("file is not a database"), "damaged");
  assert.equal(fault('near "x": syntax error'), undefined);
  assert.equal(sqlFault(undefined), undefined);
});

Deno.test("sqlFailure() keeps the exception as the cause, and its words where nothing is known", () => {
  const cause = new Error("disk I/O error");
  const failure = sqlFailure(cause);
  assert.ok(failure instanceof StoreError);
  assert.equal(failure.message, "disk I/O error");
  assert.equal(failure.cause, cause);
  assert.equal(sqlFailure(failure), failure);
});
