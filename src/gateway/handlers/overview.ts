/**
 * What there is beside the sessions.
 *
 * @module
 */
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  agentsList,
  insightsGet,
  pluginsList,
  pluginsManage,
} from "../../protocol/overview_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { goesOn } from "../../store/store.ts";
import type { CallContext } from "../call_context.ts";
import type { PluginFacts } from "../command_options.ts";
import { ConfigError } from "../config_desk.ts";
import { askStore } from "./stored_sessions.ts";
import { word } from "./word.ts";

/** Characters of a command that are shown, as clients expect them. */
const COMMAND_CHARS = 80;
/** Conversations that are looked at; beyond them a figure would cost more than it tells. */
const MOST_SESSIONS = 10_000;
const DAY_MS = 86_400_000;

const agents = implement(agentsList, (_params, { background, caller }: CallContext) => ({
  processes: background.running().filter(({ session }) => caller.maySee(session))
    .map(({ taskId, title, ranMs }) => ({
      session_id: taskId,
      command: title.slice(0, COMMAND_CHARS).toWellFormed(),
      status: "running" as const,
      uptime: Math.floor(ranMs / 1_000),
    })),
}));

async function pluginsOf({ options }: CallContext): Promise<PluginFacts[]> {
  try {
    return [...await options.commands.plugins?.() ?? []];
  } catch (error) {
    options.logger.error("cannot list the plugins", { error: errorStack(error) });
    throw wireError("pluginsFailed");
  }
}

const plugins = implement(pluginsList, async (_params, context: CallContext) => ({
  plugins: await pluginsOf(context),
}));

const manage = implement(pluginsManage, async (params, context: CallContext) => {
  const { asked, shown } = word(params.action, "list");
  if (asked === "toggle") return await toggle(params, context);
  if (asked !== "list") throw wireError("unknownPluginsAction", `unknown plugins action: ${shown}`);
  const all = await pluginsOf(context);
  return { plugins: all, user_count: all.length, bundled_count: 0 };
});

/** @throws {RpcError} 4019 without a name, 5026 where it cannot be done */
async function toggle(
  params: { name?: unknown; enable?: unknown; enabled?: unknown },
  context: CallContext,
) {
  const { switchPlugin } = context.options.commands;
  const name = word(params.name, "").shown.trim();
  if (name === "") throw wireError("pluginNameRequired");
  const failed = (why: string) =>
    wireError("pluginsFixed", `Cannot put "${name}" on or off: ${why}`);
  if (switchPlugin === undefined) throw failed("plugins are chosen in the configuration file");
  const find = async () => (await pluginsOf(context)).find((each) => each.name === name);
  const before = await find();
  if (before === undefined) throw failed("there is no such plugin");
  const isOn = before.status !== "disabled";
  const given = params.enable ?? params.enabled;
  const wanted = typeof given === "boolean" ? given : !isOn;
  if (wanted === isOn) return { ok: true as const, unchanged: true, name, plugin: before };
  try {
    switchPlugin(name, wanted);
  } catch (error) {
    if (error instanceof ConfigError) throw failed(error.message);
    throw error;
  }
  context.commands.renew();
  return { ok: true as const, unchanged: false, name, plugin: await find() ?? before };
}

const insights = implement(insightsGet, ({ days: given }, { options }: CallContext) => {
  const wanted = Math.trunc(Number(given ?? 30));
  const days = Number.isNaN(wanted) ? 30 : Math.min(3_650, Math.max(1, wanted));
  const since = options.clock.now() - days * DAY_MS;
  const rows = askStore("insightsFailed", () => {
    return options.store.sessions({ limit: MOST_SESSIONS, superseded: true });
  }).filter(({ lastActive }) => lastActive >= since);
  return {
    days,
    sessions: rows.filter((row) => !goesOn(row)).length,
    messages: rows.reduce((sum, row) => {
      // What a summary was put in front of is in the row before too.
      const { parent } = row;
      const again = parent?.how === "compression" ? (parent.carried ?? 0) + 1 : 0;
      return sum + Math.max(0, row.messageCount - again);
    }, 0),
  };
});

/** See the module. */
export const overviewMethods: Method<CallContext>[] = [
  agents,
  plugins,
  manage,
  insights,
];
