/**
 * A server whose model the case plays, so that a turn goes as far as the case says and no further.
 *
 * @module
 */
import type { Server, Stage } from "./case.ts";
import type { Ended } from "./child.ts";
import { Upstream } from "./upstream.ts";

/** How to start the server, and what to do with it. */
export interface ModelPlay {
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  act(server: Server, upstream: Upstream): Promise<void>;
}

/** Plays, and tells how the server ended. */
export async function withModel(stage: Stage, play: ModelPlay): Promise<Ended> {
  await using upstream = new Upstream();
  const { args = [], env = {}, act } = play;
  const agent = ["--agent", "openai", "--base-url", upstream.baseUrl, "--model", "test-model"];
  // Otherwise the model is asked for a title between two turns.
  const quiet = { TIDEGATE_AUTO_TITLE: "0", ...env };
  const server = await stage.launch({ args: [...agent, ...args], env: quiet });
  await act(server, upstream);
  return await server.end();
}
