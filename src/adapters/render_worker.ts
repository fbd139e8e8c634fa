/**
 * The lane in which answers are rendered: a process beside the gateway's, for all sessions. A parser of
 * markdown can be kept busy for minutes by a text that was made for it; there it keeps nobody waiting, and can
 * be ended.
 *
 * @module
 */
import type { Spawn, SpawnCommand, SpawnedProcess } from "../agent/spawn.ts";
import { boundedLines } from "../lib/bounded_lines.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { LineRing } from "../lib/line_ring.ts";
import type { Logger } from "../lib/logger.ts";
import type { MarkdownLook } from "../session/rendering.ts";
import { orderLine, readRenderSaying, type RenderSaying } from "./render_line.ts";

/** What a lane works with. */
export interface RenderLaneOptions {
  /** The command of a worker. */
  command: SpawnCommand;
  spawn: Spawn;
  clock: Clock;
  logger: Logger;
}

/** Texts that may wait; of one more there is no rendering. */
const MAX_WAITING = 64;
/** Milliseconds a text may take. */
const ORDER_MS = 1_000;
/** Milliseconds a worker may take to load what it needs. */
const START_MS = 10_000;
/** Workers that may end in a row without having rendered anything, and the pause after that. */
const MAX_FAILURES = 3;
const PAUSE_MS = 60_000;
/** Bytes of a line: far more than comes of the longest text that is rendered. */
const LINE_BYTES = 4 * 1_024 * 1_024;

interface Job {
  readonly text: string;
  readonly look: MarkdownLook;
  settle(shown: string | undefined): void;
}

/** See the module. The worker starts with the first text, or {@linkcode RenderLane.warm}. */
export class RenderLane {
  readonly #options: RenderLaneOptions;
  #worker: Worker | undefined;
  readonly #waiting: Job[] = [];
  #current: { id: number; job: Job; late: Timer } | undefined;
  #lastId = 0;
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(options: RenderLaneOptions) {
    this.#options = options;
  }

  /** Starts a worker, if there is none. */
  warm(): void {
    if (this.#worker === undefined && !this.#isPaused()) this.#start();
  }

  /** `undefined` where it cannot be had, for whatever reason. Never rejects. */
  markdown(text: string, look: MarkdownLook): Promise<string | undefined> {
    if (this.#isPaused() || this.#waiting.length >= MAX_WAITING) return Promise.resolve(undefined);
    return new Promise((settle) => {
      const job = { text, look, settle };
      // The end of a turn waits for its rendering; what is only on the way can be done later.
      if (look.isOpen) this.#waiting.push(job);
      else this.#waiting.splice(this.#wholes(), 0, job);
      this.#next();
    });
  }

  /** Ends the worker; what waits gets none. */
  async close(): Promise<void> {
    this.#pausedUntil = Number.POSITIVE_INFINITY;
    const worker = this.#worker;
    if (worker !== undefined) this.#drop(worker);
    this.#dismiss();
    await worker?.closed;
  }

  #wholes(): number {
    const first = this.#waiting.findIndex(({ look }) => look.isOpen);
    return first < 0 ? this.#waiting.length : first;
  }

  #isPaused(): boolean {
    return this.#options.clock.monotonic() < this.#pausedUntil;
  }

  #next(): void {
    if (this.#current !== undefined || this.#waiting.length === 0) return;
    const worker = this.#worker ?? this.#start();
    const job = worker.isReady ? this.#waiting.shift() : undefined;
    if (job === undefined) return;
    const id = ++this.#lastId;
    const late = this.#options.clock.after(ORDER_MS, () => {
      this.#fail(worker, `a text took more than ${ORDER_MS} ms`);
    });
    this.#current = { id, job, late };
    worker.send(orderLine({ id, text: job.text, look: job.look }));
  }

  #start(): Worker {
    const worker: Worker = new Worker(this.#options, {
      said: (saying) => this.#hear(worker, saying),
      ended: (why) => this.#fail(worker, why),
    });
    return this.#worker = worker;
  }

  #hear(worker: Worker, saying: RenderSaying): void {
    if (worker !== this.#worker) return;
    if (saying.kind !== "ready") {
      if (saying.id !== this.#current?.id) return;
      this.#failures = 0;
      if (saying.kind === "refused") {
        this.#options.logger.debug("a text cannot be rendered", { why: saying.why });
      }
      this.#settle(saying.kind === "rendered" ? saying.text : undefined);
    }
    this.#next();
  }

  #settle(shown: string | undefined): void {
    const current = this.#current;
    this.#current = undefined;
    current?.late.cancel();
    current?.job.settle(shown);
  }

  #fail(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    const { logger, clock } = this.#options;
    logger.warn("a render worker was of no use any more", { why });
    this.#drop(worker);
    if (++this.#failures < MAX_FAILURES) {
      // The next text finds one that is ready.
      this.warm();
      return this.#next();
    }
    this.#failures = 0;
    this.#pausedUntil = clock.monotonic() + PAUSE_MS;
    logger.warn("nothing is rendered for a while", { seconds: PAUSE_MS / 1_000 });
    this.#dismiss();
  }

  #drop(worker: Worker): void {
    this.#worker = undefined;
    worker.close();
    this.#settle(undefined);
  }

  #dismiss(): void {
    for (const { settle } of this.#waiting.splice(0)) settle(undefined);
  }
}

/** Whom a worker tells. */
interface WorkerListener {
  said(saying: RenderSaying): void;
  /** It has ended, or must be, and is not heard any more. */
  ended(why: string): void;
}

/** One process, seen from the side that started it. */
class Worker {
  /** Resolves when nothing of it is left. Never rejects. */
  readonly closed: Promise<void>;
  isReady = false;
  readonly #options: RenderLaneOptions;
  readonly #listener: WorkerListener;
  readonly #errors = new LineRing();
  readonly #over = new AbortController();
  readonly #late: Timer;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;

  constructor(options: RenderLaneOptions, listener: WorkerListener) {
    this.#options = options;
    this.#listener = listener;
    this.#late = options.clock.after(START_MS, () => {
      listener.ended(`it took more than ${START_MS} ms to start`);
    });
    this.closed = this.#run();
  }

  send(line: string): void {
    // That it has ended is told where its output ends.
    this.#writer?.write(new TextEncoder().encode(line)).catch(() => {});
  }

  close(): void {
    this.#late.cancel();
    this.#over.abort();
  }

  #ready(): void {
    this.#late.cancel();
    this.isReady = true;
  }

  async #run(): Promise<void> {
    const { spawn, command, logger } = this.#options;
    try {
      const child = await spawn(command);
      this.#over.signal.addEventListener("abort", () => void child.kill());
      if (this.#over.signal.aborted) await child.kill();
      this.#writer = child.stdin.getWriter();
      const errors = this.#errors.drain(child.stderr);
      await this.#hear(child.stdout);
      const killed = child.kill();
      await errors;
      this.#listener.ended(["it ended", ...this.#errors.lines.slice(-5)].join("\n"));
      await killed;
    } catch (error) {
      const why = errorMessage(error);
      if (this.#over.signal.aborted) logger.debug("a render worker ended badly", { why });
      this.#listener.ended(why);
    } finally {
      this.#late.cancel();
    }
  }

  async #hear(stdout: SpawnedProcess["stdout"]): Promise<void> {
    for await (const line of boundedLines(stdout, { maxBytes: LINE_BYTES })) {
      const saying = line.kind === "text" ? readRenderSaying(line.text) : undefined;
      if (saying === undefined || this.#over.signal.aborted) continue;
      if (saying.kind === "ready") this.#ready();
      this.#listener.said(saying);
    }
  }
}
