/**
 * What the two sides of an isolated agent say of its tools.
 *
 * @module
 */
import type { McpServer } from "../mcp_server.ts";
import type { ShelfTool, ToolChange, ToolSource } from "../tool_shelf.ts";

/** What the gateway asks of the shelf in a worker. Before the answer comes all the news there are. */
export type ShelfRequest =
  | { do: "start" }
  | { do: "ready"; withinMs: number }
  /** Answered with a `ToolChangeReport`. */
  | { do: "configure"; change: ToolChange }
  | { do: "reload"; servers: readonly McpServer[] | undefined }
  | { do: "close" };

/** A tool as users see it: what only models need stays in the worker. */
export type MirroredTool = Omit<ShelfTool, "parameters">;

/** What a worker tells of its shelf. */
export type ShelfNews =
  /** From place `at` on there are these tools, and those of the parts behind this one. */
  | { part: "tools"; at: number; tools: readonly MirroredTool[] }
  /** The list is whole, with so many tools; all of this counts from now on. */
  | { part: "state"; tools: number; edition: number; states: readonly ToolSource[] };
