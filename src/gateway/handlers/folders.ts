/**
 * The folders that sessions work in.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import { sessionCwdSet } from "../../protocol/folder_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { namedPath } from "../../workspace/named_path.ts";
import type { CallContext } from "../call_context.ts";
import { refuseWhileBusy } from "./session_facts.ts";

const setCwd = implement(sessionCwdSet, async ({ session_id, cwd }, context: CallContext) => {
  const { registry, options, git } = context;
  const session = registry.get(session_id);
  refuseWhileBusy(session);
  const wanted = cwd.trim();
  if (wanted === "") throw wireError("cwdRequired");
  const access = options.workspace;
  const folder = namedPath(session.cwd || options.cwd, wanted, access);
  if (await access.kindOf(folder) !== "folder") {
    throw wireError("noSuchCwd", `cwd does not exist: ${wanted.slice(0, 300)}`);
  }
  // Looking took its time.
  if (session.closed) throw wireError("sessionNotFound");
  refuseWhileBusy(session);
  if (folder !== session.cwd) {
    session.cwd = session.chosen.cwd = folder;
    session.keeper.row();
    // The one there is works in the old folder, and nothing can tell it to leave.
    session.agents.discard();
    session.build.soon();
  }
  git.refresh(session);
  session.tellInfo();
  return session.info();
});

/** See the module. */
export const folderMethods: Method<CallContext>[] = [setCwd];
