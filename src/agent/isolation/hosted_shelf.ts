/**
 * @module
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { ToolShelf } from "../tool_shelf.ts";
import type { Outlet } from "./outlet.ts";
import { cutText } from "./portable.ts";
import type { MirroredTool, ShelfNews, ShelfRequest } from "./shelf_news.ts";

/** Milliseconds that news are gathered for: servers that flood are told of ten times a second. */
const GATHER_MS = 100;
/** Tools the gateway is told of. Agents have the others too. */
const MAX_TOOLS = 4_096;
/** Characters of a description, for people who look through a list. */
const DESCRIPTION_CHARS = 1_024;
/** Characters of one part: half of what the way out takes at a time. */
const PART_CHARS = 32_768;

/** What a {@linkcode HostedShelf} is given. */
export interface HostedShelfOptions {
  outlet: Outlet;
  clock: Clock;
  logger: Logger;
}

/** The tools of a provider in a worker: the gateway is told of them, and changes them. */
export class HostedShelf {
  readonly #shelf: ToolShelf;
  readonly #options: HostedShelfOptions;
  /** The tools as the gateway knows them, each as JSON. */
  #known: string[] = [];
  #left = 0;
  #isNews = true;
  #timer: Timer | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(shelf: ToolShelf, options: HostedShelfOptions) {
    this.#shelf = shelf;
    this.#options = options;
    shelf.watch(() => {
      this.#isNews = true;
      this.#timer ??= options.clock.after(GATHER_MS, () => void this.#tell());
    });
  }

  /** Does what the gateway asks for; resolves when it has been told what came of it. */
  async ask(request: ShelfRequest, signal: AbortSignal): Promise<unknown> {
    const value = await this.#do(request, signal);
    await this.#tell();
    return value;
  }

  #do(request: ShelfRequest, signal: AbortSignal): unknown {
    switch (request.do) {
      case "start":
        return this.#shelf.start();
      case "ready":
        return this.#shelf.ready(request.withinMs, signal);
      case "configure":
        return this.#shelf.configure(request.change);
      case "reload":
        return this.#shelf.reload(request.servers);
      case "close":
        return this.#shelf.close();
    }
  }

  #tell(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#busy = this.#busy.then(() => this.#tellNow());
    return this.#busy;
  }

  async #tellNow(): Promise<void> {
    if (!this.#isNews) return;
    this.#isNews = false;
    const { edition } = this.#shelf;
    const states = this.#shelf.states();
    const tools = this.#tools();
    const texts = tools.map((tool) => JSON.stringify(tool));
    let at = texts.findIndex((text, i) => text !== this.#known[i]);
    while (at !== -1 && at < tools.length) {
      const from = at;
      let chars = 0;
      while (at < tools.length && (at === from || chars < PART_CHARS)) {
        chars += texts[at++]?.length ?? 0;
      }
      await this.#say({ part: "tools", at: from, tools: tools.slice(from, at) }, chars);
    }
    this.#known = texts;
    const { length } = JSON.stringify(states);
    await this.#say({ part: "state", tools: tools.length, edition, states }, length);
  }

  #tools(): MirroredTool[] {
    const all = this.#shelf.list();
    const left = Math.max(0, all.length - MAX_TOOLS);
    if (left !== this.#left && left > 0) {
      const { logger } = this.#options;
      logger.warn("there are more tools than can be shown", { shown: MAX_TOOLS, left });
    }
    this.#left = left;
    return all.slice(0, MAX_TOOLS).map(({ parameters: _, description, ...tool }) => ({
      ...tool,
      description: cutText(description, DESCRIPTION_CHARS),
    }));
  }

  async #say(news: ShelfNews, chars: number): Promise<void> {
    const { outlet } = this.#options;
    await outlet.room();
    outlet.say({ type: "shelf", news }, chars);
  }
}
