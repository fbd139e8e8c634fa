/**
 * The render worker: the process in which answers are made into what terminals show. It reads orders from its
 * stdin, one line each, answers on its stdout, and ends with its input. It needs no permission at all.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { errorMessage } from "../lib/error_text.ts";
import { markdownText } from "./ansi_text.ts";
import { isMain } from "./is_main.ts";
import { readOrder, type RenderSaying, renderSayingLine } from "./render_line.ts";

/** Runs until the input ends; then ends the process. */
export async function runRenderWorker(): Promise<never> {
  const say = (saying: RenderSaying) => process.stdout.write(renderSayingLine(saying));
  // Nobody listens any more.
  process.stdout.on("error", () => process.exit(0));
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const order = readOrder(line);
      if (order === undefined) return;
      const { id, text, look } = order;
      try {
        say({ kind: "rendered", id, text: markdownText(text, look) });
      } catch (error) {
        say({ kind: "refused", id, why: errorMessage(error) });
      }
    })
    .on("close", () => process.exit(0));
  say({ kind: "ready" });
  return await new Promise<never>(() => {});
}

if (isMain(import.meta)) void runRenderWorker();
