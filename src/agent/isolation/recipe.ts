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
  /** The key is read in the worker: from a file, where that has one, else from the environment. */
  | { kind: "openai"; options: PlainOpenaiOptions; keyFile?: string };

/** What of the options of the `openai` agent is plain data. */
export type PlainOpenaiOptions = Omit<OpenaiOptions, "apiKey" | "fetch" | "random">;
