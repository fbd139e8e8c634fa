/**
 * What is said, as a terminal shows it, for windows that ask for it.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";

/** For which terminal. */
export interface Look {
  /** Columns. */
  cols: number;
  /** `false`: bold, italic and underlined, and no colours. */
  colours: boolean;
}

/** How markdown is to be rendered. */
export interface MarkdownLook extends Look {
  /**
   * More will follow. What is shown in a style has to keep it then, and half of a sign, a link or a table is
   * not to be seen.
   */
  isOpen: boolean;
}

/**
 * Makes texts for terminals: with ANSI sequences of styles and no others, none of which is left open, and no
 * line wider than `cols` columns where it can be broken.
 */
export interface TextRenderer {
  /**
   * Of markdown. It should not keep the loop waiting: one that takes its time does it elsewhere. `undefined`,
   * a throw and a rejection: there is none.
   */
  markdown(
    text: string,
    look: MarkdownLook,
  ): string | undefined | Promise<string | undefined>;
  /** Of a unified diff; at once, since the event that tells of it does not wait. */
  diff(text: string, look: Look): string | undefined;
}

/** Loads a renderer: nobody pays for one who asks for none. */
export type LoadRenderer = () => Promise<TextRenderer>;

/** Characters of an answer, or of what there is of one, that is rendered. */
export const RENDERED_CHARS = 64 * 1_024;
/** Characters of a diff that is rendered: as many take about a millisecond of the loop of all sessions. */
export const RENDERED_DIFF_CHARS = 16 * 1_024;
/** Milliseconds that the end of a turn waits for its rendering. */
export const RENDERING_WAIT_MS = 300;
const NARROWEST = 20;
const WIDEST = 400;

/** What a rendering works with. */
export interface RenderingOptions {
  load: LoadRenderer | undefined;
  /** Width of the session's window, as it is now. */
  cols(): number;
  clock: Clock;
  logger: Logger;
}

/** See the module. Of one session. Whatever goes wrong, there is no rendering: the text is told anyway. */
export class Rendering {
  #wanted: "no" | "colours" | "no_color" = "no";
  #renderer: TextRenderer | undefined;
  readonly #options: RenderingOptions;
  #isLoading = false;

  constructor(options: RenderingOptions) {
    this.#options = options;
  }

  /**
   * Says whether the session's windows want renderings; the first time, a renderer begins to load.
   *
   * @param asked as a window said it: `"no_color"`, or anything else that is true or is not
   */
  want(asked: unknown): void {
    this.#wanted = asked === "no_color" ? "no_color" : asked ? "colours" : "no";
    const { load, logger } = this.#options;
    if (this.#wanted === "no" || this.#isLoading || load === undefined) return;
    this.#isLoading = true;
    load().then((renderer) => this.#renderer = renderer).catch((error) => {
      logger.warn("cannot load the renderer of texts", { error: errorStack(error) });
    });
  }

  /** Whether anything is rendered now. */
  get isOn(): boolean {
    return this.#wanted !== "no" && this.#renderer !== undefined;
  }

  /** For which terminal it is done now. */
  get look(): Look {
    const cols = Math.min(WIDEST, Math.max(NARROWEST, this.#options.cols()));
    return { cols, colours: this.#wanted !== "no_color" };
  }

  /**
   * A whole answer for a terminal. `undefined`: nobody wants it, or it is too long. It resolves within
   * {@linkcode RENDERING_WAIT_MS}, to `undefined` where it cannot be had, and never rejects.
   */
  whole(text: string): Promise<string | undefined> | undefined {
    const rendered = this.#markdown(text, false);
    if (rendered === undefined) return undefined;
    return new Promise((resolve) => {
      const late = this.#options.clock.after(RENDERING_WAIT_MS, () => resolve(undefined));
      rendered.then((shown) => {
        late.cancel();
        resolve(shown);
      });
    });
  }

  /** What there is of an answer, likewise; as long as it takes. */
  beginning(text: string): Promise<string | undefined> | undefined {
    return this.#markdown(text, true);
  }

  /** A unified diff, if it is wanted, and not too long. */
  diff(text: string): string | undefined {
    if (!this.isOn || text.trim() === "" || text.length > RENDERED_DIFF_CHARS) return undefined;
    try {
      return this.#renderer?.diff(text, this.look);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #markdown(text: string, isOpen: boolean): Promise<string | undefined> | undefined {
    if (!this.isOn || text.length > RENDERED_CHARS || text.trim() === "") return undefined;
    return this.#attempt(text, { ...this.look, isOpen });
  }

  async #attempt(text: string, look: MarkdownLook): Promise<string | undefined> {
    try {
      const shown: unknown = await this.#renderer?.markdown(text, look);
      return typeof shown === "string" ? shown : undefined;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): undefined {
    this.#options.logger.warn("cannot render a text", { error: errorStack(error) });
  }
}
