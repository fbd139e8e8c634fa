/**
 * @module
 */
import type { ConfigDesk } from "./config_desk.ts";
import type { Notices } from "./notices.ts";

const KEY = "config";

/** The same configuration; what is wrong with it is shown until it is mended. */
export function watchedConfig(desk: ConfigDesk, notices: Notices): ConfigDesk {
  let known: string | undefined;
  return {
    read() {
      const state = desk.read();
      if (state.fault !== known) {
        known = state.fault;
        tell(known);
      }
      return state;
    },
    write: (changes) => desk.write(changes),
    prepare: () => desk.prepare?.(),
    ...desk.watch === undefined ? {} : { watch: (heard) => desk.watch?.(heard) ?? (() => {}) },
  };

  function tell(fault: string | undefined): void {
    if (fault === undefined) return notices.clear(KEY);
    notices.show({ key: KEY, kind: "config", level: "warn", text: fault, ttlMs: null });
  }
}
