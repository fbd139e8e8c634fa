/**
 * Where the state is kept when nobody says otherwise.
 *
 * @module
 */

/** What {@linkcode defaultStatePath} looks at. */
export interface StatePlace {
  /** `Deno.build.os`, or `process.platform`. */
  os: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
}

/**
 * The usual file: `tidegate/state.db` in `XDG_STATE_HOME`, else in `~/.local/state`; in
 * `~/Library/Application Support` on macOS; in `LOCALAPPDATA` on Windows. `undefined` when the
 * environment names none of these.
 */
export function defaultStatePath({ os, get }: StatePlace): string | undefined {
  if (os === "windows" || os === "win32") {
    const local = get("LOCALAPPDATA");
    return local ? `${local}\\tidegate\\state.db` : undefined;
  }
  const home = get("HOME");
  if (os === "darwin") {
    return home ? `${home}/Library/Application Support/tidegate/state.db` : undefined;
  }
  const state = get("XDG_STATE_HOME");
  // The XDG specification: a relative path is invalid and must be ignored.
  if (state?.startsWith("/")) return `${state}/tidegate/state.db`;
  return home ? `${home}/.local/state/tidegate/state.db` : undefined;
}
