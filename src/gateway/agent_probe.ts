/**
 * Whether an agent could answer: a port, since programs and endpoints are for whoever knows a runtime.
 *
 * @module
 */

/** What came of trying. */
export type ProbeVerdict =
  | { kind: "ready" }
  /** `why`: what is wrong, and what to do about it, without a secret. */
  | { kind: "fault"; why: string };

/** Looks at agents by their names. Starts none. */
export interface AgentProbe {
  /** Whether what an agent needs on this machine is there: its program, its file. Answers at once. */
  isThere(agent: string): boolean;
  /** The same, and whether its endpoint answers. Takes seconds at most; never rejects. */
  check(agent: string): Promise<ProbeVerdict>;
}

/** Of a gateway that cannot look: everything is there. */
export const noProbe: AgentProbe = {
  isThere: () => true,
  check: () => Promise.resolve({ kind: "ready" }),
};
