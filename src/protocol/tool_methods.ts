/**
 * Contracts of the methods about the tools of agents.
 *
 * A `session_id` that is missing or unknown means no session: then they are about the usual agent.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { truthy } from "./session_methods.ts";
import { sessionInfo } from "./shapes.ts";

const anySession = z.string().nullish();
const scope = z.object({ session_id: anySession });

const toolset = z.object({
  name: z.string(),
  description: z.string(),
  tool_count: z.number(),
  /** Whether any of its tools is given to agents. */
  enabled: z.boolean(),
});

/** `tools.list` */
export const toolsList = contract({
  name: "tools.list",
  summary: "toolsets with the names of their tools",
  lane: "inline",
  readOnly: true,
  params: scope,
  result: z.object({ toolsets: z.array(toolset.extend({ tools: z.array(z.string()) })) }),
});

/** `toolsets.list` */
export const toolsetsList = contract({
  name: "toolsets.list",
  summary: "toolsets, without their tools",
  lane: "inline",
  readOnly: true,
  params: scope,
  result: z.object({ toolsets: z.array(toolset) }),
});

/** `tools.show` */
export const toolsShow = contract({
  name: "tools.show",
  summary: "the tools that agents are given, with what they do",
  lane: "inline",
  readOnly: true,
  params: scope,
  result: z.object({
    sections: z.array(z.object({
      name: z.string(),
      tools: z.array(z.object({ name: z.string(), description: z.string() })),
    })),
    total: z.number(),
  }),
});

/** `tools.configure` */
export const toolsConfigure = contract({
  name: "tools.configure",
  summary: "puts toolsets or tools on or takes them off, for all sessions of an agent",
  lane: "background",
  params: z.object({
    session_id: anySession,
    /** `enable` or `disable`. */
    action: z.unknown().optional(),
    /** Names of toolsets, of tools, or `server:tool`. */
    names: z.unknown().optional(),
  }),
  result: z.object({
    changed: z.array(z.string()),
    enabled_toolsets: z.array(z.string()),
    /** Of the session that was named, if one was. */
    info: sessionInfo.nullable(),
    /** Servers that there are none of. */
    missing_servers: z.array(z.string()),
    /** Whether the conversation was begun anew: never. */
    reset: z.literal(false),
    unknown: z.array(z.string()),
  }),
});

/** `reload.mcp` */
export const reloadMcp = contract({
  name: "reload.mcp",
  summary: "asks the tool servers anew; without a confirmation, answers what that would do",
  lane: "background",
  params: z.object({
    session_id: anySession,
    /** Do it. */
    confirm: truthy,
    /** Do it, and do not ask again while the gateway runs. */
    always: truthy,
  }),
  result: z.union([
    z.object({ status: z.literal("confirm_required"), message: z.string() }),
    z.object({ status: z.literal("reloaded") }),
  ]),
});
