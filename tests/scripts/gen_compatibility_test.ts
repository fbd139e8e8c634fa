import assert from "node:assert/strict";
import { renderCompatibility, type Tables } from "../../scripts/compatibility/render.ts";
import type { Row } from "../../scripts/compatibility/rows.ts";

const NONE = { rows: [], ownRows: [] };

function row(more: Partial<Row>): Row {
  const proof = { numbers: [], others: 0 };
  return {
    name: "tide.high",
    section: "3.1",
    later: false,
    status: "served",
    notes: "",
    proof,
    test: undefined,
    ...more,
  };
}

function render(template: string, rows: Row[]): string {
  const tables: Tables = { methods: { rows, ownRows: [] }, events: NONE, laneOf: () => "inline" };
  return renderCompatibility(template, tables);
}

const ALL =
  "<!-- count -->\n<!-- methods -->\n<!-- own methods -->\n<!-- events -->\n<!-- own events -->";

Deno.test("renderCompatibility() shows what a row claims, and by what", () => {
  const numbers = [1, 2, 4, 5, 6, 8, 9, 10, 12];
  const text = render(ALL, [
    row({ proof: { numbers, others: 3 }, notes: "twice a day" }),
    row({ name: "tide.low", status: "partly", proof: { numbers: [], others: 1 }, later: true }),
    row({ name: "tide.ebb", status: "no", notes: "no sea" }),
    row({ name: "tide.off", status: "off", test: "tests/a_test.ts" }),
  ]);
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  assert.deepEqual(rows, [
    "| `tide.high` | inline | yes | 1, 2, 4, 5, 6, 8, 9, 10 and 1 more | twice a day |",
    "| `tide.low` (later) | inline | in part | 1 case without a number |  |",
    "| `tide.ebb` | inline | no |  | no sea |",
    "| `tide.off` | inline | off | tests/a_test.ts |  |",
  ]);
  assert.match(text, /Of 4 methods: 1 served, 1 in part, 1 answered as switched off, 1 not there/);
});

Deno.test("renderCompatibility() refuses a template whose marks and parts do not meet", () => {
  assert.throws(() => render("<!-- count -->", []), /no place for "methods"/);
  assert.throws(() => render(`${ALL}\n<!-- weather -->`, []), /no part for <!-- weather -->/);
});

Deno.test("renderCompatibility() refuses a section without a title", () => {
  assert.throws(() => render(ALL, [row({ section: "9.9" })]), /section 9\.9 has no title/);
});
