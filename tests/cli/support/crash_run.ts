/**
 * A gateway that is killed and started again and again in the middle of streaming turns, and three
 * windows that come back each time.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Child } from "./child.ts";
import { CrashWindow, type Json } from "./crash_window.ts";
import { readyPort } from "./viewer.ts";

/** What a run has met. */
export interface CrashReport {
  /** Turns that a kill cut. */
  cut: number;
  /** Turns that ended by themselves before the kill. */
  complete: number;
  /** Events every window was shown. */
  events: number;
}

const PROMPT = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");

/**
 * Kills so many times. Throws where a window missed an event or was shown one twice, where a prompt ran
 * twice or vanished, or where a session is left running.
 *
 * @param random numbers from 0 to below 1: the same ones, the same run as far as a kill can be repeated
 */
export async function crashRun(rounds: number, random: () => number): Promise<CrashReport> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-crash-" });
  const windows = [new CrashWindow(), new CrashWindow(), new CrashWindow()];
  const [first] = windows as [CrashWindow];
  let id = "";
  try {
    for (let round = 0; round < rounds; round++) {
      await using child = start(folder);
      const port = await readyPort(child);
      await Promise.all(windows.map((window) => window.connect(port)));
      if (id === "") ({ session_id: id } = await first.call("session.create", { cols: 80 }));
      const prompt = { session_id: id, text: `${round} ${PROMPT}`, client_message_id: `m${round}` };
      if (round === 0) await first.call("prompt.submit", prompt);
      const snapshots = await Promise.all(windows.map((window) => window.resume(id)));
      if (round > 0) {
        for (const { running } of snapshots) assert.equal(running, false, "none is stuck running");
        // The one before, once more, as a client sends it that never had the answer.
        const before = { ...prompt, text: "again?", client_message_id: `m${round - 1}` };
        assert.deepEqual(await first.call("prompt.submit", before), { status: "streaming" });
        await first.call("prompt.submit", prompt);
      }
      const count = 1 + Math.floor(random() * 30);
      await windows[round % windows.length]?.more(count);
      child.kill("SIGKILL");
      await Promise.all(windows.map((window) => window.ended));
    }
    return await examine(folder, { id, windows, rounds });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function start(folder: string): Child {
  return new Child({
    args: ["serve", "--port", "0", "--pace", "8", "--coalesce-ms", "8"],
    env: { TIDEGATE_STATE: `${folder}/state.db`, TIDEGATE_TOKEN: "0123456789abcdef" },
    writable: [folder],
  });
}

async function examine(
  folder: string,
  { id, windows, rounds }: { id: string; windows: CrashWindow[]; rounds: number },
): Promise<CrashReport> {
  await using child = start(folder);
  const port = await readyPort(child);
  await Promise.all(windows.map((window) => window.connect(port)));
  const snapshots = await Promise.all(windows.map((window) => window.resume(id)));
  // What the resumed session tells of itself may have come to one of them only so far.
  const [first] = windows as [CrashWindow];
  const latest = Math.max(...windows.map(({ last }) => last));
  await Promise.all(windows.map((window) => window.reach(latest)));
  const shown = first.shown.slice(0, latest);
  for (const window of windows) assert.deepEqual(window.shown.slice(0, latest), shown);
  const count = (what: string) => shown.filter((type) => type === what).length;
  const report = {
    cut: count("interrupted"),
    complete: count("complete"),
    events: shown.length,
  };
  assert.equal(count("message.start"), report.cut + report.complete, "every turn ended, once");
  const [{ messages, running }] = snapshots;
  assert.equal(running, false);
  const prompts = messages.filter(({ role }: Json) => role === "user").map(({ text }: Json) =>
    text
  );
  const expected = Array.from({ length: rounds }, (_, round) => `${round} ${PROMPT}`);
  assert.deepEqual(prompts, expected, "no prompt vanished, none ran twice");
  await Promise.all(windows.map((window) => window.close()));
  return report;
}
