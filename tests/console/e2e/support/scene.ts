/** What the agent of these tests does, and has at hand for it. */
import type { AgentEvent, AgentInput } from "../../../../mod.ts";

/** What an act has at hand. */
export interface Scene {
  /** The prompt behind its first word. */
  readonly rest: string;
  readonly input: AgentInput;
  readonly signal: AbortSignal;
  /** The next hint; `undefined`: the turn was interrupted. */
  hint(): Promise<string | undefined>;
  /** Waits; `false`: the turn was interrupted. */
  pause(ms: number): Promise<boolean>;
}

/** Something the agent can do. */
export type Act = (scene: Scene) => AsyncGenerator<AgentEvent | AgentEvent[], void, void>;
