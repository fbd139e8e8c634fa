/**
 * The sign-ins of browsers in a file, so that a restart of the gateway leaves them signed in.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { SignInMemory } from "../http/credentials.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { replaceFile } from "./replace_file.ts";

/** What a {@linkcode SignInFile} works with. */
export interface SignInFileOptions {
  /** The file; it is made when the first browser signs in, for this user alone (0600). */
  path: string;
  /** The credential somebody chose for the gateway, if any. Sign-ins made under another count for nothing. */
  token: string;
  clock: Clock;
  logger: Logger;
}

// A file of another program, or of a version to come, is none of ours.
const schema = z.object({ version: z.literal(1), signIns: z.record(z.string(), z.number()) });

// Somebody's gateways together: more than one of them keeps of its own.
const MOST = 256;

/**
 * See the module. What is in the file signs nobody in: of each sign-in there is a keyed hash, and when it ends.
 * A file that cannot be used is told of in the log, and costs no more than signing in again.
 */
export class SignInFile implements SignInMemory {
  readonly #options: SignInFileOptions;
  /** Hash → end, in milliseconds since the epoch. */
  #known: ReadonlyMap<string, number>;

  /** Reads the file, where there is one. */
  constructor(options: SignInFileOptions) {
    this.#options = options;
    this.#known = this.#read();
  }

  endOf(id: string): number | undefined {
    return this.#known.get(this.#hash(id));
  }

  keep(id: string, endsAt: number): void {
    this.#change((signIns) => signIns.set(this.#hash(id), endsAt));
  }

  forget(id: string): void {
    const hash = this.#hash(id);
    if (this.#known.has(hash)) this.#change((signIns) => signIns.delete(hash));
  }

  /** Another gateway may have written meanwhile: what it wrote stays. */
  #change(change: (signIns: Map<string, number>) => void): void {
    const { path, logger } = this.#options;
    const signIns = this.#read();
    change(signIns);
    this.#known = signIns;
    try {
      const text = JSON.stringify({ version: 1, signIns: Object.fromEntries(signIns) });
      replaceFile(path, { text });
    } catch (error) {
      logger.warn("sign-ins will not outlive this process", { error: errorMessage(error) });
    }
  }

  #read(): Map<string, number> {
    const { path, clock, logger } = this.#options;
    try {
      if (!existsSync(path)) return new Map();
      const { signIns } = schema.parse(JSON.parse(readFileSync(path, "utf8")));
      const now = clock.now();
      const open = Object.entries(signIns).filter(([, endsAt]) => endsAt > now);
      return new Map(open.sort(([, a], [, b]) => b - a).slice(0, MOST));
    } catch (error) {
      logger.warn("earlier sign-ins cannot be read: browsers have to sign in again", {
        ...{
          path,
          error: error instanceof z.ZodError ? "it is no list of them" : errorMessage(error),
        },
      });
      return new Map();
    }
  }

  #hash(id: string): string {
    return createHmac("sha256", this.#options.token).update(id).digest("hex");
  }
}
