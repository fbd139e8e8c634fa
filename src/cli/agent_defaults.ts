/**
 * What agents are run with where nobody says otherwise, in the file or by flags.
 *
 * @module
 */

/** Members of the configuration, by the kind of agent. */
export const agentDefaults = {
  openai: { isolate: "worker" },
  acp: { files: "off", terminals: false, start_timeout_s: 30, isolate: "worker" },
  module: { isolate: "worker", memory_mib: 512, interrupt_grace_s: 5 },
} as const;

/**
 * Beyond the time an ACP agent may take to start, which begins in its worker and ends with the end of its
 * process: so it can say itself why it did not.
 */
export const LAST_WORDS_MS = 10_000;
