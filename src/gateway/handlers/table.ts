/**
 * Every method of the gateway, by name.
 *
 * @module
 */
import type { Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import type { OwnMethod } from "../own_method.ts";
import { answerMethods } from "./answers.ts";
import { clipboardMethods } from "./clipboard.ts";
import { commandMethods } from "./commands.ts";
import { approvalMethods } from "./approvals.ts";
import { attachmentMethods } from "./attachments.ts";
import { backgroundMethods } from "./background.ts";
import { completionMethods } from "./completion.ts";
import { configMethods } from "./config.ts";
import { conversationMethods } from "./conversations.ts";
import { delegationMethods } from "./delegation.ts";
import { discoveryMethods } from "./discovery.ts";
import { keepsakeMethods } from "./keepsakes.ts";
import { folderMethods } from "./folders.ts";
import { keyMethods } from "./keys.ts";
import { modelMethods } from "./models.ts";
import { offMethods } from "./off.ts";
import { oneshotMethods } from "./oneshot.ts";
import { overviewMethods } from "./overview.ts";
import { pdfMethods } from "./pdf_attach.ts";
import { pingMethods } from "./ping.ts";
import { programMethods } from "./programs.ts";
import { projectMethods } from "./projects.ts";
import { projectTreeMethods } from "./project_tree.ts";
import { promptMethods } from "./prompt.ts";
import { rollbackMethods } from "./rollback.ts";
import { sessionFactMethods } from "./session_facts.ts";
import { sessionLifeMethods } from "./session_life.ts";
import { storedSessionMethods } from "./stored_sessions.ts";
import { guarded } from "./guarded.ts";
import { ownMethod } from "./own.ts";
import { setupMethods } from "./setup.ts";
import { skillMethods } from "./skills.ts";
import { toolMethods } from "./tools.ts";
import { viewerMethods } from "./viewers.ts";

/**
 * The table a dispatcher walks.
 *
 * @param own methods from outside, whose names have been checked
 */
export function methodTable(
  own: readonly OwnMethod[] = [],
): ReadonlyMap<string, Method<CallContext>> {
  const all = [
    ...sessionLifeMethods,
    ...storedSessionMethods,
    ...sessionFactMethods,
    ...conversationMethods,
    ...promptMethods,
    ...answerMethods,
    ...approvalMethods,
    ...backgroundMethods,
    ...oneshotMethods,
    ...configMethods,
    ...setupMethods,
    ...discoveryMethods,
    ...pingMethods,
    ...commandMethods,
    ...completionMethods,
    ...programMethods,
    ...attachmentMethods,
    ...pdfMethods,
    ...clipboardMethods,
    ...folderMethods,
    ...projectMethods,
    ...projectTreeMethods,
    ...modelMethods,
    ...keyMethods,
    ...skillMethods,
    ...viewerMethods,
    ...toolMethods,
    ...keepsakeMethods,
    ...overviewMethods,
    ...delegationMethods,
    ...rollbackMethods,
    ...offMethods,
    ...own.map(ownMethod),
  ];
  return new Map(all.map((method) => [method.contract.name, guarded(method)]));
}
