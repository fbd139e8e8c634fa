/**
 * Families a gateway has nothing of.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import {
  billingState,
  browserManage,
  creditsView,
  handoffFail,
  handoffRequest,
  handoffState,
  petCells,
  petGallery,
  petInfo,
  voiceToggle,
} from "../../protocol/off_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import { word } from "./word.ts";

const OFF = { enabled: false as const };
const NO_BILLING = {
  ok: false as const,
  logged_in: false as const,
  error: "billing is not configured: this gateway bills nothing and keeps no credit",
};

const voice = implement(voiceToggle, ({ action }, _context: CallContext) => {
  const { asked, shown } = word(action, "status");
  if (asked === "tts") throw wireError("voiceModeOff", "voice mode is off: this gateway has none");
  if (asked === "on") {
    throw wireError("voiceMissing", "Cannot put the voice on: this gateway has none");
  }
  if (asked !== "status" && asked !== "off") {
    throw wireError("unknownVoiceAction", `unknown voice action: ${shown}`);
  }
  const details = "this gateway neither listens nor speaks";
  return { ...OFF, tts: false as const, available: false as const, details };
});

function refuseHandoff(id: string, { registry }: CallContext): never {
  registry.get(id);
  throw wireError("handoffMissing");
}

const handOn = implement(handoffRequest, ({ session_id, platform }, context: CallContext) => {
  context.registry.get(session_id);
  if (word(platform, "").asked === "") throw wireError("platformRequired");
  return refuseHandoff(session_id, context);
});

const browse = implement(browserManage, ({ action }, _context: CallContext) => {
  const { asked, shown } = word(action, "status");
  if (!["status", "connect", "disconnect"].includes(asked)) {
    throw wireError("unknownBrowserAction", `unknown browser action: ${shown}`);
  }
  throw wireError("browserMissing");
});

/** See the module. */
export const offMethods: Method<CallContext>[] = [
  implement(petCells, () => OFF),
  implement(petInfo, () => OFF),
  implement(petGallery, () => ({ ...OFF, pets: [] })),
  voice,
  implement(creditsView, () => ({ ...NO_BILLING, balance_lines: [] })),
  implement(billingState, () => NO_BILLING),
  handOn,
  implement(handoffState, ({ session_id }, context: CallContext) => {
    return refuseHandoff(session_id, context);
  }),
  implement(handoffFail, ({ session_id }, context: CallContext) => {
    return refuseHandoff(session_id, context);
  }),
  browse,
];
