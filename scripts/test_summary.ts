/**
 * Reads how a run of `deno test` ended from what it printed, and says it in one plain line.
 *
 * @module
 */

/** How many tests ended which way. A test counts once, whatever the number of its steps. */
export interface TestCounts {
  readonly passed: number;
  /** Modules that failed to load count as one failed test each, as `deno test` has it. */
  readonly failed: number;
  /** Ignored tests. Tests that a filter left out were not asked for and count nowhere. */
  readonly skipped: number;
}

/** How one run of `deno test` ended. */
export interface TestRun {
  /** The exit code of the process; `null` when it hung and was killed. */
  readonly code: number | null;
  /** `null` when the run ended without its closing line. */
  readonly counts: TestCounts | null;
  /** Whether any test had begun. */
  readonly hasBegun?: boolean;
  /** What it printed last, where it hung or broke: the test that was running, and what it died of. */
  readonly lastLines?: readonly string[];
}

/** How many lines are kept to tell what a run died of: a crash of V8 prints about twenty. */
const LAST_LINES = 30;
/** What is left of the longest line that is kept while its end has not come yet. */
const LINE_CHARS = 4_096;
const BEGINNING = /running \d+ tests? from /;
// deno-lint-ignore no-control-regex
const COLOURS = /\x1b\[[\d;]*m/g;

/** Where a run writes. */
export type Output = "stdout" | "stderr";

/** Watches the output of one `deno test` go by and keeps its closing line. */
export class SummaryReader {
  // Each its own: a word to stderr may come between the two halves of a line.
  readonly #open = { stdout: new OpenLine(), stderr: new OpenLine() };
  #counts: TestCounts | null = null;
  #lastLines: readonly string[] = [];
  #hasBegun = false;

  /** Whether a file of tests was begun. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The last lines that say anything, the last of them whole or not. */
  get lastLines(): readonly string[] {
    return saying([...this.#lastLines, this.#open.stdout.rest, this.#open.stderr.rest]);
  }

  /** What the last closing line so far said; a test that prints one is overruled by the real one. */
  get counts(): TestCounts | null {
    return this.#counts;
  }

  /** Takes the next piece of output, cut anywhere. */
  push(chunk: Uint8Array, from: Output = "stdout"): void {
    const lines = this.#open[from].push(chunk);
    for (const line of lines) {
      this.#counts = parseSummary(line) ?? this.#counts;
      this.#hasBegun ||= BEGINNING.test(line);
    }
    this.#lastLines = saying([...this.#lastLines, ...lines]);
  }

  /** Takes what came after the last line break. */
  end(): void {
    this.#counts = parseSummary(this.#open.stdout.rest) ?? this.#counts;
  }
}

/** A line whose end has not come yet, and the whole ones before it. */
class OpenLine {
  readonly #decoder = new TextDecoder();
  rest = "";

  push(chunk: Uint8Array): string[] {
    const lines = (this.rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.rest = (lines.pop() ?? "").slice(-LINE_CHARS);
    return lines;
  }
}

function saying(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim().slice(0, LINE_CHARS)).filter((line) => line !== "")
    .slice(-LAST_LINES);
}

/**
 * Reads a closing line of `deno test`, such as `ok | 3 passed (2 steps) | 0 failed | 1 ignored (5ms)`,
 * coloured or not.
 *
 * @returns `null` when `line` is anything else.
 */
export function parseSummary(line: string): TestCounts | null {
  const [verdict, ...parts] = line.replaceAll(COLOURS, "").trim().split(" | ");
  if (verdict !== "ok" && verdict !== "FAILED") return null;
  const counts = new Map<string, number>();
  for (const part of parts) {
    const match = /^(\d+) (passed|failed|ignored|measured|filtered out)(?: \(.*\))?$/.exec(part);
    if (!match) return null;
    counts.set(match[2] ?? "", Number(match[1]));
  }
  const passed = counts.get("passed");
  const failed = counts.get("failed");
  if (passed === undefined || failed === undefined) return null;
  return { passed, failed, skipped: counts.get("ignored") ?? 0 };
}

/**
 * Adds up all runs. A run that broke without a failed test (killed, a type error, no closing line)
 * adds one failed test, so that the numbers and the exit code agree; so does a sum of no tests.
 */
export function addUp(runs: readonly TestRun[]): TestCounts {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { code, counts } of runs) {
    passed += counts?.passed ?? 0;
    skipped += counts?.skipped ?? 0;
    const broken = counts === null || code !== 0;
    failed += Math.max(counts?.failed ?? 0, broken ? 1 : 0);
  }
  return { passed, failed: passed + failed === 0 ? 1 : failed, skipped };
}

/** The closing line, for people and for tools. */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Why the sum holds a failure though no test failed: what is wrong, and what was printed last. */
export function explain(runs: readonly TestRun[]): string[] {
  const reasons = runs.flatMap((run) => {
    const why = broke(run);
    return why === null ? [] : [why, ...(run.lastLines ?? []).map((line) => `    ${line}`)];
  });
  const ran = runs.some(({ counts }) => counts !== null && counts.passed + counts.failed > 0);
  if (reasons.length > 0 || ran) return reasons;
  return ["Running deno test: no test ran, and nothing is no success"];
}

function broke({ code, counts }: TestRun): string | null {
  if (code === null) return "Running deno test: it hung and was killed, behind these lines:";
  if (counts === null) {
    return `Running deno test: it ended with code ${code} and without a closing line ` +
      "(a crash, a type error, or a reporter that prints none), behind these lines:";
  }
  if (code === 0 || counts.failed > 0) return null;
  return `Running deno test: it ended with code ${code} though no test failed`;
}
