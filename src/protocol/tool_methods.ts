/**
 * Contracts of the methods about the tools of agents.
 *
 * A `session_id` that is missing or unknown means no session: then they are about the usual agent.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { sessionInfo } from "./shapes.ts";
import { flag, note } from "./notes.ts";

const anySession = note(
  z.string().nullish(),
  "a live session; missing or unknown: the usual agent is meant",
);
const scope = z.object({ session_id: anySession });

const toolset = z.object({
  name: z.string(),
  description: z.string(),
  tool_count: note(z.number(), "how many tools it has"),
  enabled: note(z.boolean(), "whether any of its tools is given to agents"),
});

/** `tools.list` */
export const toolsList = contract({
  name: "tools.list",
  summary: "toolsets with the names of their tools",
  lane: "inline",
  readOnly: true,
  params: scope,
  result: z.object({
    toolsets: z.array(toolset.extend({ tools: note(z.array(z.string()), "names of its tools") })),
  }),
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
      name: note(z.string(), "the toolset"),
      tools: z.array(z.object({ name: z.string(), description: z.string() })),
    })),
    total: note(z.number(), "all tools"),
  }),
});

/** `tools.configure` */
export const toolsConfigure = contract({
  name: "tools.configure",
  summary: "puts toolsets or tools on or takes them off, for all sessions of an agent",
  lane: "background",
  params: z.object({
    session_id: anySession,
    action: note(z.unknown().optional(), "`enable` or `disable`"),
    names: note(z.unknown().optional(), "names of toolsets, of tools, or `server:tool`"),
  }),
  result: z.object({
    changed: note(z.array(z.string()), "what was put on or taken off"),
    enabled_toolsets: note(
      z.array(z.string()),
      "toolsets of which any tool is given to agents now",
    ),
    /** Of the session that was named, if one was. */
    info: sessionInfo.nullable(),
    missing_servers: note(z.array(z.string()), "servers that there are none of"),
    reset: note(z.literal(false), "whether the conversation was begun anew: never"),
    unknown: note(z.array(z.string()), "names that nothing has"),
  }),
});

/** `reload.mcp` */
export const reloadMcp = contract({
  name: "reload.mcp",
  summary: "asks the tool servers anew; without a confirmation, answers what that would do",
  lane: "background",
  params: z.object({
    session_id: anySession,
    confirm: flag("do it"),
    always: flag("do it, and do not ask again while the gateway runs"),
  }),
  result: z.union([
    z.object({
      status: z.literal("confirm_required"),
      message: note(z.string(), "what it would do, for people"),
    }),
    z.object({ status: z.literal("reloaded") }),
  ]),
});
