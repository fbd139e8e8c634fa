/**
 * The smaller things that agents say and are given.
 *
 * @module
 */

/** A step of an agent's plan. */
export interface Todo {
  /** What is to be done. */
  content: string;
  /** How far it is. */
  status: "pending" | "in_progress" | "completed";
  /** How much it matters. */
  priority?: "low" | "medium" | "high";
}

/** A place in a file that a tool works at. */
export interface ToolLocation {
  /** Absolute, or relative to the session's folder. */
  path: string;
  /** From 1. */
  line?: number;
}

/** A command of an agent's own: a prompt that begins with `/name`. */
export interface AgentCommand {
  /** Without the slash. */
  name: string;
  /** One line for people. */
  description: string;
  /** What may stand behind the name, in a few words. */
  hint?: string;
}

/** One of several things a user may choose from: a model, a mode. */
export interface AgentChoice {
  /** What it is chosen by. */
  id: string;
  /** What people read. */
  name: string;
  /** One line more, for people. */
  description?: string;
}

/** What comes with a prompt beside its text. */
export type Attachment =
  /** `data` is base64. */
  | { kind: "image"; mimeType: string; data: string; name?: string }
  /** A file by its path, which the agent reads itself. */
  | { kind: "file"; path: string; mimeType?: string };

/**
 * What an agent has to say about itself, at any time, also between turns. Each kind replaces what the
 * agent said of that kind before.
 */
export type AgentFact =
  | { type: "commands"; commands: readonly AgentCommand[] }
  /** What it runs with. Missing members stay as they were. */
  | {
    type: "mind";
    model?: string;
    models?: readonly AgentChoice[];
    mode?: string;
    modes?: readonly AgentChoice[];
  }
  /** Toolset → names of its tools. */
  | { type: "tools"; tools: Readonly<Record<string, readonly string[]>> }
  /**
   * What the agent needs to go on with this conversation in another process: kept with the session and
   * handed to the next agent as `AgentContext.saved`. At most 64 Ki characters, and no secret.
   */
  | { type: "saved"; text: string }
  /** A notice for the user, shown as a `status.update`. */
  | { type: "notice"; kind: string; text: string };
