/**
 * Every method of the gateway, by name.
 *
 * @module
 */
import type { Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";
import type { OwnMethod } from "../own_method.ts";
import { answerMethods } from "./answers.ts";
import { commandMethods } from "./commands.ts";
import { approvalMethods } from "./approvals.ts";
import { backgroundMethods } from "./background.ts";
import { configMethods } from "./config.ts";
import { conversationMethods } from "./conversations.ts";
import { promptMethods } from "./prompt.ts";
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
    ...configMethods,
    ...setupMethods,
    ...commandMethods,
    ...skillMethods,
    ...viewerMethods,
    ...toolMethods,
    ...own.map(ownMethod),
  ];
  return new Map(all.map((method) => [method.contract.name, guarded(method)]));
}
