/**
 * Where a front end's calls are played: a server of its own, with a state, a home and a folder to work in
 * that last longer than one of its processes.
 *
 * @module
 */
import { agentFlags, type Stage } from "./case.ts";
import type { Peer } from "./peer.ts";

/** See the module. */
export interface Place {
  /** The folder somebody works in. */
  cwd: string;
  /** A new connection; over stdio, to a new process that has the same state. */
  connect(): Promise<Peer>;
}

/**
 * Plays with an agent that answers one word at once, and stops after the first of several.
 *
 * @param args flags that make another agent
 */
export async function inPlace(
  stage: Stage,
  act: (place: Place) => Promise<void>,
  args: readonly string[] = agentFlags.held,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tidegate-conformance-" }));
  const cwd = `${folder}/work`;
  const env = {
    XDG_CONFIG_HOME: `${folder}/config`,
    XDG_STATE_HOME: `${folder}/kept`,
    TIDEGATE_STATE: `${folder}/state.db`,
    TERMINAL_CWD: cwd,
  };
  try {
    await Deno.mkdir(`${cwd}/data`, { recursive: true });
    await Deno.writeTextFile(`${cwd}/data/exam.csv`, "a,b\n");
    const server = await stage.launch({ args, env });
    await act({ cwd, connect: () => server.connect() });
    await server.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
