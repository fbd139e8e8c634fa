/**
 * Contracts of the methods about models: PROTOCOL 3.6.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note, noted } from "./notes.ts";
import { orElse } from "./shapes.ts";

/** An agent as something to choose models of. */
const modelProvider = z.object({
  slug: note(z.string(), "what session.create takes as `agent`"),
  name: note(z.string(), "what people read"),
  models: note(z.array(z.string()), "their ids; the usual one first"),
  total_models: z.number().int(),
  is_current: note(z.boolean(), "whether it is that of the session"),
  authenticated: note(z.boolean(), "whether it can answer as it is configured"),
  auth_type: note(
    z.string(),
    "api_key: `model.save_key` takes one; external: signing in is not done here",
  ),
  key_env: note(z.string(), "the variable its key is known by; empty: no key can be given here"),
  warning: note(z.string(), "what there is to know before choosing it; may be empty"),
  choices: note(
    z.array(z.object({
      id: z.string(),
      name: z.string(),
      description: z.string().optional(),
    })).optional(),
    "the models with what its agent says of them, where it says more than an id",
  ),
});

/** `model.options` */
export const modelOptions = contract({
  name: "model.options",
  summary: "the agents there are, and the models each of them tells of",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: note(z.string().nullish(), "a live session; one that is unknown is as none"),
    refresh: note(z.unknown().optional(), "taken and not needed: nothing is remembered"),
  }),
  result: z.object({
    providers: note(
      z.array(modelProvider),
      "the usual agent first",
    ),
    model: note(z.string(), "the model in force"),
    provider: note(z.string(), "the slug of the agent in force"),
  }),
});

const slug = note(orElse(z.string(), ""), "the name of an agent");

/** `model.save_key` */
export const modelSaveKey = contract({
  name: "model.save_key",
  summary:
    "keeps an agent's API key, in a file for the gateway's user alone, from the next turn on",
  lane: "inline",
  params: z.object({
    slug: noted(slug, { needed: true }),
    api_key: noted(
      note(orElse(z.string().max(4_096), ""), "it is shown to nobody, and told in no event"),
      { needed: true },
    ),
  }),
  result: z.object({ provider: note(modelProvider, "the agent as it is now") }),
});

/** `model.disconnect` */
export const modelDisconnect = contract({
  name: "model.disconnect",
  summary: "forgets an agent's API key that model.save_key has kept",
  lane: "inline",
  params: z.object({ slug: noted(slug, { needed: true }) }),
  result: z.object({ slug: z.string(), name: z.string(), disconnected: z.literal(true) }),
});
