/** A long transcript that streams, measured frame by frame; and the simplest one that could be. */
import { signal } from "@preact/signals";
import { marked } from "marked";
import { render } from "preact";
import type { AnswerEntry, Entry } from "../../../src/console/entries.ts";
import { Transcript } from "../../../src/console/transcript/transcript.tsx";

/** How a stream is shown. */
export type Subject = "idle" | "console" | "naive";

/** How much is streamed. */
export interface SpeedOrder {
  readonly subject: Subject;
  /** Messages before the one that streams. */
  readonly messages: number;
  /** What the answer says before it is measured, and then piece by piece. */
  readonly start: string;
  readonly tokens: readonly string[];
  readonly perSecond: number;
}

/** What each frame took, in milliseconds. */
export interface SpeedReport {
  /** From the start of a frame to that of the next. */
  readonly intervals: number[];
  /** From the start of a frame until the main thread was free again. */
  readonly work: number[];
  /** Tasks of more than 50 ms. */
  readonly longTasks: number[];
  /** Tokens that were told in time. */
  readonly told: number;
}

const entries = signal<readonly Entry[]>([]);
const status = signal("Streaming");
const root = document.querySelector<HTMLElement>("#root");
if (root === null) throw new Error("Measuring a page: it has no #root");

const SUBJECTS: Record<Subject, (order: SpeedOrder, root: HTMLElement) => (text: string) => void> =
  {
    idle: () => () => {},
    console: ({ messages }, place) => {
      const before = history(messages);
      const tell = (text: string) => {
        const live: AnswerEntry = { kind: "answer", key: "live", text, reasoning: "", live: true };
        entries.value = [...before, live];
      };
      render(<Transcript entries={entries} status={status} label="A long talk" />, place);
      return tell;
    },
    // Not even a history: only the answer, parsed anew with every token.
    naive: (_order, place) => {
      const answer = document.createElement("div");
      place.className = "naive";
      place.append(answer);
      return (text) => {
        answer.innerHTML = marked.parse(text, { async: false });
        place.scrollTop = place.scrollHeight;
      };
    },
  };

function history(count: number): Entry[] {
  return Array.from({ length: count }, (_, index): Entry => {
    const key = `m${index}`;
    if (index % 2 === 0) {
      return { kind: "user", key, text: `Question ${index}`, state: "sent", attachments: [] };
    }
    const text = `Answer **${index}**\n\n- one\n- two\n\n\`\`\`ts\nconst a = ${index};\n\`\`\`\n`;
    return { kind: "answer", key, text, reasoning: "", live: false };
  });
}

/** Shows what there is before the stream, and waits until that is done. */
async function prepare(order: SpeedOrder, place: HTMLElement): Promise<() => Promise<SpeedReport>> {
  const tell = SUBJECTS[order.subject](order, place);
  tell(order.start);
  for (let i = 0; i < 60; i += 1) await new Promise((done) => requestAnimationFrame(done));
  return () => stream(order, tell);
}

async function stream(order: SpeedOrder, tell: (text: string) => void): Promise<SpeedReport> {
  let text = order.start;
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) =>
    longTasks.push(...list.getEntries().map(({ duration }) => duration))
  );
  observer.observe({ type: "longtask" });
  const frames = watchFrames();
  const { tokens, perSecond } = order;
  const began = performance.now();
  const passed = () => performance.now() - began;
  const span = tokens.length * 1000 / perSecond;
  let sent = 0;
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      const due = Math.min(tokens.length, passed() * perSecond / 1000);
      // Each is a message of its own. Who cannot keep up is measured for as long as the others.
      while (sent < due && passed() < span) tell(text += tokens[sent++]);
      if (passed() < span) return;
      clearInterval(timer);
      done();
    }, 1000 / perSecond);
  });
  const measured = frames.stop();
  observer.disconnect();
  return { ...measured, longTasks, told: sent };
}

/** Frames, and the work in each: a message that is posted in a frame comes when it has been painted. */
function watchFrames(): { stop(): { intervals: number[]; work: number[] } } {
  const intervals: number[] = [];
  const work: number[] = [];
  const { port1, port2 } = new MessageChannel();
  let isRunning = true;
  let last: number | undefined;
  let started = 0;
  port1.onmessage = () => work.push(performance.now() - started);
  const onFrame = (time: number) => {
    if (!isRunning) return;
    if (last !== undefined) intervals.push(time - last);
    last = time;
    started = performance.now();
    requestAnimationFrame(onFrame);
    port2.postMessage(null);
  };
  requestAnimationFrame(onFrame);
  return {
    stop: () => {
      isRunning = false;
      port1.close();
      // The one that has not come yet took its time as well.
      if (last !== undefined) intervals.push(performance.now() - last);
      return { intervals, work };
    },
  };
}

let start: (() => Promise<SpeedReport>) | undefined;
Object.assign(globalThis, {
  prepare: async (order: SpeedOrder) => {
    start = await prepare(order, root);
  },
  stream: () => start?.(),
});
