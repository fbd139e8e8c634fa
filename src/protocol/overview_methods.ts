/**
 * Contracts of what there is beside the sessions: work in the background, plugins, figures, delegation.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";

/** `agents.list` */
export const agentsList = contract({
  name: "agents.list",
  summary: "prompts that run in the background, as processes",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    processes: z.array(z.object({
      session_id: note(z.string(), "the task, as prompt.background answered it"),
      command: note(z.string(), "the prompt, 80 characters of it"),
      status: note(z.literal("running"), "what has ended is not listed"),
      uptime: note(z.number().int(), "seconds"),
    })),
  }),
});

const plugin = z.object({
  name: z.string(),
  version: note(z.string(), "empty where none is told"),
  description: z.string(),
  source: note(z.string(), "`user`: the configuration names it"),
  status: note(z.string(), "`enabled`, `disabled`, or what is wrong with it"),
});
const plugins = note(z.array(plugin), "modules of commands, as the configuration names them");

/** `plugins.list` */
export const pluginsList = contract({
  name: "plugins.list",
  summary: "modules that users have added",
  lane: "background",
  readOnly: true,
  params: z.object({}),
  result: z.object({ plugins }),
});

/** `plugins.manage` */
export const pluginsManage = contract({
  name: "plugins.manage",
  summary: "lists them, or puts one on or off, which the configuration file keeps",
  lane: "background",
  // As it is read: in any case, with blanks around it.
  readOnly: ({ action }) => typeof action !== "string" || !/^\s*toggle\s*$/i.test(action),
  params: z.object({
    action: note(z.unknown().optional(), "`list` unless told, or `toggle`"),
    name: note(z.unknown().optional(), "of `toggle`"),
    enable: note(z.unknown().optional(), "of `toggle`; missing: the other way round"),
    enabled: note(z.unknown().optional(), "the same as enable"),
  }),
  result: z.union([
    z.object({
      plugins,
      user_count: note(z.number().int(), "how many users have added"),
      bundled_count: note(z.number().int(), "how many came along: none"),
    }),
    z.object({
      ok: note(z.literal(true), "of toggle"),
      unchanged: note(z.boolean(), "whether it was like that before"),
      name: z.string(),
      plugin,
    }),
  ]),
});

/** `insights.get` */
export const insightsGet = contract({
  name: "insights.get",
  summary: "how much was talked about lately",
  lane: "background",
  readOnly: true,
  params: z.object({
    days: note(z.unknown().optional(), "how far back, 30 unless told; from 1 to 3,650"),
  }),
  result: z.object({
    days: note(z.number().int(), "how far back it looked"),
    sessions: note(z.number().int(), "conversations in which something was said since then"),
    messages: note(z.number().int(), "messages of all of them"),
  }),
});

/** `delegation.status` */
export const delegationStatus = contract({
  name: "delegation.status",
  summary: "agents that agents have given work on to, of the sessions the caller may see",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    active: note(
      z.array(z.object({
        subagent_id: z.string(),
        session_id: note(z.string(), "the live id of the session whose agent gave it the work"),
        goal: note(z.string(), "what it is to do"),
        status: note(z.literal("running"), "what has ended is not listed"),
        started_at: note(z.number(), "when it was told of first, in seconds since the epoch"),
        parent_id: note(z.string().optional(), "the sub-agent that gave it the work"),
        depth: note(z.number().int().optional(), "how many are above it"),
        model: z.string().optional(),
        tool_count: note(z.number().int().optional(), "how many tools it has used"),
      })),
      "those at work, as far as their agents tell of them",
    ),
    paused: note(z.boolean(), "never: agents delegate by themselves, and are not held back"),
    max_spawn_depth: note(z.number().int(), "0: how deep they go is the agents' own affair"),
    max_concurrent_children: note(z.number().int(), "0: how many there are is, too"),
  }),
});

/** `delegation.pause` */
export const delegationPause = contract({
  name: "delegation.pause",
  summary: "would hold them back: agents delegate by themselves",
  lane: "inline",
  params: z.object({ paused: note(z.unknown().optional(), "taken, and without effect") }),
  result: z.object({ paused: note(z.boolean(), "false: there is nothing to hold back") }),
});

/** `subagent.interrupt` */
export const subagentInterrupt = contract({
  name: "subagent.interrupt",
  summary: "stops one of them, where its agent can; its subagent.complete tells when it has ended",
  lane: "urgent",
  params: z.object({ subagent_id: note(z.unknown().optional(), "which one; none: 4000") }),
  result: z.object({
    found: note(z.boolean(), "whether there was such a one, and its agent was told to stop it"),
    subagent_id: z.string(),
  }),
});
