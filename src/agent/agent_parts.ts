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

/** What a sub-agent does at the moment. It has to begin, or to be asked for, and to end; the rest may be. */
export type SubagentStep =
  | "spawn_requested"
  | "start"
  | "thinking"
  | "tool"
  | "progress"
  | "complete";

/** What an agent tells of an agent that it has given work on to. */
export interface SubagentEvent {
  /** Tells it from other events. */
  type: "subagent";
  /** What it is told to do now. */
  step: SubagentStep;
  /** Unique in the session. */
  id: string;
  /** What it is to do: 1,000 characters are shown. */
  goal: string;
  /** How many were given work together, itself included. Default 1. */
  taskCount?: number;
  /** Which of them it is, from 0. */
  taskIndex?: number;
  /** The sub-agent that gave it the work; missing: the agent itself. */
  parentId?: string;
  /** How many are above it. */
  depth?: number;
  /** What it thinks with. */
  model?: string;
  /** What it may use. */
  toolsets?: readonly string[];
  /** How many tools it has used so far. */
  toolCount?: number;
  /** Of the step `tool`. */
  toolName?: string;
  /** Of the step `tool`: what the call is about. */
  toolPreview?: string;
  /** Of `thinking` and `progress`. */
  text?: string;
  /** Tokens it has used so far. Those of the session are told by usage events alone. */
  usage?: { input?: number; output?: number; reasoning?: number; calls?: number };
  /** Paths; 64 are shown. */
  filesRead?: readonly string[];
  /** Paths; 64 are shown. */
  filesWritten?: readonly string[];
  /** The end of what it said. */
  outputTail?: string;
  /** Of `complete`: `completed`, `failed`, `interrupted` … */
  status?: string;
  /** Of `complete`: what came of it. */
  summary?: string;
  /** Of `complete`. */
  durationSeconds?: number;
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
  /**
   * Its process had ended, and another goes on; `text` says so to people, as a notification beside the
   * conversation. At most one in ten seconds is shown.
   */
  | { type: "restarted"; text: string }
  /** A notice for the user, shown as a `status.update`. */
  | { type: "notice"; kind: string; text: string };
