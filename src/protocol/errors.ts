/**
 * The application's errors. A code is only meaningful together with its method; several numbers are
 * reused. 4xxx: the caller's fault or a conflict of state; 5xxx: the backend failed.
 *
 * Clients branch on the texts of `session not found` and `session busy`: those never change.
 *
 * @module
 */
import { rpcError } from "../rpc/rpc_error.ts";

const table = {
  shuttingDown: [5000, "the gateway shuts down; connect again in a moment"],
  sessionNotFound: [4001, "session not found"],
  badConfigValue: [4002, "bad value"],
  steerTextRequired: [4002, "text is required"],
  emptyCommand: [4004, "empty command"],
  commandUsage: [4004, "usage"],
  commandBlocked: [4005, "blocked"],
  badArgv: [4003, "argv must be list[str]"],
  processIdRequired: [4012, "process_id required"],
  processNotFound: [4044, "no such process"],
  emptyPrompt: [4004, "text is required"],
  backgroundTextRequired: [4012, "text required"],
  previewUrlRequired: [4012, "url required"],
  badTruncateOrdinal: [4004, "truncate_before_user_ordinal must be an integer"],
  noSuchUserMessage: [4018, "target user message is no longer in history"],
  storedIdRequired: [4006, "session_id required"],
  storedSessionNotFound: [4007, "session not found"],
  sessionBusy: [4009, "session busy"],
  noPendingRequest: [4009, "no pending request"],
  noSteerSupport: [4010, "this agent cannot be steered"],
  projectsFailed: [5061, "projects cannot be read or kept; see the gateway's log"],
  noSuchProject: [5062, "no such project"],
  badProject: [5063, "bad value for a project"],
  cwdRequired: [4016, "cwd required"],
  noSuchCwd: [4017, "cwd does not exist"],
  unknownCommand: [4011, "unknown command"],
  unknownSkillAction: [4017, "unknown skills action"],
  notACommand: [4018, "not a quick/plugin/skill command"],
  useDispatch: [4018, "use command.dispatch"],
  nothingToTakeBack: [4018, "there is no message of yours to take back"],
  commandExited: [4018, "the command failed"],
  titleRequired: [4021, "title required"],
  badTitle: [4022, "bad title"],
  sessionInUse: [4023, "cannot delete an active session; close it first"],
  nothingToBranch: [4008, "nothing to branch — send a message first"],
  pathRequired: [4015, "path required"],
  contentRequired: [4015, "content_base64 required: the image as base64, or as a data: URL"],
  fileRequired: [4015, "path or data_url required"],
  noImage: [4016, "image not found"],
  pdfRequired: [4015, "path or content_base64 required: the PDF as base64, or as a data: URL"],
  badPdfPages: [4015, "there are no such pages"],
  noPdf: [4016, "PDF not found"],
  badPdf: [4017, "it is not a PDF"],
  tooManyPages: [4019, "too many pages"],
  badBase64: [4017, "content_base64 is no base64, or empty; send the bytes of the image as base64"],
  attachmentTooLarge: [4018, "the attachment is too large"],
  configFailed: [5001, "the setting could not be kept"],
  shellTimeout: [5002, "the command took too long"],
  shellFailed: [5003, "the command could not be run"],
  processFailed: [5010, "the process could not be ended; see the gateway's log"],
  cliTimeout: [5016, "the command took too long"],
  cliFailed: [5017, "the command could not be run"],
  keyRequired: [4001, "slug and api_key are required"],
  slugRequired: [4001, "slug is required"],
  unknownProvider: [4002, "there is no such agent"],
  takesNoKey: [4003, "this agent takes no API key: it signs in by itself"],
  noKeyKept: [4005, "no key is kept for this agent"],
  keysManaged: [4006, "keys are the affair of the program around this gateway"],
  saveKeyFailed: [5034, "the key could not be kept"],
  disconnectFailed: [5035, "the key could not be forgotten"],
  setupFailed: [5016, "the setup could not be looked at; see the gateway's log"],
  compressFailed: [5005, "compressing failed"],
  titleFailed: [5007, "title failed"],
  branchFailed: [5008, "branching failed"],
  saveFailed: [5011, "saving failed"],
  skillsFailed: [5024, "skills cannot be read"],
  checkpointsFailed: [5020, "the checkpoints cannot be read"],
  restoreFailed: [5021, "nothing could be restored"],
  checkpointDiffFailed: [5022, "there is no diff"],
  pathCompletionFailed: [5021, "the path could not be completed; see the gateway's log"],
  imageFailed: [5027, "the image could not be kept"],
  fileFailed: [5028, "the file could not be kept"],
  modelsFailed: [5033, "an agent cannot say which models it has; see the gateway's log"],
  commandFailed: [5030, "the command could not be run"],
  emptyPaste: [4004, "empty paste"],
  subagentsRequired: [4000, "subagents list required"],
  spawnTreePathRequired: [4000, "path required"],
  subagentIdRequired: [4000, "subagent_id required"],
  outsideSpawnTrees: [4030, "path outside of the folder of spawn trees"],
  oneshotInputRequired: [4030, "input required"],
  unknownTemplate: [4031, "unknown template"],
  missingTemplateValue: [4032, "a value of the template is missing"],
  oneshotFailed: [5030, "the model could not be asked"],
  keepsakeFailed: [5000, "it could not be kept, or read"],
  unknownVoiceAction: [4013, "unknown voice action"],
  hashRequired: [4014, "hash required"],
  voiceModeOff: [4014, "voice mode is off"],
  voiceMissing: [5025, "this gateway has no voice"],
  platformRequired: [4023, "platform required"],
  handoffMissing: [4025, "handoff is not configured: this gateway has no messengers"],
  unknownBrowserAction: [4015, "unknown browser action"],
  browserMissing: [5031, "no browser is configured: this gateway has none for agents"],
  unknownPluginsAction: [4017, "unknown plugins action"],
  pluginNameRequired: [4019, "name required"],
  pluginsFixed: [5026, "plugins are chosen in the configuration file"],
  pluginsFailed: [5032, "plugins cannot be listed; see the gateway's log"],
  insightsFailed: [5017, "state.db unavailable"],
  unknownToolsAction: [4017, "unknown tools action"],
  toolNamesRequired: [4018, "names required"],
  reloadFailed: [5015, "the tool servers could not be reloaded; see the gateway's log"],
  toolsFixed: [5035, "these tools cannot be chosen"],
  agentUnavailable: [5032, "agent initialization failed"],
  resumeFailed: [5000, "resume failed"],
  storeUnavailable: [5006, "state.db unavailable"],
  deleteFailed: [5036, "delete failed"],
  mayOnlyWatch: [
    4040,
    "this window only observes the session; attach it as a controller to change anything",
  ],
  tooManySessions: [4090, "active session limit reached"],
} as const satisfies Record<string, readonly [code: number, message: string]>;

/** The stable name of an application error. */
export type WireErrorName = keyof typeof table;

/** Makes an application error, with its usual text or one that says more. */
export function wireError(name: WireErrorName, message?: string): Error {
  const [code, usual] = table[name];
  return rpcError(code, message ?? usual);
}

/** The code and the usual text of an application error. */
export function wireErrorOf(name: WireErrorName): { code: number; message: string } {
  const [code, message] = table[name];
  return { code, message };
}

/** The names of all application errors. */
export const wireErrorNames: readonly WireErrorName[] = Object.keys(table) as WireErrorName[];
