/** Every case there is. */
import type { Case } from "../case.ts";
import { admissionCases } from "./admission.ts";
import { busyCases } from "./busy.ts";
import { conversationCases } from "./conversations.ts";
import { envelopeCases } from "./envelope.ts";
import { greetingCases } from "./greeting.ts";
import { hostileCases } from "./hostile.ts";
import { interruptCases } from "./interrupts.ts";
import { malformedCases } from "./malformed.ts";
import { modelCases } from "./model.ts";
import { processCases } from "./process.ts";
import { questionCases } from "./questions.ts";
import { sessionFactCases } from "./session_facts.ts";
import { sessionCases } from "./sessions.ts";
import { settingCases } from "./settings.ts";
import { slashCases } from "./slash.ts";
import { streamCases } from "./streams.ts";
import { turnCases } from "./turns.ts";
import { windowCases } from "./windows.ts";
import { activateCases } from "./activate.ts";

/** In the order they are run. */
export const cases: readonly Case[] = [
  ...greetingCases,
  ...envelopeCases,
  ...malformedCases,
  ...hostileCases,
  ...sessionCases,
  ...sessionFactCases,
  ...conversationCases,
  ...turnCases,
  ...interruptCases,
  ...questionCases,
  ...busyCases,
  ...streamCases,
  ...settingCases,
  ...slashCases,
  ...modelCases,
  ...windowCases,
  ...activateCases,
  ...admissionCases,
  ...processCases,
];
