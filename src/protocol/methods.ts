/**
 * Every method a gateway has by itself, by the name it has on the wire.
 *
 * @module
 */
import type { z } from "zod";
import type { MethodContract } from "../rpc/method.ts";
import { approvalsList, approvalsRevoke } from "./approval_methods.ts";
import {
  clipboardPaste,
  fileAttach,
  imageAttach,
  imageAttachBytes,
  imageDetach,
  inputDetectDrop,
  pdfAttach,
} from "./attachment_methods.ts";
import { llmOneshot, previewRestart, promptBackground } from "./background_methods.ts";
import {
  approvalRespond,
  clarifyLock,
  clarifyRespond,
  promptSubmit,
  secretRespond,
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
import { completePath, completeSlash } from "./completion_methods.ts";
import { sessionBranch, sessionCompress, sessionSave } from "./conversation_methods.ts";
import { rpcDiscover } from "./discovery_methods.ts";
import { cliExec, processKill, processList, processStop, shellExec } from "./program_methods.ts";
import { gatewayPing } from "./gateway_methods.ts";
import { sessionCwdSet } from "./folder_methods.ts";
import { pasteCollapse, spawnTreeList, spawnTreeLoad, spawnTreeSave } from "./keepsake_methods.ts";
import { modelDisconnect, modelOptions, modelSaveKey } from "./model_methods.ts";
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
} from "./off_methods.ts";
import {
  agentsList,
  delegationPause,
  delegationStatus,
  insightsGet,
  pluginsList,
  pluginsManage,
  subagentInterrupt,
} from "./overview_methods.ts";
import { rollbackDiff, rollbackList, rollbackRestore } from "./rollback_methods.ts";
import {
  projectsAddFolder,
  projectsArchive,
  projectsCreate,
  projectsDelete,
  projectsDiscoverRepos,
  projectsForCwd,
  projectsGet,
  projectsList,
  projectsProjectSessions,
  projectsRecordRepos,
  projectsRemoveFolder,
  projectsSetActive,
  projectsSetPrimary,
  projectsTree,
  projectsUpdate,
} from "./project_methods.ts";
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
import {
  configGet,
  configSet,
  configShow,
  reloadEnv,
  setupRuntimeCheck,
  setupStatus,
} from "./setup_methods.ts";
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
  "agents.list": agentsList,
  "approval.respond": approvalRespond,
  "approvals.list": approvalsList,
  "approvals.revoke": approvalsRevoke,
  "billing.state": billingState,
  "browser.manage": browserManage,
  "clarify.lock": clarifyLock,
  "clarify.respond": clarifyRespond,
  "cli.exec": cliExec,
  "clipboard.paste": clipboardPaste,
  "command.dispatch": commandDispatch,
  "command.resolve": commandResolve,
  "commands.catalog": commandsCatalog,
  "complete.path": completePath,
  "complete.slash": completeSlash,
  "config.get": configGet,
  "config.set": configSet,
  "config.show": configShow,
  "credits.view": creditsView,
  "delegation.pause": delegationPause,
  "delegation.status": delegationStatus,
  "file.attach": fileAttach,
  "gateway.ping": gatewayPing,
  "handoff.fail": handoffFail,
  "handoff.request": handoffRequest,
  "handoff.state": handoffState,
  "image.attach": imageAttach,
  "image.attach_bytes": imageAttachBytes,
  "image.detach": imageDetach,
  "input.detect_drop": inputDetectDrop,
  "insights.get": insightsGet,
  "llm.oneshot": llmOneshot,
  "model.disconnect": modelDisconnect,
  "model.options": modelOptions,
  "model.save_key": modelSaveKey,
  "paste.collapse": pasteCollapse,
  "pdf.attach": pdfAttach,
  "pet.cells": petCells,
  "pet.gallery": petGallery,
  "pet.info": petInfo,
  "plugins.list": pluginsList,
  "plugins.manage": pluginsManage,
  "preview.restart": previewRestart,
  "process.kill": processKill,
  "process.list": processList,
  "process.stop": processStop,
  "projects.add_folder": projectsAddFolder,
  "projects.archive": projectsArchive,
  "projects.create": projectsCreate,
  "projects.delete": projectsDelete,
  "projects.discover_repos": projectsDiscoverRepos,
  "projects.for_cwd": projectsForCwd,
  "projects.get": projectsGet,
  "projects.list": projectsList,
  "projects.project_sessions": projectsProjectSessions,
  "projects.record_repos": projectsRecordRepos,
  "projects.remove_folder": projectsRemoveFolder,
  "projects.set_active": projectsSetActive,
  "projects.set_primary": projectsSetPrimary,
  "projects.tree": projectsTree,
  "projects.update": projectsUpdate,
  "prompt.background": promptBackground,
  "prompt.submit": promptSubmit,
  "reload.env": reloadEnv,
  "reload.mcp": reloadMcp,
  "rollback.diff": rollbackDiff,
  "rollback.list": rollbackList,
  "rollback.restore": rollbackRestore,
  "rpc.discover": rpcDiscover,
  "secret.respond": secretRespond,
  "session.activate": sessionActivate,
  "session.active_list": sessionActiveList,
  "session.branch": sessionBranch,
  "session.close": sessionClose,
  "session.compress": sessionCompress,
  "session.create": sessionCreate,
  "session.cwd.set": sessionCwdSet,
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
  "setup.runtime_check": setupRuntimeCheck,
  "setup.status": setupStatus,
  "shell.exec": shellExec,
  "skills.manage": skillsManage,
  "skills.reload": skillsReload,
  "slash.exec": slashExec,
  "spawn_tree.list": spawnTreeList,
  "spawn_tree.load": spawnTreeLoad,
  "spawn_tree.save": spawnTreeSave,
  "subagent.interrupt": subagentInterrupt,
  "sudo.respond": sudoRespond,
  "terminal.read.respond": terminalReadRespond,
  "terminal.resize": terminalResize,
  "tools.configure": toolsConfigure,
  "tools.list": toolsList,
  "tools.show": toolsShow,
  "toolsets.list": toolsetsList,
  "voice.toggle": voiceToggle,
} as const satisfies Record<string, MethodContract>;

/** The name of a method. */
export type MethodName = keyof typeof methods;

/** What a caller sends with a method; what has a default may be left out. */
export type MethodParams<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;

/** What a method answers. */
export type MethodResult<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;
