/**
 * @module
 */
import type { AgentEvent } from "../agent/agent.ts";
import { events } from "../protocol/events.ts";
import type { Task } from "../session/background.ts";
import type { Session } from "../session/session.ts";

/** What a window cannot show. */
export interface LostPage {
  url: string;
  /** What the window knows of it; empty: nothing. */
  context: string;
  /** Where its files may be; missing: where the session works. */
  cwd?: string;
}

/** Characters of what a window knows, of which the end says most, and of a line of progress. */
const MOST = { context: 16_384, progress: 1_000 };
/** Lines of progress: an agent may call tools without end. */
const MOST_LINES = 200;

/** Has an agent start the server of a page again, and tells a session how it gets on. */
export function previewTask(session: Session, page: LostPage): Task {
  let lines = 0;
  return {
    prompt: instructions(page),
    title: `start the server of ${page.url} again`,
    prefix: "preview",
    ...page.cwd === undefined ? {} : { cwd: page.cwd },
    hear(task_id, event) {
      const text = lineOf(event);
      if (text === undefined || ++lines > MOST_LINES) return;
      const line = text.slice(0, MOST.progress).toWellFormed();
      session.emit(events.previewRestartProgress, { task_id, level: "info", text: line });
    },
    tell: (task_id, text) => session.emit(events.previewRestartComplete, { task_id, text }),
  };
}

function lineOf(event: AgentEvent): string | undefined {
  if (event.type === "tool_start") {
    return event.context === "" ? `${event.name} runs` : `${event.name} runs: ${event.context}`;
  }
  if (event.type === "tool_complete") return `${event.name}: ${event.summary ?? "done"}`;
  return undefined;
}

function instructions({ url, context, cwd }: LostPage): string {
  const known = context === ""
    ? ""
    : `What the window says of it:\n${context.slice(-MOST.context)}`;
  const where = cwd === undefined ? "" : `Its files may be in ${cwd}; that is a guess.`;
  return [
    `A window of this conversation shows the page ${url}, and its server does not answer any more.`,
    known,
    where,
    "Find out which program serves that address: first from this conversation, where it may have been " +
    "started, then from what listens on the port and from the scripts of the project. Start that program " +
    "again as it was started before, in the same folder and on the same port. An old instance of it that " +
    "still holds the port may be ended; anything else that holds it is somebody else's: leave it, and say so.",
    "Start it so that it goes on by itself, and do not wait for its end. Change no file. Look whether the " +
    "address answers with the right page before you say that it does.",
    "Answer in one or two sentences: what you started, or why it cannot be started.",
  ].filter((part) => part !== "").join("\n\n");
}
