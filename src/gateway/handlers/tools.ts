/**
 * The tools of agents: looking at them, choosing among them, asking their servers anew.
 *
 * @module
 */
import { AgentError, type AgentProvider } from "../../agent/agent.ts";
import type { ShelfTool, ToolChange, ToolChangeReport, ToolShelf } from "../../agent/tool_shelf.ts";
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  reloadMcp,
  toolsConfigure,
  toolsetsList,
  toolsList,
  toolsShow,
} from "../../protocol/tool_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** A toolset as it is listed. */
interface Toolset {
  name: string;
  tools: Pick<ShelfTool, "name" | "description" | "enabled">[];
}

/** What a caller means: a session with its agent, or the usual agent. */
interface Scope {
  session: Session | undefined;
  provider: AgentProvider;
}

function scopeOf(id: string | null | undefined, { registry, providers }: CallContext): Scope {
  const session = registry.find(id ?? "");
  const provider = session === undefined ? providers.usual : providers.of(session.providerName);
  return { session, provider };
}

/** What the shelf has; where there is none, what the agent has said of itself. */
function toolsetsOf({ session, provider }: Scope): Toolset[] {
  const { tools: shelf } = provider;
  if (shelf === undefined) {
    const told = session?.facts.tools ?? provider.describe().tools;
    return Object.entries(told).map(([name, tools]) => ({
      name,
      tools: tools.map((tool) => ({ name: tool, description: "", enabled: true })),
    }));
  }
  const tools = shelf.list();
  return shelf.states().map(({ name }) => ({
    name,
    tools: tools.filter(({ toolset }) => toolset === name),
  }));
}

function describeToolset({ name, tools }: Toolset, { provider }: Scope) {
  const source = provider.tools?.states().find((each) => each.name === name);
  const where = source === undefined ? "" : `MCP server over ${source.transport}, ${source.status}`;
  return {
    name,
    description: source?.error === undefined ? where : `${where}: ${source.error}`,
    tool_count: tools.length,
    enabled: tools.length > 0 ? tools.some(({ enabled }) => enabled) : !source?.disabled,
  };
}

const list = implement(toolsList, ({ session_id }, context: CallContext) => {
  const scope = scopeOf(session_id, context);
  const toolsets = toolsetsOf(scope).map((toolset) => ({
    ...describeToolset(toolset, scope),
    tools: toolset.tools.map(({ name }) => name),
  }));
  return { toolsets };
});

const sets = implement(toolsetsList, ({ session_id }, context: CallContext) => {
  const scope = scopeOf(session_id, context);
  return { toolsets: toolsetsOf(scope).map((toolset) => describeToolset(toolset, scope)) };
});

const show = implement(toolsShow, ({ session_id }, context: CallContext) => {
  const sections = toolsetsOf(scopeOf(session_id, context)).map(({ name, tools }) => ({
    name,
    tools: tools.filter(({ enabled }) => enabled)
      .map((tool) => ({ name: tool.name, description: tool.description })),
  })).filter(({ tools }) => tools.length > 0);
  return { sections, total: sections.reduce((sum, { tools }) => sum + tools.length, 0) };
});

const configure = implement(toolsConfigure, async (params, context: CallContext) => {
  const { action, names: given } = params;
  const scope = scopeOf(params.session_id, context);
  if (action !== "enable" && action !== "disable") {
    throw wireError("unknownToolsAction", `unknown tools action: ${shown(action)}`);
  }
  const names = namesOf(given);
  if (names.length === 0) throw wireError("toolNamesRequired");
  const { tools: shelf, name } = scope.provider;
  if (shelf === undefined) {
    throw wireError(
      "toolsFixed",
      `Cannot ${action} tools: the ${name} agent brings its own, which cannot be chosen here`,
    );
  }
  const { changed, unknown, missing } = await change(shelf, { action, names });
  if (changed.length > 0) tellAll(shelf, context);
  return {
    changed: [...changed],
    enabled_toolsets: toolsetsOf(scope).filter(({ tools }) => tools.some(({ enabled }) => enabled))
      .map((toolset) => toolset.name),
    info: scope.session?.info() ?? null,
    missing_servers: [...missing].sort(),
    reset: false as const,
    unknown: [...unknown],
  };
});

async function change(shelf: ToolShelf, wanted: ToolChange): Promise<ToolChangeReport> {
  try {
    return await shelf.configure(wanted);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    throw wireError("agentUnavailable", `Cannot ${wanted.action} tools: ${error.message}`);
  }
}

const reload = implement(reloadMcp, async (params, context: CallContext) => {
  const { tools: shelf } = scopeOf(params.session_id, context).provider;
  const { settings } = context;
  if (params.always) settings.set("mcp_reload_confirm", "off");
  const confirmed = params.confirm || settings.get("mcp_reload_confirm") === "off";
  if (shelf !== undefined && !confirmed) {
    return { status: "confirm_required" as const, message: RELOAD_MESSAGE };
  }
  try {
    await shelf?.reload();
  } catch (error) {
    context.options.logger.error("reloading the tool servers failed", { error: errorStack(error) });
    throw wireError("reloadFailed");
  }
  if (shelf !== undefined) tellAll(shelf, context);
  return { status: "reloaded" as const };
});

const RELOAD_MESSAGE =
  "Reloading starts the tool servers anew: calls that run now fail, and the next prompt of every " +
  "conversation costs its whole length, since the model server's cache does not know the new tools. " +
  "Confirm to go on.";

/** Shows every session that has these tools what has become of them. */
function tellAll(shelf: ToolShelf, { registry, providers }: CallContext): void {
  for (const session of registry.all()) {
    if (providers.of(session.providerName).tools === shelf) session.tellInfo();
  }
}

function namesOf(given: unknown): string[] {
  const names = Array.isArray(given) ? given : [given];
  return names.filter((name) => typeof name === "string").map((name) => name.trim())
    .filter((name) => name !== "");
}

function shown(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 80) : typeof value;
}

/** See the module. */
export const toolMethods: Method<CallContext>[] = [list, sets, show, configure, reload];
