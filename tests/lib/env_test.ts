import assert from "node:assert/strict";
import fc from "fast-check";
import { type Knob, knobDefault, MAX_TIMER_SECONDS, readKnobs } from "../../src/lib/env.ts";

const TABLE = {
  grace: {
    kind: "seconds",
    name: "NEW_GRACE",
    aliases: ["OLD_GRACE", "OLDER"],
    default: 20,
    doc: "",
  },
  workers: { kind: "int", name: "WORKERS", default: 4, min: 2, max: 9, outside: "clamp", doc: "" },
  port: { kind: "int", name: "PORT", default: undefined, min: 0, max: 65_535, doc: "" },
  bytes: { kind: "int", name: "BYTES", default: 33, unit: "bytes", doc: "" },
  quiet: { kind: "boolean", name: "QUIET", default: false, doc: "" },
  loud: { kind: "boolean", name: "LOUD", default: true, doc: "" },
  mode: { kind: "choice", name: "MODE", default: "merge", choices: ["merge", "frames"], doc: "" },
  file: { kind: "string", name: "FILE", default: undefined, doc: "" },
  token: {
    kind: "string",
    name: "TOKEN",
    default: undefined,
    secret: true,
    pattern: { matches: /^[a-z]+$/, wanted: "made of letters" },
    doc: "",
  },
} as const satisfies Record<string, Knob>;

function read(environment: Record<string, string>) {
  const warnings: string[] = [];
  const get = (name: string) => environment[name];
  const values = readKnobs(TABLE, get, (message) => warnings.push(message));
  return { values, warnings };
}

Deno.test("readKnobs() yields the defaults when nothing is set", () => {
  const { values, warnings } = read({});
  assert.deepEqual(values, {
    grace: 20,
    workers: 4,
    port: undefined,
    bytes: 33,
    quiet: false,
    loud: true,
    mode: "merge",
    file: undefined,
    token: undefined,
  });
  assert.deepEqual(warnings, []);
});

Deno.test("readKnobs() reads each kind", () => {
  const { values, warnings } = read({
    NEW_GRACE: "0.25",
    WORKERS: " 8 ",
    PORT: "0",
    BYTES: "-5",
    QUIET: "Yes",
    LOUD: "OFF",
    MODE: "Frames",
    FILE: "/a b",
    TOKEN: "abc",
  });
  assert.deepEqual(values, {
    grace: 0.25,
    workers: 8,
    port: 0,
    bytes: -5,
    quiet: true,
    loud: false,
    mode: "frames",
    file: "/a b",
    token: "abc",
  });
  assert.deepEqual(warnings, []);
});

Deno.test("readKnobs() prefers the new name and accepts the old ones", () => {
  assert.equal(read({ NEW_GRACE: "1", OLD_GRACE: "2", OLDER: "3" }).values.grace, 1);
  assert.equal(read({ OLD_GRACE: "2", OLDER: "3" }).values.grace, 2);
  assert.equal(read({ NEW_GRACE: " ", OLD_GRACE: "", OLDER: "3" }).values.grace, 3);
});

Deno.test("readKnobs() keeps a malformed new name from falling back to an old one", () => {
  const { values, warnings } = read({ NEW_GRACE: "soon", OLD_GRACE: "2" });
  assert.equal(values.grace, 20);
  assert.deepEqual(warnings, [
    'Cannot use the environment variable NEW_GRACE: "soon" is not a number of seconds; using 20 s',
  ]);
});

Deno.test("readKnobs() names the alias that was malformed", () => {
  assert.match(read({ OLD_GRACE: "x" }).warnings[0] ?? "", /variable OLD_GRACE: "x"/);
});

Deno.test("readKnobs() warns about a malformed value and uses the default", () => {
  const cases: [string, string, RegExp][] = [
    ["NEW_GRACE", "-1", /"-1" is below 0; using 20 s/],
    ["NEW_GRACE", "nan", /"nan" is not a number of seconds; using 20 s/],
    ["NEW_GRACE", "Infinity", /not a number of seconds/],
    ["NEW_GRACE", "1e999", /not a number of seconds/],
    ["NEW_GRACE", "0x10", /not a number of seconds/],
    ["NEW_GRACE", String(MAX_TIMER_SECONDS + 1), /is above 2147483; using 20 s/],
    ["PORT", "80.5", /"80.5" is not a whole number; going on as if it were not set/],
    ["PORT", "65536", /"65536" is above 65535/],
    ["PORT", "12abc", /is not a whole number/],
    ["BYTES", "9007199254740993", /is not a whole number; using 33 bytes/],
    ["QUIET", "perhaps", /"perhaps" is neither on nor off; using off/],
    ["LOUD", "2", /using on/],
    ["MODE", "both", /"both" is none of merge, frames; using merge/],
  ];
  const defaults = read({}).values;
  for (const [name, value, wanted] of cases) {
    const { values, warnings } = read({ [name]: value });
    assert.deepEqual(values, defaults, `${name}=${value}`);
    assert.equal(warnings.length, 1, `${name}=${value}`);
    assert.match(warnings[0] ?? "", wanted);
  }
});

Deno.test("readKnobs() moves a number to the nearer end where the knob says so", () => {
  const low = read({ WORKERS: "1" });
  assert.equal(low.values.workers, 2);
  assert.match(low.warnings[0] ?? "", /"1" is below 2; using 2$/);
  assert.equal(read({ WORKERS: "99" }).values.workers, 9);
});

Deno.test("readKnobs() never prints the value of a secret", () => {
  const { values, warnings } = read({ TOKEN: "hunter2 hunter2" });
  assert.equal(values.token, undefined);
  assert.deepEqual(warnings, [
    "Cannot use the environment variable TOKEN: its value (not shown) is not made of letters; " +
    "going on as if it were not set",
  ]);
});

Deno.test("readKnobs() quotes and shortens what it shows", () => {
  const { warnings } = read({ MODE: `\u001b[31m\n${"x".repeat(10_000)}` });
  assert.equal(warnings.length, 1);
  assert.ok((warnings[0] ?? "").length < 250);
  const characters = [...(warnings[0] ?? "")];
  assert.deepEqual(characters.filter((character) => character < " "), []);
});

Deno.test("readKnobs() never throws and stays in range, whatever is set", () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.double().map(String),
    fc.integer().map(String),
  );
  const property = fc.property(anything, (text) => {
    const { values } = read({
      NEW_GRACE: text,
      WORKERS: text,
      PORT: text,
      QUIET: text,
      MODE: text,
      TOKEN: text,
    });
    assert.ok(values.grace >= 0 && values.grace <= MAX_TIMER_SECONDS);
    assert.ok(Number.isInteger(values.workers) && values.workers >= 2 && values.workers <= 9);
    assert.ok(values.port === undefined || (values.port >= 0 && values.port <= 65_535));
    assert.equal(typeof values.quiet, "boolean");
    assert.ok(["merge", "frames"].includes(values.mode));
    assert.ok(values.token === undefined || /^[a-z]+$/.test(values.token));
  });
  fc.assert(property, { seed: 20_260_701, numRuns: 200 });
});

Deno.test("knobDefault() shows a default with its unit", () => {
  const shown = Object.values(TABLE).map(knobDefault);
  assert.deepEqual(shown, ["20 s", "4", "none", "33 bytes", "off", "on", "merge", "none", "none"]);
});
