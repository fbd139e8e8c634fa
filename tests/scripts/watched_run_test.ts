import assert from "node:assert/strict";
import { runWatched, type WatchedEnd } from "../../scripts/watched_run.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { systemClock } from "../../src/lib/clock.ts";

const SILENCE_MS = 60_000;

/** A clock on which whatever `isDue` says is due at once. */
function impatient(isDue: (ms: number) => boolean): Clock {
  return {
    ...systemClock,
    after(ms, callback) {
      let set = true;
      if (isDue(ms)) queueMicrotask(() => set && callback());
      return { cancel: () => void (set = false) };
    },
  };
}

/** Runs a line of the shell, and gives what it wrote too. */
async function shell(
  line: string,
  clockOf: (heard: () => string) => Clock,
): Promise<WatchedEnd & { text: string }> {
  const decoder = new TextDecoder();
  let text = "";
  const end = await runWatched("sh", {
    args: ["-c", line],
    silenceMs: SILENCE_MS,
    clock: clockOf(() => text),
    show(chunk) {
      text += decoder.decode(chunk, { stream: true });
      return Promise.resolve();
    },
  });
  return { ...end, text };
}

Deno.test("runWatched() gives all that was written, and the code", async () => {
  const { text, ...end } = await shell("echo one; echo two; exit 3", () => impatient(() => false));
  assert.deepEqual(end, { kind: "exit", code: 3 });
  assert.equal(text, "one\ntwo\n");
});

Deno.test("runWatched() gives what was written to stderr, too", async () => {
  const { text, kind } = await shell(
    "echo died of this >&2; kill -9 $$",
    () => impatient(() => false),
  );
  assert.equal(kind, "exit");
  assert.equal(text, "died of this\n");
});

Deno.test("runWatched() kills what writes nothing for too long, and keeps what it wrote", async () => {
  const hangs = (heard: () => string) => impatient((ms) => ms === SILENCE_MS && heard() !== "");
  const { text, ...end } = await shell("echo begun; exec sleep 600", hangs);
  assert.deepEqual(end, { kind: "silent", ms: SILENCE_MS });
  assert.equal(text, "begun\n");
});

Deno.test("runWatched() kills what has closed its output and hangs", async () => {
  const hangs = (heard: () => string) => impatient((ms) => ms === SILENCE_MS && heard() !== "");
  const { kind } = await shell("echo begun; exec sleep 600 >/dev/null", hangs);
  assert.equal(kind, "silent");
});

Deno.test("runWatched() does not wait for what a child left behind with its output", async () => {
  const here = await Deno.makeTempFile();
  try {
    const leaves = `(while [ -e "${here}" ]; do sleep 0.05; done) & echo done`;
    const { text, ...end } = await shell(leaves, () => impatient((ms) => ms !== SILENCE_MS));
    assert.deepEqual(end, { kind: "exit", code: 0 });
    assert.equal(text, "done\n");
  } finally {
    await Deno.remove(here);
  }
});
