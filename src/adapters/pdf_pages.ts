/**
 * Pages of a PDF as images, drawn by poppler's `pdftoppm`.
 *
 * @module
 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Spawn, SpawnCommand } from "../agent/spawn.ts";
import { type ProgramOutcome, runProgram } from "../agent/bounded_program.ts";
import type { Clock } from "../lib/clock.ts";
import { HeadText, TailText } from "../lib/kept_text.ts";
import {
  MOST_PAGES,
  type PageImage,
  type PageRange,
  type PagesOutcome,
  type PdfPages,
} from "../workspace/pdf_pages.ts";

/** What pages are drawn with. */
export interface PdfPagesOptions {
  spawn: Spawn;
  clock: Clock;
  /** Where the temporary folders are made. Default: the system's place for them. */
  folder?: string;
}

/** Of PROTOCOL 3.8. */
const DPI = 150;
const TIMEOUT_MS = 120_000;
/** Pixels of a page's longer side, about A0 at 150 DPI: a page of a mile is drawn smaller. */
const MOST_PIXELS = 7_200;
/** Bytes of all images together; more could not wait for a prompt anyway. */
const MOST_BYTES = 50_000_000;
const REPORT_CHARS = 65_536;
const FLOOD_BYTES = 1_048_576;

/**
 * What a document may have of the machine, however it was made: 2 GiB of memory, 120 s of a processor, files of
 * 64 MiB. A system that knows one of these limits not goes without it.
 */
const LIMITED = `for limit in '-v 2097152' '-t 120' '-f 131072'; do ulimit $limit 2>/dev/null; done
exec "$@"`;

const INSTALL = 'pdftoppm is not on the PATH of the gateway: install poppler ("apt install ' +
  'poppler-utils", "brew install poppler"), or refer to the PDF with file.attach';

/** Draws pages by the `pdftoppm` and `pdfinfo` of the `PATH`. Under Deno it may have to write temporary files. */
export function pdfPages({ spawn, clock, folder }: PdfPagesOptions): PdfPages {
  let found = false;
  const run = (args: readonly [string, ...string[]], signal: AbortSignal, timeoutMs = TIMEOUT_MS) =>
    runProgram(limited(args), {
      ...{ spawn, clock, signal, timeoutMs },
      floodBytes: FLOOD_BYTES,
      kept: [new HeadText(REPORT_CHARS), new TailText(REPORT_CHARS)],
    });
  return {
    async missing() {
      if (found) return undefined;
      const { signal } = new AbortController();
      const tried = await Promise.all(
        ["pdftoppm", "pdfinfo"].map((program) => run([program, "-v"], signal, 10_000)),
      );
      const [broken] = tried.filter(({ kind }) => kind === "unstartable");
      // Where a shell starts it, this is about the shell.
      if (broken?.kind === "unstartable" && process.platform !== "win32") return broken.why;
      found = tried.every((outcome) => outcome.kind === "ended" && outcome.code !== 127);
      return found ? undefined : INSTALL;
    },
    async draw(pdf, range, signal) {
      // Which place that is stands in variables that a run may not be let read.
      const place = await mkdtemp(join(folder ?? tmpdir(), "tidegate-pdf-"));
      try {
        const path = join(place, "document.pdf");
        await writeFile(path, pdf, { mode: 0o600 });
        const over = clock.monotonic() + TIMEOUT_MS;
        const left = (...args: [string, ...string[]]) =>
          run(args, signal, Math.max(1, over - clock.monotonic()));
        return await drawn({ path, place, range, run: left });
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

interface Drawing {
  path: string;
  place: string;
  range: PageRange;
  run(...args: [string, ...string[]]): Promise<ProgramOutcome>;
}

async function drawn({ path, place, range, run }: Drawing): Promise<PagesOutcome> {
  const facts = await run("pdfinfo", path);
  if (facts.kind !== "ended" || facts.code !== 0) return failed(facts);
  const total = Number(/^Pages:\s+(\d+)$/m.exec(facts.stdout)?.[1] ?? 0);
  if (range.first > total || (range.last ?? 1) > total) return { kind: "no_such_page", total };
  const first = String(range.first);
  const last = String(Math.min(range.last ?? total, range.first + MOST_PAGES - 1, total));
  const sizes = await run("pdfinfo", "-f", first, "-l", last, path);
  if (sizes.kind !== "ended" || sizes.code !== 0) return failed(sizes);
  const outcome = await run(
    "pdftoppm",
    ...["-png", "-r", String(resolutionFor(sizes.stdout)), "-f", first, "-l", last],
    ...[path, join(place, "page")],
  );
  if (outcome.kind !== "ended" || outcome.code !== 0) return failed(outcome);
  return await imagesIn(place, total);
}

/** Dots per inch at which the largest page has as many pixels as may be. */
function resolutionFor(report: string): number {
  const sizes = [...report.matchAll(/^Page\s+\d+ size:\s+([\d.e+]+) x ([\d.e+]+) pts/gm)];
  const points = Math.max(
    72,
    ...sizes.flatMap(([, width, height]) => [Number(width), Number(height)]),
  );
  return Math.min(DPI, MOST_PIXELS * 72 / points);
}

async function imagesIn(place: string, total: number): Promise<PagesOutcome> {
  const names = (await readdir(place)).filter((name) => /^page-\d+\.png$/.test(name));
  const pages: PageImage[] = [];
  let bytes = 0;
  for (const name of names) {
    const path = join(place, name);
    bytes += (await stat(path)).size;
    if (bytes > MOST_BYTES) {
      return { kind: "failed", why: "its pages are too large as images; attach fewer of them" };
    }
    pages.push({ page: Number(name.slice(5, -4)), bytes: new Uint8Array(await readFile(path)) });
  }
  if (pages.length === 0) return { kind: "failed", why: "no page of it could be drawn" };
  return { kind: "pages", pages: pages.sort((a, b) => a.page - b.page), total };
}

function failed(outcome: ProgramOutcome): PagesOutcome {
  switch (outcome.kind) {
    case "unstartable":
      return { kind: "failed", why: outcome.why };
    case "timeout":
      return { kind: "failed", why: `drawing it took longer than ${TIMEOUT_MS / 1_000} s` };
    case "interrupted":
      return { kind: "failed", why: "it was interrupted" };
    case "flooded":
      return { kind: "failed", why: "it is damaged" };
  }
  // The last thing a tool says is what it failed of; the name of a temporary file helps nobody.
  const said = outcome.stderr.trim().split("\n").at(-1)?.slice(0, 200).toWellFormed() ?? "";
  const what = outcome.code === null ? `drawing it was ended by ${outcome.signal}` : said;
  return { kind: "failed", why: what === "" ? "it is damaged" : what };
}

function limited([command, ...args]: readonly [string, ...string[]]): SpawnCommand {
  if (process.platform === "win32") return { command, args };
  return { command: "sh", args: ["-c", LIMITED, "sh", command, ...args] };
}
