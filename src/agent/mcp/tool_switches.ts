/**
 * Which tools users have taken off a shelf.
 *
 * @module
 */
import type { ShelfTool, ToolChange, ToolChangeReport, ToolsOff } from "../tool_shelf.ts";

type Named = Pick<ShelfTool, "name" | "toolset" | "ownName">;

/** What is there to be switched. */
interface Stock {
  tools: readonly Named[];
  toolsets: readonly string[];
}

/**
 * See the module. Tools are known by what their sources call them, so that a switch holds when a source
 * comes back, or lists more.
 */
export class ToolSwitches {
  readonly #offSets = new Set<string>();
  readonly #offTools = new Set<string>();

  /** @param off what is off at the beginning */
  constructor(off: ToolsOff = { toolsets: [], tools: [] }) {
    for (const toolset of off.toolsets) this.#offSets.add(toolset);
    for (const tool of off.tools) this.#offTools.add(keyOf(tool));
  }

  isOn(tool: Named): boolean {
    return !this.#offSets.has(tool.toolset) && !this.#offTools.has(keyOf(tool));
  }

  /** Whether a whole toolset is off: as such, or tool by tool. */
  isOff(toolset: string, tools: readonly Named[]): boolean {
    const own = tools.filter((tool) => tool.toolset === toolset);
    return this.#offSets.has(toolset) || own.length > 0 && !own.some((tool) => this.isOn(tool));
  }

  change({ action, names }: ToolChange, { tools, toolsets }: Stock): ToolChangeReport {
    const changed: string[] = [];
    const unknown: string[] = [];
    const missing: string[] = [];
    for (const name of new Set(names)) {
      const tool = tools.find((each) => [each.name, longName(each)].includes(name));
      const source = name.split(":")[0] ?? "";
      if (toolsets.includes(name)) this.#switchSet(name, { on: action === "enable", tools });
      else if (tool !== undefined) this.#switchTool(tool, { on: action === "enable", tools });
      else if (!name.includes(":")) unknown.push(name);
      else if (toolsets.includes(source)) unknown.push(name);
      else missing.push(source);
      if (toolsets.includes(name) || tool !== undefined) changed.push(name);
    }
    return { changed, unknown, missing: [...new Set(missing)] };
  }

  #switchSet(toolset: string, { on, tools }: { on: boolean; tools: readonly Named[] }): void {
    if (!on) return void this.#offSets.add(toolset);
    this.#offSets.delete(toolset);
    for (const tool of tools) if (tool.toolset === toolset) this.#offTools.delete(keyOf(tool));
  }

  #switchTool(tool: Named, { on, tools }: { on: boolean; tools: readonly Named[] }): void {
    if (!on) return void this.#offTools.add(keyOf(tool));
    // One tool of a set that is off: the others stay as they are.
    if (this.#offSets.delete(tool.toolset)) {
      for (const other of tools) {
        if (other.toolset === tool.toolset) this.#offTools.add(keyOf(other));
      }
    }
    this.#offTools.delete(keyOf(tool));
  }
}

function longName({ toolset, ownName }: Named): string {
  return `${toolset}:${ownName}`;
}

function keyOf({ toolset, ownName }: Omit<Named, "name">): string {
  return JSON.stringify([toolset, ownName]);
}
