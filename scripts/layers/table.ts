/**
 * The layers of the project as data: who may import whom.
 *
 * @module
 */

/** What one folder of `src/` may do. */
export interface Layer {
  /** A folder imports only from folders of lower rank. Equal ranks do not know each other. */
  readonly rank: number;
  /** Where present, narrows the lower ranks down to these folders. */
  readonly only?: readonly string[];
  /** Whether its files may name a runtime (`Deno`, `node:` …). */
  readonly namesRuntime?: true;
}

/** The folders of `src/`, lowest first. A folder that is not here must not exist. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  lib: { rank: 0 },
  rpc: { rank: 1 },
  transport: { rank: 1 },
  protocol: { rank: 2 },
  agent: { rank: 3 },
  store: { rank: 3 },
  workspace: { rank: 3 },
  // Runs in other people's pages, so it may know the wire and nothing of the server.
  client: { rank: 3, only: ["protocol", "rpc", "lib"] },
  // Runs in a browser, bundled: it uses the client as anybody would.
  console: { rank: 4, only: ["client", "lib"] },
  commands: { rank: 4 },
  git: { rank: 4 },
  projects: { rank: 4 },
  session: { rank: 4 },
  gateway: { rank: 5 },
  http: { rank: 6 },
  adapters: { rank: 7, namesRuntime: true },
  cli: { rank: 8, namesRuntime: true },
};

/** The public door imports anything under `src/` that runs everywhere. */
export const DOOR = "mod.ts";

/** Folders the public door leaves alone: whoever imports it must not get a runtime with it. */
export const CLOSED_TO_DOOR: readonly string[] = Object.keys(LAYERS).filter((folder) =>
  LAYERS[folder]?.namesRuntime
);

/** The only file outside `src/` that a file inside may import. */
export const OUTSIDE_ALLOWED: readonly string[] = ["deno.json"];
