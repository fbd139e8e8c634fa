/**
 * Typed settings from the environment. A knob is data; a malformed value costs a warning and the
 * default, never a crash.
 *
 * @module
 */

interface KnobBase {
  /** The variable's name. */
  readonly name: string;
  /** Older names, read when `name` is not set, in this order. */
  readonly aliases?: readonly string[];
  /** What it does, in one line for the help. */
  readonly doc: string;
}

interface NumberKnob extends KnobBase {
  readonly min?: number;
  readonly max?: number;
  /** What a number outside `min`…`max` becomes: the nearer end, or the default (which is the default). */
  readonly outside?: "clamp" | "default";
}

/** A duration in seconds; fractions allowed. Never above {@linkcode MAX_TIMER_SECONDS}. */
export interface SecondsKnob extends NumberKnob {
  readonly kind: "seconds";
  readonly default: number;
}

/** A whole number. */
export interface IntKnob extends NumberKnob {
  readonly kind: "int";
  readonly default: number | undefined;
  /** What the number counts, for the help: `ms`, `bytes`. */
  readonly unit?: string;
}

/** `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`, in any case. */
export interface BooleanKnob extends KnobBase {
  readonly kind: "boolean";
  readonly default: boolean;
}

/** Any text. */
export interface StringKnob extends KnobBase {
  readonly kind: "string";
  readonly default: string | undefined;
  /** What the whole text must match, and how to say so: `wanted` completes "… is not …". */
  readonly pattern?: { readonly matches: Pick<RegExp, "test">; readonly wanted: string };
  /** Its value is never printed. */
  readonly secret?: boolean;
}

/** One of a few words, in any case. */
export interface ChoiceKnob extends KnobBase {
  readonly kind: "choice";
  readonly default: string | undefined;
  readonly choices: readonly string[];
}

/** One setting that the environment may give. */
export type Knob = SecondsKnob | IntKnob | BooleanKnob | StringKnob | ChoiceKnob;

/** The type of the value a knob yields. */
export type KnobValue<K extends Knob> =
  | (K extends ChoiceKnob ? K["choices"][number]
    : K extends BooleanKnob ? boolean
    : K extends StringKnob ? string
    : number)
  | (undefined extends K["default"] ? undefined : never);

/** What {@linkcode readKnobs} yields for a table: the same keys, with values. */
export type KnobValues<T extends Record<string, Knob>> = { [P in keyof T]: KnobValue<T[P]> };

/**
 * The longest wait a timer can be set to: timers count milliseconds in 31 bits, and a longer wait
 * fires at once. About 24.8 days.
 */
export const MAX_TIMER_SECONDS = 2_147_483;

type Parsed = { ok: true; value: unknown } | {
  ok: false;
  problem: string;
  /** The value to go on with, where it is not the default. */
  instead?: unknown;
};

const TRUE = ["1", "true", "yes", "on"];
const FALSE = ["0", "false", "no", "off"];
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
// A value that was set by mistake may be anything: a file's content, a key.
const MAX_SHOWN = 60;

/**
 * Reads every knob of a table.
 *
 * An empty or blank variable counts as not set. A new name that is set wins over its aliases, also
 * when its value turns out to be malformed.
 *
 * @param table the knobs, by the name their value is wanted under
 * @param get looks up one variable; `undefined` when it is not set
 * @param warn takes one sentence about a value that was not used; never holds the value of a secret
 */
export function readKnobs<const T extends Record<string, Knob>>(
  table: T,
  get: (name: string) => string | undefined,
  warn: (message: string) => void,
): KnobValues<T> {
  const entries = Object.entries(table).map(([key, knob]) => [key, readKnob(knob, get, warn)]);
  return Object.fromEntries(entries);
}

/** A knob's default as the help shows it, with its unit; `none` where there is no default. */
export function knobDefault(knob: Knob): string {
  if (knob.default === undefined) return "none";
  switch (knob.kind) {
    case "seconds":
      return `${knob.default} s`;
    case "int":
      return knob.unit === undefined ? String(knob.default) : `${knob.default} ${knob.unit}`;
    case "boolean":
      return knob.default ? "on" : "off";
    case "string":
    case "choice":
      return knob.default;
  }
}

function readKnob(
  knob: Knob,
  get: (name: string) => string | undefined,
  warn: (message: string) => void,
): unknown {
  for (const name of [knob.name, ...knob.aliases ?? []]) {
    const text = get(name)?.trim();
    if (text === undefined || text === "") continue;
    const parsed = parse(knob, text);
    if (parsed.ok) return parsed.value;
    const value = "instead" in parsed ? parsed.instead : knob.default;
    warn(`Cannot use the environment variable ${name}: ${parsed.problem}; ${using(knob, value)}`);
    return value;
  }
  return knob.default;
}

function using(knob: Knob, value: unknown): string {
  if (value === undefined) return "going on as if it were not set";
  return `using ${knobDefault({ ...knob, default: value } as Knob)}`;
}

function parse(knob: Knob, text: string): Parsed {
  switch (knob.kind) {
    case "seconds":
      return parseNumber(knob, text);
    case "int":
      return parseNumber(knob, text);
    case "boolean":
      return parseBoolean(text);
    case "choice":
      return parseChoice(knob, text);
    case "string":
      return parseString(knob, text);
  }
}

function parseNumber(knob: SecondsKnob | IntKnob, text: string): Parsed {
  const wanted = knob.kind === "int" ? "a whole number" : "a number of seconds";
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  const isWanted = knob.kind === "int" ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!isWanted) return { ok: false, problem: `${shown(text)} is not ${wanted}` };
  const min = knob.min ?? (knob.kind === "seconds" ? 0 : -Infinity);
  const max = knob.max ?? (knob.kind === "seconds" ? MAX_TIMER_SECONDS : Infinity);
  if (value < min) return outside(knob, `${shown(text)} is below ${min}`, min);
  if (value > max) return outside(knob, `${shown(text)} is above ${max}`, max);
  return { ok: true, value };
}

function outside(knob: NumberKnob, problem: string, end: number): Parsed {
  if (knob.outside === "clamp") return { ok: false, problem, instead: end };
  return { ok: false, problem };
}

function parseBoolean(text: string): Parsed {
  const word = text.toLowerCase();
  if (TRUE.includes(word)) return { ok: true, value: true };
  if (FALSE.includes(word)) return { ok: true, value: false };
  return { ok: false, problem: `${shown(text)} is neither on nor off` };
}

function parseChoice(knob: ChoiceKnob, text: string): Parsed {
  const word = text.toLowerCase();
  if (knob.choices.includes(word)) return { ok: true, value: word };
  return { ok: false, problem: `${shown(text)} is none of ${knob.choices.join(", ")}` };
}

function parseString(knob: StringKnob, text: string): Parsed {
  const { pattern } = knob;
  if (pattern === undefined || pattern.matches.test(text)) return { ok: true, value: text };
  const what = knob.secret === true ? "its value (not shown)" : shown(text);
  return { ok: false, problem: `${what} is not ${pattern.wanted}` };
}

function shown(text: string): string {
  return JSON.stringify(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`);
}
