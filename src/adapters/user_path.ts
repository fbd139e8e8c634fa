/**
 * Where a user's own files of this program are.
 *
 * @module
 */

/** What {@linkcode userPath} looks at. */
export interface UserPlace {
  /** `Deno.build.os`, or `process.platform`. */
  os: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
}

/** For each kind of file, who names its folder: the variable of Windows, of XDG, and where that is unset. */
const FOLDERS = {
  config: { windows: "APPDATA", xdg: "XDG_CONFIG_HOME", home: ".config" },
  state: { windows: "LOCALAPPDATA", xdg: "XDG_STATE_HOME", home: ".local/state" },
} as const;

/**
 * The usual place of a file. `undefined` when the environment names none.
 *
 * On macOS there is one folder for everything, `~/Library/Application Support`.
 */
export function userPath(
  kind: keyof typeof FOLDERS,
  file: string,
  { os, get }: UserPlace,
): string | undefined {
  const { windows, xdg, home: usual } = FOLDERS[kind];
  if (os === "windows" || os === "win32") {
    const folder = get(windows);
    return folder ? `${folder}\\tidegate\\${file}` : undefined;
  }
  const home = get("HOME");
  if (os === "darwin") {
    return home ? `${home}/Library/Application Support/tidegate/${file}` : undefined;
  }
  const folder = get(xdg);
  // The XDG specification: a relative path is invalid and must be ignored.
  if (folder?.startsWith("/")) return `${folder}/tidegate/${file}`;
  return home ? `${home}/${usual}/tidegate/${file}` : undefined;
}
