import assert from "node:assert/strict";
import { freeTitle, tidyTitle } from "../../src/gateway/title_rules.ts";
import { Stage } from "../support/stage.ts";

Deno.test("tidyTitle() makes one line of a title, one blank of white space", () => {
  for (
    const [title, tidy] of [
      ["Tides", "Tides"],
      ["  Tides \t and\r\n\ngates ", "Tides and gates"],
      ["a\u2028b\u2029c\u0085d\u00a0e\u3000f", "a b c d e f"],
      ["\n\t ", ""],
    ] as const
  ) assert.equal(tidyTitle(title), tidy);
});

Deno.test("tidyTitle() drops control characters and what turns the order of letters", () => {
  for (
    const [title, tidy] of [
      ["invoice\u202Efdp.exe", "invoicefdp.exe"],
      ["\u2066a\u2069 \u200E \u061Cb\u200F", "a b"],
      ["\u001b[31mred\u001b[0m\u0007\u0000", "[31mred[0m"],
      ["\u009b2J\u007f", "2J"],
      ["\u202e\u0000", ""],
    ] as const
  ) assert.equal(tidyTitle(title), tidy);
});

Deno.test("tidyTitle() leaves all scripts and emoji as they are", () => {
  const title = "שלום العالم 日本 grüße 👩‍👩‍👧 é";
  assert.equal(tidyTitle(title), title);
});

Deno.test("session.title and session.create keep a title that is tidy", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({});
  const set = (title: string) => client.result("session.title", { session_id: id, title });
  assert.deepEqual(set("Ti\u202Edes\nand  gates"), { pending: false, title: "Tides and gates" });
  const other = client.result("session.create", { title: "two\r\nlines\u0007" });
  assert.equal(other.info.title, "two lines");
});

Deno.test("session.title takes the tidy title for what it is: blank, taken, too long", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({});
  client.result("session.create", { title: "Theirs" });
  const refused = (title: string) => client.error("session.title", { session_id: id, title }).code;
  assert.equal(refused("\u202E\n"), 4021);
  assert.equal(refused("The\u200Eirs\n"), 4022);
  assert.equal(refused("x".repeat(201)), 4022);
  const long = `${"x".repeat(99)}${" ".repeat(50)}${"y".repeat(100)}`;
  assert.equal(
    client.result("session.title", { session_id: id, title: long }).title.length,
    200,
  );
});

/** What {@linkcode freeTitle} makes of a title where these are taken. */
function free(title: string, taken: string[], options: { first?: number; maxChars?: number } = {}) {
  return freeTitle(title, { isTaken: (wanted) => taken.includes(wanted), ...options });
}

Deno.test("freeTitle() leaves a title that is free, and numbers one that is not", () => {
  assert.equal(free("Tides", []), "Tides");
  assert.equal(free("Tides", ["Tides"]), "Tides (2)");
  assert.equal(free("Tides", ["Tides", "Tides (2)"]), "Tides (3)");
  assert.equal(free("Tides (2)", []), "Tides (2)");
  assert.equal(free("Tides (2)", ["Tides (2)"]), "Tides (3)");
  assert.equal(free("(2)", ["(2)"]), "(2) (2)");
});

Deno.test("freeTitle() counts on where a title must not stay as it is", () => {
  assert.equal(free("Tides", [], { first: 2 }), "Tides (2)");
  assert.equal(free("Tides (2)", [], { first: 2 }), "Tides (3)");
  assert.equal(free("Tides (2)", ["Tides (3)"], { first: 2 }), "Tides (4)");
});

Deno.test("freeTitle() keeps to the limit, and ends", () => {
  assert.equal(free("x".repeat(99), [], { maxChars: 80 }), "x".repeat(80));
  const taken = ["x".repeat(80)];
  assert.equal(free("x".repeat(99), taken, { maxChars: 80 }), `${"x".repeat(76)} (2)`);
  let asked = 0;
  const isTaken = () => ++asked > 0;
  assert.match(freeTitle("Tides", { isTaken }), /^Tides \([0-9a-f]{8}\)$/);
  assert.equal(asked, 1_000);
});
