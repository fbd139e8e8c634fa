/**
 * @module
 */
import type { AcpProviderOptions } from "../acp/options.ts";
import type { OpenaiOptions } from "../openai_options.ts";

/** What a worker is to run, as plain data. */
export type Recipe =
  /** A TypeScript or JavaScript module; see `loadModuleProvider`. `url` is one that `import()` takes. */
  | { kind: "module"; url: string }
  | { kind: "acp"; options: AcpProviderOptions }
  /** The key is read from the environment, in the worker. */
  | { kind: "openai"; options: PlainOpenaiOptions };

/** What of the options of the `openai` agent is plain data. */
export type PlainOpenaiOptions = Omit<OpenaiOptions, "apiKey" | "fetch" | "random">;
