/**
 * Contracts of settings, and of whether a gateway's agents can work: PROTOCOL 3.6.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { orElse, sessionInfo } from "./shapes.ts";
import { note } from "./notes.ts";

/** `setup.status` */
export const setupStatus = contract({
  name: "setup.status",
  summary: "whether a prompt can work as things are configured",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    provider_configured: note(
      z.boolean(),
      "false: a prompt would fail; the settings want looking at",
    ),
  }),
});

/** `setup.runtime_check` */
export const setupRuntimeCheck = contract({
  name: "setup.runtime_check",
  summary: "tries whether an agent could answer: its program, its endpoint; no prompt is sent",
  lane: "background",
  readOnly: true,
  params: z.object({
    provider: note(orElse(z.string(), ""), "the name of an agent; missing: the usual one"),
  }),
  result: z.object({
    ok: z.boolean(),
    provider: note(z.string(), "the name of the agent"),
    model: note(z.string(), "its usual model; may be empty"),
    source: note(z.string(), "where its key is from: kept, environment or none"),
    error: note(z.string().optional(), "what is wrong, and what to do about it"),
  }),
});

/** `config.get` */
export const configGet = contract({
  name: "config.get",
  summary: "reads a setting; the members of the answer depend on the key",
  lane: "inline",
  // Of other folders observers learn nothing, here as in complete.path.
  readOnly: ({ key, cwd }) => key !== "project" || typeof cwd !== "string" || cwd.trim() === "",
  params: z.object({
    key: note(orElse(z.string(), ""), "which setting: see docs/COMPATIBILITY.md"),
    session_id: note(z.string().nullish(), "of which session; missing: of the gateway"),
    cwd: note(z.string().nullish(), "with `project`: a folder that is asked about"),
  }),
  result: z.record(z.string(), z.unknown()),
});

/** `config.set` */
export const configSet = contract({
  name: "config.set",
  summary: "changes a setting, of one session where the key allows it",
  lane: "inline",
  params: z.object({
    key: note(orElse(z.string(), ""), "which setting: see docs/COMPATIBILITY.md"),
    value: note(
      z.union([z.string(), z.number(), z.boolean()], {
        error: "expected string, number or boolean",
      }).nullish(),
      "the new value",
    ),
    session_id: note(z.string().nullish(), "for which session; missing: for the gateway"),
    scope: note(
      z.string().nullish(),
      "session or global, for `model` and `yolo`; missing: the session, where one is named",
    ),
    confirm_expensive_model: note(z.unknown().optional(), "taken and not needed: none is refused"),
  }),
  result: z.looseObject({
    key: z.string(),
    value: note(z.string(), "what it is now, as text"),
    warning: note(z.string().optional(), "what did not go as asked"),
    info: note(sessionInfo.optional(), "of the session, where it has changed"),
  }),
});

/** `config.show` */
export const configShow = contract({
  name: "config.show",
  summary: "the configuration as people read it; of a key its last four characters",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    sections: z.array(z.object({
      title: note(z.string(), "Model, Agent or Environment"),
      rows: note(z.array(z.tuple([z.string(), z.string()])), "names and values"),
    })),
  }),
});

/** `reload.env` */
export const reloadEnv = contract({
  name: "reload.env",
  summary: "reads the kept keys again, which somebody may have edited",
  lane: "inline",
  params: z.object({}),
  result: z.object({ updated: note(z.number().int(), "keys that are other than before") }),
});
