/**
 * Prompts in the background.
 *
 * @module
 */
import { previewRestart, promptBackground } from "../../protocol/background_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { events } from "../../protocol/events.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Task } from "../../session/background.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { previewTask } from "../preview_task.ts";
import { namedPath } from "../../workspace/named_path.ts";

const start = implement(promptBackground, (params, context: CallContext) => {
  const session = context.registry.get(params.session_id);
  const { text: prompt } = params;
  if (prompt.trim() === "") throw wireError("backgroundTextRequired");
  return begin(context, session, {
    ...{ prompt, title: prompt, prefix: "bg" },
    tell: (task_id, text) => session.emit(events.backgroundComplete, { task_id, text }),
  });
});

const restart = implement(previewRestart, async (params, context: CallContext) => {
  const { registry, options } = context;
  const session = registry.get(params.session_id);
  const url = params.url.trim();
  if (url === "") throw wireError("previewUrlRequired");
  const { workspace } = options;
  const named = params.cwd.trim();
  const folder = namedPath(session.cwd || options.cwd, named, workspace);
  // A folder that is none is no reason to leave the page where it is.
  const isFolder = named !== "" && await workspace.kindOf(folder) === "folder";
  // Looking took its time.
  if (session.closed) throw wireError("sessionNotFound");
  const what = { url, context: params.context.trim() };
  return begin(context, session, previewTask(session, isFolder ? { ...what, cwd: folder } : what));
});

/** @throws {WireError} where as many run as may, or the gateway is to end */
function begin(
  { background, isDraining }: CallContext,
  session: Session,
  task: Task,
): { task_id: string } {
  if (isDraining()) throw wireError("shuttingDown");
  const started = background.start(session, task);
  if (started.kind === "started") return { task_id: started.taskId };
  throw wireError(
    "sessionBusy",
    `session busy; ${started.running} background prompts run already: wait for one`,
  );
}

/** See the module. */
export const backgroundMethods: Method<CallContext>[] = [start, restart];
