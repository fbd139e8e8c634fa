/**
 * What a fast answer costs the web console in a real Chromium: 200 tokens a second at the end of
 * 5,000 messages and of 40 KB of markdown. Beside it a page that has nothing to do, which is as
 * smooth as this machine gets, and one that parses the whole answer with every token.
 *
 * @module
 */
import type { SpeedOrder, Subject } from "../../tests/console/pages/speed_page.tsx";
import type { FrameReport } from "./console_frames.ts";
import { quantile, sum } from "./statistics.ts";
import { atLeast, atMost, type Table } from "./table.ts";

/** How large the measurement is. */
export interface ConsoleScale {
  messages: number;
  perSecond: number;
  seconds: number;
  /** Characters the answer has before it is measured. */
  startChars: number;
}

const FULL: ConsoleScale = { messages: 5_000, perSecond: 200, seconds: 10, startChars: 40_000 };

/** 60 frames a second. */
const FRAME_MS = 16.7;
/** What a token costs the naive page, per what it costs ours; 10 were seen at the least. */
const NAIVE_RATIO = 5;
const SUBJECTS: readonly Subject[] = ["idle", "console", "naive"];
const SCRIPT = new URL("console_frames.ts", import.meta.url);

/** A section of an answer as agents write them. */
const SECTION = `## A heading of a section

Some words with **weight**, \`code\` and [a link](https://example.org/a?b=1), and then some more of
them, so that it takes a few lines on the screen as a paragraph of an answer does.

1. The first of a list
2. The second, with *emphasis*
   - and one below it

\`\`\`ts
export function add(a: number, b: number): number {
  return a + b; // as short as that
}
\`\`\`

| name | value |
|------|------:|
| one  |     1 |
| two  |     2 |

`;

/** See the module. */
export async function consoleFrames(scale: ConsoleScale = FULL): Promise<Table> {
  const reports: FrameReport[] = [];
  for (const subject of SUBJECTS) reports.push(await run(orderFor(subject, scale)));
  const row = (name: string, value: (report: FrameReport) => number, unit = "ms", digits = 1) => ({
    name,
    values: reports.map(value),
    unit,
    digits,
  });
  const work = row("processor a frame, p95", ({ cpu }) => quantile(cpu, 0.95));
  const [, ours = Number.NaN] = work.values;
  const perToken = row("processor a token", ({ cpuTotal, told }) => cpuTotal / told, "ms", 2);
  const [, one = Number.NaN, naive = Number.NaN] = perToken.values;
  return {
    title: `${scale.perSecond} tokens a second for ${scale.seconds} s behind ${scale.messages} ` +
      `messages, in Chromium; processor: of the main thread`,
    columns: [...SUBJECTS],
    rows: [
      row("tokens shown in time", ({ told }) => told, "tokens", 0),
      row("frames", ({ intervals }) => intervals.length, "frames", 0),
      row("frame to frame, p50", ({ intervals }) => quantile(intervals, 0.5)),
      row("frame to frame, p95", ({ intervals }) => quantile(intervals, 0.95)),
      row("frame to frame, longest", ({ intervals }) => Math.max(...intervals)),
      row("processor a frame, p50", ({ cpu }) => quantile(cpu, 0.5)),
      { ...work, goal: atMost(ours, { limit: FRAME_MS, digits: 1, unit: "ms" }) },
      row("processor a frame, most", ({ cpu }) => Math.max(...cpu)),
      row("from its start to its end, p95", ({ work }) => quantile(work, 0.95)),
      row("tasks over 50 ms", ({ longTasks }) => longTasks.length, "tasks", 0),
      row("time in them", ({ longTasks }) => sum(longTasks)),
      perToken,
      {
        name: "naive per ours",
        values: [undefined, 1, naive / one],
        unit: "x",
        digits: 1,
        goal: atLeast(naive / one, { limit: NAIVE_RATIO, digits: 1, unit: "x" }),
      },
    ],
  };
}

function orderFor(subject: Subject, scale: ConsoleScale): SpeedOrder {
  const { messages, perSecond, seconds, startChars } = scale;
  const start = SECTION.repeat(Math.ceil(startChars / SECTION.length));
  const count = perSecond * seconds;
  // As models cut text: a word or a part of one with the space before it.
  const words = SECTION.repeat(count).match(/\s*\S{1,5}/g) ?? [];
  return { subject, messages, start, tokens: words.slice(0, count), perSecond };
}

async function run(order: SpeedOrder): Promise<FrameReport> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-all", SCRIPT.pathname, JSON.stringify(order)],
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`Measuring the console (${order.subject}): exit code ${code}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
