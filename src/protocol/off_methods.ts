/**
 * Contracts of what clients ask for as they start and a gateway has nothing of: pets, a voice, credits,
 * messengers, a browser. What is asked again and again answers that it is off; the rest is refused clearly.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";
import { liveId } from "./session_methods.ts";

const off = note(z.literal(false), "always: there are none");

/** `pet.cells` */
export const petCells = contract({
  name: "pet.cells",
  summary: "what a pet looks like now; terminals ask about once a second",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({ enabled: off }),
});

/** `pet.info` */
export const petInfo = contract({
  name: "pet.info",
  summary: "which pet there is",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({ enabled: off }),
});

/** `pet.gallery` */
export const petGallery = contract({
  name: "pet.gallery",
  summary: "which pets there are to choose from",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    enabled: off,
    pets: note(z.array(z.object({ slug: z.string(), displayName: z.string() })), "none"),
  }),
});

/** `voice.toggle` */
export const voiceToggle = contract({
  name: "voice.toggle",
  summary: "whether it can listen and speak: it cannot, so it can be asked and put off, and not on",
  lane: "inline",
  readOnly: true,
  params: z.object({
    action: note(z.unknown().optional(), "`status` unless told, `off`, `on` or `tts`"),
  }),
  result: z.object({
    enabled: off,
    tts: off,
    available: off,
    details: note(z.string(), "why, for people"),
  }),
});

const unconfigured = z.object({
  ok: note(z.literal(false), "always: nothing is billed here"),
  logged_in: note(z.literal(false), "always"),
  error: note(z.string(), "why, for people"),
});

/** `credits.view` */
export const creditsView = contract({
  name: "credits.view",
  summary: "what credit there is: none is kept here",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: unconfigured.extend({ balance_lines: note(z.array(z.string()), "none") }),
});

/** `billing.state` */
export const billingState = contract({
  name: "billing.state",
  summary: "how spending is set up: it is not",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: unconfigured,
});

const handedOn = z.object({ session_id: liveId });
// What it would answer where it were configured.
const handedState = z.object({ state: z.string() });

/** `handoff.request` */
export const handoffRequest = contract({
  name: "handoff.request",
  summary: "goes on with a session in a messenger: refused, since there is none",
  lane: "inline",
  params: handedOn.extend({
    platform: note(z.unknown().optional(), "the messenger; none: 4023"),
  }),
  result: handedState,
});

/** `handoff.state` */
export const handoffState = contract({
  name: "handoff.state",
  summary: "how far that is: refused, since there is no messenger",
  lane: "inline",
  readOnly: true,
  params: handedOn,
  result: handedState,
});

/** `handoff.fail` */
export const handoffFail = contract({
  name: "handoff.fail",
  summary: "gives that up: refused, since there is no messenger",
  lane: "inline",
  params: handedOn.extend({ reason: note(z.unknown().optional(), "for people") }),
  result: handedState,
});

/** `browser.manage` */
export const browserManage = contract({
  name: "browser.manage",
  summary: "a browser for agents: refused, since there is none",
  lane: "inline",
  params: z.object({
    action: note(z.unknown().optional(), "`status` unless told, `connect` or `disconnect`"),
    url: note(z.unknown().optional(), "where a browser listens"),
  }),
  result: z.object({ connected: z.boolean() }),
});
