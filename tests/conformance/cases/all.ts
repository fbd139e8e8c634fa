/** Every case there is. */
import type { Case } from "../case.ts";
import { admissionCases } from "./admission.ts";
import { busyCases } from "./busy.ts";
import { channelCases } from "./channels.ts";
import { conversationCases } from "./conversations.ts";
import { discoveryCases } from "./discovery.ts";
import { envelopeCases } from "./envelope.ts";
import { fileCases } from "./files.ts";
import { greetingCases } from "./greeting.ts";
import { hostileCases } from "./hostile.ts";
import { interruptCases } from "./interrupts.ts";
import { malformedCases } from "./malformed.ts";
import { mindCases } from "./minds.ts";
import { modelCases } from "./model.ts";
import { newsCases } from "./news.ts";
import { processCases } from "./process.ts";
import { programCases } from "./programs.ts";
import { questionCases } from "./questions.ts";
import { busyRollbackCases } from "./rollback.ts";
import { sessionFactCases } from "./session_facts.ts";
import { sessionCases } from "./sessions.ts";
import { settingCases } from "./settings.ts";
import { sidecarCases } from "./sidecar.ts";
import { slashCases } from "./slash.ts";
import { streamCases } from "./streams.ts";
import { turnCases } from "./turns.ts";
import { windowCases } from "./windows.ts";
import { activateCases } from "./activate.ts";

/** In the order they are run. */
export const cases: readonly Case[] = [
  ...greetingCases,
  ...envelopeCases,
  ...discoveryCases,
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
  ...programCases,
  ...modelCases,
  ...mindCases,
  ...fileCases,
  ...busyRollbackCases,
  ...windowCases,
  ...newsCases,
  ...activateCases,
  ...admissionCases,
  ...channelCases,
  ...sidecarCases,
  ...processCases,
];
