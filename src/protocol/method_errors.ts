/**
 * Which application errors the methods of the protocol answer with, for documents. What holds for many of them
 * is said once, in {@linkcode errorsOf}.
 *
 * @module
 */
import { z } from "zod";
import type { MethodContract } from "../rpc/method.ts";
import type { WireErrorName } from "./errors.ts";
import { noteOf } from "./notes.ts";

// A command does what some method does, and fails as that one.
const commands: readonly WireErrorName[] = [
  "emptyCommand",
  "commandUsage",
  "notACommand",
  "nothingToTakeBack",
  "commandExited",
  "commandFailed",
  "sessionBusy",
  "badConfigValue",
  "configFailed",
  "badTitle",
  "titleFailed",
  "nothingToBranch",
  "branchFailed",
  "tooManySessions",
  "compressFailed",
  "agentUnavailable",
  "checkpointsFailed",
  "checkpointDiffFailed",
  "restoreFailed",
  "skillsFailed",
  "reloadFailed",
  "shuttingDown",
];

const own: Readonly<Record<string, readonly WireErrorName[]>> = {
  "browser.manage": ["unknownBrowserAction", "browserMissing"],
  "clarify.lock": ["noPendingRequest", "mayOnlyWatch"],
  "clarify.respond": ["noPendingRequest", "mayOnlyWatch"],
  "cli.exec": ["badArgv", "cliTimeout", "cliFailed", "shuttingDown"],
  "command.dispatch": ["sessionNotFound", ...commands],
  "command.resolve": ["unknownCommand"],
  "complete.path": ["pathCompletionFailed"],
  "config.get": ["badConfigValue"],
  "config.set": ["badConfigValue", "configFailed", "sessionNotFound", "sessionBusy"],
  "file.attach": ["fileRequired", "attachmentTooLarge", "fileFailed"],
  "handoff.fail": ["handoffMissing"],
  "handoff.request": ["platformRequired", "handoffMissing"],
  "handoff.state": ["handoffMissing"],
  "image.attach": ["pathRequired", "noImage", "attachmentTooLarge", "imageFailed"],
  "image.attach_bytes": [
    "contentRequired",
    "badBase64",
    "noImage",
    "attachmentTooLarge",
    "imageFailed",
  ],
  "input.detect_drop": ["attachmentTooLarge", "imageFailed"],
  "insights.get": ["insightsFailed"],
  "llm.oneshot": [
    "oneshotInputRequired",
    "unknownTemplate",
    "missingTemplateValue",
    "oneshotFailed",
    "shuttingDown",
  ],
  "model.disconnect": ["slugRequired", "noKeyKept", "disconnectFailed"],
  "model.options": ["modelsFailed"],
  "model.save_key": [
    "keyRequired",
    "unknownProvider",
    "takesNoKey",
    "keysManaged",
    "saveKeyFailed",
  ],
  "paste.collapse": ["emptyPaste", "keepsakeFailed"],
  "clipboard.paste": ["attachmentTooLarge", "imageFailed", "shuttingDown"],
  "pdf.attach": [
    "pdfRequired",
    "badPdfPages",
    "noPdf",
    "badPdf",
    "attachmentTooLarge",
    "tooManyPages",
    "fileFailed",
    "shuttingDown",
  ],
  "plugins.list": ["pluginsFailed"],
  "plugins.manage": [
    "unknownPluginsAction",
    "pluginNameRequired",
    "pluginsFixed",
    "pluginsFailed",
  ],
  "process.kill": ["processIdRequired", "processNotFound", "processFailed"],
  "process.stop": ["processFailed"],
  "projects.list": ["projectsFailed"],
  "projects.get": ["projectsFailed", "noSuchProject"],
  "projects.create": ["projectsFailed", "badProject"],
  "projects.update": ["projectsFailed", "noSuchProject", "badProject"],
  "projects.add_folder": ["projectsFailed", "noSuchProject", "badProject"],
  "projects.remove_folder": ["projectsFailed", "noSuchProject", "badProject"],
  "projects.set_primary": ["projectsFailed", "noSuchProject", "badProject"],
  "projects.archive": ["projectsFailed", "noSuchProject"],
  "projects.delete": ["projectsFailed", "noSuchProject"],
  "projects.set_active": ["projectsFailed", "noSuchProject"],
  "projects.for_cwd": ["projectsFailed"],
  "projects.discover_repos": ["projectsFailed"],
  "projects.record_repos": ["projectsFailed"],
  "projects.tree": ["projectsFailed"],
  "projects.project_sessions": ["projectsFailed", "badProject"],
  "preview.restart": ["previewUrlRequired", "sessionBusy", "shuttingDown"],
  "prompt.background": ["backgroundTextRequired", "sessionBusy", "shuttingDown"],
  "prompt.submit": [
    "emptyPrompt",
    "badTruncateOrdinal",
    "noSuchUserMessage",
    "sessionBusy",
    "shuttingDown",
  ],
  "reload.env": ["reloadFailed"],
  "reload.mcp": ["configFailed", "reloadFailed"],
  "rollback.diff": ["hashRequired", "checkpointDiffFailed"],
  "rollback.list": ["checkpointsFailed"],
  "rollback.restore": ["hashRequired", "sessionBusy", "restoreFailed"],
  "secret.respond": ["noPendingRequest", "mayOnlyWatch"],
  "session.activate": ["mayOnlyWatch"],
  "session.branch": ["nothingToBranch", "tooManySessions", "branchFailed", "shuttingDown"],
  "session.compress": ["sessionBusy", "compressFailed", "agentUnavailable", "shuttingDown"],
  "session.create": ["badConfigValue", "tooManySessions", "shuttingDown"],
  "session.cwd.set": ["sessionBusy", "cwdRequired", "noSuchCwd"],
  "session.delete": [
    "storedIdRequired",
    "storedSessionNotFound",
    "sessionInUse",
    "deleteFailed",
  ],
  "session.events.since": ["storeUnavailable"],
  "session.list": ["storeUnavailable"],
  "session.resume": [
    "storedIdRequired",
    "storedSessionNotFound",
    "tooManySessions",
    "resumeFailed",
    "shuttingDown",
    "mayOnlyWatch",
  ],
  "session.save": ["saveFailed"],
  "session.steer": ["steerTextRequired", "noSteerSupport"],
  "session.title": ["titleRequired", "badTitle", "titleFailed"],
  "session.undo": ["sessionBusy"],
  "shell.exec": [
    "emptyCommand",
    "commandBlocked",
    "shellTimeout",
    "shellFailed",
    "sessionNotFound",
    "shuttingDown",
  ],
  "setup.status": ["setupFailed"],
  "skills.manage": ["unknownSkillAction", "skillsFailed"],
  "skills.reload": ["skillsFailed"],
  "slash.exec": ["useDispatch", ...commands],
  "spawn_tree.list": ["keepsakeFailed"],
  "spawn_tree.load": ["spawnTreePathRequired", "outsideSpawnTrees", "keepsakeFailed"],
  "spawn_tree.save": ["subagentsRequired", "keepsakeFailed"],
  "subagent.interrupt": ["subagentIdRequired"],
  "sudo.respond": ["noPendingRequest", "mayOnlyWatch"],
  "terminal.read.respond": ["noPendingRequest", "mayOnlyWatch"],
  "tools.configure": [
    "unknownToolsAction",
    "toolNamesRequired",
    "toolsFixed",
    "agentUnavailable",
  ],
  "voice.toggle": ["unknownVoiceAction", "voiceModeOff", "voiceMissing"],
};

/** Methods to which a session that is not live is no error, or another one. */
const lenient: ReadonlySet<string> = new Set([
  "session.close",
  "session.delete",
  "session.detach",
  "session.events.since",
  "session.resume",
]);

/** The application errors that are known of a method. */
export function errorsOf(contract: MethodContract): readonly WireErrorName[] {
  const { params, name, readOnly } = contract;
  const id = params instanceof z.ZodObject ? params.shape.session_id : undefined;
  const common: WireErrorName[] = [];
  if (id !== undefined && noteOf(id).needed && !lenient.has(name)) common.push("sessionNotFound");
  if (readOnly !== true) common.push("mayOnlyWatch");
  return [...new Set([...common, ...own[name] ?? []])];
}
