/**
 * @module
 */
import type { ShelfTool } from "./tool_shelf.ts";

/** Names of tools by their toolsets, in order. */
export function toolsetsOf(tools: readonly ShelfTool[]): Record<string, string[]> {
  const toolsets = new Map<string, string[]>();
  for (const { toolset, name } of tools) {
    const names = toolsets.get(toolset) ?? [];
    names.push(name);
    toolsets.set(toolset, names);
  }
  return Object.fromEntries(toolsets);
}
