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
  emptyPrompt: [4004, "text is required"],
  backgroundTextRequired: [4012, "text is required"],
  badTruncateOrdinal: [4004, "truncate_before_user_ordinal must be an integer"],
  noSuchUserMessage: [4018, "target user message is no longer in history"],
  storedIdRequired: [4006, "session_id required"],
  storedSessionNotFound: [4007, "session not found"],
  sessionBusy: [4009, "session busy"],
  noPendingRequest: [4009, "no pending request"],
  noSteerSupport: [4010, "this agent cannot be steered"],
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
  compressFailed: [5005, "compressing failed"],
  titleFailed: [5007, "title failed"],
  branchFailed: [5008, "branching failed"],
  saveFailed: [5011, "saving failed"],
  skillsFailed: [5024, "skills cannot be read"],
  commandFailed: [5030, "the command could not be run"],
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
