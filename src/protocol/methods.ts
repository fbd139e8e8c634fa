/**
 * Every method a gateway has by itself, by the name it has on the wire.
 *
 * @module
 */
import type { z } from "zod";
import type { MethodContract } from "../rpc/method.ts";
import { approvalsList, approvalsRevoke } from "./approval_methods.ts";
import { promptBackground } from "./background_methods.ts";
import {
  approvalRespond,
  clarifyRespond,
  configGet,
  configSet,
  promptSubmit,
  secretRespond,
  setupStatus,
  sudoRespond,
  terminalReadRespond,
} from "./chat_methods.ts";
import {
  commandDispatch,
  commandResolve,
  commandsCatalog,
  skillsManage,
  skillsReload,
  slashExec,
} from "./command_methods.ts";
import { sessionBranch, sessionCompress, sessionSave } from "./conversation_methods.ts";
import {
  sessionActivate,
  sessionActiveList,
  sessionClose,
  sessionCreate,
  sessionHistory,
  sessionInterrupt,
  sessionList,
  sessionStatus,
  sessionSteer,
  sessionTitle,
  sessionUndo,
  sessionUsage,
  terminalResize,
} from "./session_methods.ts";
import {
  sessionDelete,
  sessionEventsSince,
  sessionMostRecent,
  sessionResume,
} from "./stored_methods.ts";
import { reloadMcp, toolsConfigure, toolsetsList, toolsList, toolsShow } from "./tool_methods.ts";
import { sessionDetach, sessionViewers } from "./viewer_methods.ts";

/**
 * The contracts: what a method is for, its params and its result as schemas, and how its calls queue.
 *
 * @example
 * ```ts
 * import { methods } from "tidegate/protocol";
 *
 * const { summary, params } = methods["prompt.submit"];
 * params.parse({ session_id: "a1b2c3d4", text: "hello" });
 * ```
 */
export const methods = {
  "approval.respond": approvalRespond,
  "approvals.list": approvalsList,
  "approvals.revoke": approvalsRevoke,
  "clarify.respond": clarifyRespond,
  "command.dispatch": commandDispatch,
  "command.resolve": commandResolve,
  "commands.catalog": commandsCatalog,
  "config.get": configGet,
  "config.set": configSet,
  "prompt.background": promptBackground,
  "prompt.submit": promptSubmit,
  "reload.mcp": reloadMcp,
  "secret.respond": secretRespond,
  "session.activate": sessionActivate,
  "session.active_list": sessionActiveList,
  "session.branch": sessionBranch,
  "session.close": sessionClose,
  "session.compress": sessionCompress,
  "session.create": sessionCreate,
  "session.delete": sessionDelete,
  "session.detach": sessionDetach,
  "session.events.since": sessionEventsSince,
  "session.history": sessionHistory,
  "session.interrupt": sessionInterrupt,
  "session.list": sessionList,
  "session.most_recent": sessionMostRecent,
  "session.resume": sessionResume,
  "session.save": sessionSave,
  "session.status": sessionStatus,
  "session.steer": sessionSteer,
  "session.title": sessionTitle,
  "session.undo": sessionUndo,
  "session.usage": sessionUsage,
  "session.viewers": sessionViewers,
  "setup.status": setupStatus,
  "skills.manage": skillsManage,
  "skills.reload": skillsReload,
  "slash.exec": slashExec,
  "sudo.respond": sudoRespond,
  "terminal.read.respond": terminalReadRespond,
  "terminal.resize": terminalResize,
  "tools.configure": toolsConfigure,
  "tools.list": toolsList,
  "tools.show": toolsShow,
  "toolsets.list": toolsetsList,
} as const satisfies Record<string, MethodContract>;

/** The name of a method. */
export type MethodName = keyof typeof methods;

/** What a caller sends with a method; what has a default may be left out. */
export type MethodParams<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;

/** What a method answers. */
export type MethodResult<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;
