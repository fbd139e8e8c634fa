/** Frames that nobody should send, and the same ones again at every run. */

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Requests as real clients send them. What is made of these is nearly right. */
export const VALID: readonly string[] = [
  '{"jsonrpc":"2.0","id":"r1","method":"echo","params":{"text":"hello"}}',
  '{"jsonrpc":"2.0","id":7,"method":"typed","params":{"cols":"80","tags":["a","b"]}}',
  '{"id":null,"method":"typed","params":{"cols":120,"rows":[{"role":"user","text":"hi"}]}}',
  '{"id":{"a":[1,2]},"method":"later","params":{"n":-1.5e10}}',
  '{"method":"crash"}',
  '{"id":"w1","method":"refuse","params":null}',
  '{"id":[],"method":"echo","params":{"\\u00e9":"\\ud83c\\udf00 \u{1F300} \\"quoted\\" \\\\"}}',
];

/** Pieces that break readers: numbers no JSON has, halves of pairs, names of prototypes. */
const PIECES: readonly string[] = [
  "NaN",
  "Infinity",
  "-Infinity",
  "1e999",
  "-0",
  "9".repeat(400),
  "0.1e-400",
  "null",
  "undefined",
  '"\\ud800"',
  '"\\udfff\\ud800"',
  "\ud800",
  "\udfff",
  "\ufeff",
  "\u2028",
  "\u00a0",
  "\u0000",
  "\u001f",
  "\\",
  '"',
  '\\"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "//",
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '"id":"twice",',
  '"method":"echo",',
  '"method":"__proto__",',
  '"method":"toString",',
  '"params":[],',
  '"params":{"cols":{"valueOf":1,"toString":1}},',
  '"toJSON":1,',
  '"id":{"toJSON":"x"},',
  "[".repeat(600),
  '{"a":'.repeat(520),
  `${"[".repeat(511)}${"]".repeat(511)}`,
];

type Random = () => number;

function at(random: Random, length: number): number {
  return Math.floor(random() * length);
}

function pick(random: Random, list: readonly string[]): string {
  return list[at(random, list.length)] ?? "";
}

function flipByte(random: Random, frame: string): string {
  const bytes = new TextEncoder().encode(frame);
  const index = at(random, bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ (1 << at(random, 8));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Ways of spoiling a frame. */
const MUTATIONS: readonly ((random: Random, frame: string) => string)[] = [
  (random, frame) => frame.slice(0, at(random, frame.length)),
  (random, frame) => frame.slice(at(random, frame.length)),
  flipByte,
  (random, frame) => {
    const index = at(random, frame.length);
    return frame.slice(0, index) + pick(random, PIECES) + frame.slice(index);
  },
  // After the opening brace a whole member fits: what comes out is often JSON again.
  (random, frame) => `${frame.slice(0, 1)}${pick(random, PIECES)}${frame.slice(1)}`,
  (random, frame) => {
    const values = [...frame.matchAll(/(?<=:)(?:"[^"]*"|[-\w.]+)/g)];
    const value = values[at(random, values.length)];
    if (value === undefined) return frame;
    return frame.slice(0, value.index) + pick(random, PIECES) +
      frame.slice(value.index + value[0].length);
  },
  (random, frame) => {
    const [from, to] = [at(random, frame.length), at(random, frame.length)];
    return frame.slice(0, from) + frame.slice(to);
  },
  (random, frame) => frame + pick(random, VALID),
  (random, frame) => pick(random, ["\ufeff", "\u2028", "\u3000", "\u0085", " "]) + frame,
];

/** A valid frame, spoilt one to three times. */
export function mutant(random: Random): string {
  let frame = pick(random, VALID);
  for (let times = 1 + at(random, 3); times > 0; times--) {
    frame = MUTATIONS[at(random, MUTATIONS.length)]?.(random, frame) ?? frame;
  }
  return frame;
}

/** Frames of millions of characters. */
export function* giants(): Generator<{ name: string; frame: string; parses: boolean }> {
  const many = 5_000_000;
  const request = (id: string, params: string) => `{"id":${id},"method":"echo","params":${params}}`;
  yield { name: "opening brackets", frame: "[".repeat(many), parses: false };
  yield { name: "opening braces", frame: "{".repeat(many), parses: false };
  yield { name: "objects in objects", frame: '{"a":'.repeat(many), parses: false };
  const half = many / 2;
  const nested = "[".repeat(half) + "]".repeat(half);
  yield { name: "arrays in arrays", frame: nested, parses: false };
  yield { name: "nested params", frame: request("1", `{"a":${nested}}`), parses: false };
  yield { name: "a nested id", frame: request(nested, "{}"), parses: false };
  const mixed = `{"a":[`.repeat(half) + "]}".repeat(half);
  yield { name: "nested behind a string", frame: `["\\"",${mixed}]`, parses: false };
  const quoted = (text: string) => request("1", `{"text":"${text}"}`);
  yield { name: "brackets in a string", frame: quoted("[{".repeat(half)), parses: true };
  yield { name: "backslashes", frame: quoted("\\\\".repeat(half)), parses: true };
  yield { name: "escaped quotes", frame: quoted('\\"'.repeat(half)), parses: true };
  yield { name: "a string without an end", frame: `{"id":"${'\\"'.repeat(half)}`, parses: true };
  yield { name: "backslashes without an end", frame: `{"id":"${"\\".repeat(many)}`, parses: true };
  yield { name: "closing brackets", frame: "]".repeat(many), parses: true };
  yield { name: "a huge number", frame: request("9".repeat(many), "{}"), parses: true };
  yield { name: "a huge id", frame: request(`"${"x".repeat(many)}"`, "{}"), parses: true };
  yield {
    name: "brackets side by side",
    frame: request("1", `{"a":[${"[],".repeat(half / 2)}0]}`),
    parses: true,
  };
  yield { name: "white space", frame: " ".repeat(many), parses: true };
}
