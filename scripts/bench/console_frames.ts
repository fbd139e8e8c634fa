/**
 * Measures one way to show a stream, in a real Chromium of its own, and prints what it found as JSON.
 * `console_part.ts` starts it: a browser needs more permissions than the rest of the benchmark.
 *
 * @module
 */
import type { CDPSession, Page } from "playwright-core";
import type { SpeedOrder, SpeedReport } from "../../tests/console/pages/speed_page.tsx";
import { withPage } from "../../tests/console/support/browser.ts";
import { transcriptPage } from "../../tests/console/support/transcript_page.ts";
import { say } from "../report.ts";

/** What the page says of itself, and what its browser says of it. */
export interface FrameReport extends SpeedReport {
  /** Processor time of the main thread in each frame, in milliseconds: what a busy machine does not add to. */
  readonly cpu: number[];
  /** Processor time of the main thread in all, in milliseconds. */
  readonly cpuTotal: number;
}

/** The part of a trace event that is looked at; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tdur?: number;
}

/** What Chromium calls all that happens on the main thread for one frame. */
const FRAME_EVENT = "ProxyMain::BeginMainFrame";

const PAGE = {
  ...transcriptPage,
  entry: new URL("../../tests/console/pages/speed_page.tsx", import.meta.url),
};

async function measure(page: Page, order: SpeedOrder): Promise<FrameReport> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await call(page, "prepare", order);
  const devtools = await page.context().newCDPSession(page);
  const frames: number[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => {
    for (const { name, ph, tdur } of value as unknown as TraceEvent[]) {
      if (name === FRAME_EVENT && ph === "X" && tdur !== undefined) frames.push(tdur / 1000);
    }
  });
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await devtools.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["cc"] },
  });
  const before = await cpuSeconds(devtools);
  const report = await call(page, "stream", null) as SpeedReport;
  const after = await cpuSeconds(devtools);
  const complete = new Promise((done) => devtools.once("Tracing.tracingComplete", done));
  await devtools.send("Tracing.end");
  await complete;
  return { ...report, cpu: frames, cpuTotal: (after - before) * 1000 };
}

async function cpuSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

function call(page: Page, name: "prepare" | "stream", order: SpeedOrder | null): Promise<unknown> {
  return page.evaluate(
    ([method, given]) =>
      (globalThis as unknown as Record<string, (order: unknown) => unknown>)[method]?.(given),
    [name, order] as const,
  );
}

if (import.meta.main) {
  const order: SpeedOrder = JSON.parse(Deno.args[0] ?? "{}");
  await withPage(PAGE, async ({ page }) => say(JSON.stringify(await measure(page, order))));
}
