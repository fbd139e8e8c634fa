/**
 * What comes of a text that is sent: a prompt, or a command.
 *
 * @module
 */
import { runSlash } from "tidegate/client";
import type { Conversation } from "./conversation.ts";
import type { Desk } from "./desk.ts";

/** A command begins with a slash; `//` is how a text begins that has a slash in front. */
const COMMAND = /^\/[^/\s]/;
/** Commands behind which what was said is not what is shown any more. */
const REWRITING = /^\/(undo|retry|compress|clear)\b/;

/** Sends a text of the conversation that is looked at; where there is none, one begins. */
export async function say(desk: Desk, text: string, agent?: string): Promise<void> {
  const said = text.trim();
  if (said === "") return;
  const place = desk.place.value;
  let conversation = desk.shown.value;
  const letGo = place === "" ? desk.drafts.hold(text) : () => {};
  const own = /^\/(new|branch|fork|resume)(?:\s+([^]*))?$/.exec(said);
  try {
    if (own !== null) return await move(desk, own[1] ?? "", own[2] ?? "");
    const named = agent === undefined ? {} : { agent };
    conversation ??= await desk.here(named);
    if (COMMAND.test(said)) return await command(desk, conversation, said);
    if (!conversation.attachments.busy) return conversation.say(said.replace(/^\/\//, "/"));
    desk.drafts.giveBack(conversation.stored, text);
    desk.toasts.info("An attachment is still on its way");
  } catch (error) {
    desk.drafts.giveBack(conversation?.stored ?? place, text);
    desk.toasts.error("It was not sent", error);
  } finally {
    letGo();
  }
}

async function move(desk: Desk, name: string, arg: string): Promise<void> {
  const { place } = desk;
  if (name === "resume") return await desk.show(arg);
  if (name !== "new") return await desk.branch(place.value, arg);
  if (arg === "") return await desk.show("");
  await desk.begin({ title: arg });
}

async function command(desk: Desk, conversation: Conversation, line: string): Promise<void> {
  const { transcript, session } = conversation;
  const outcome = await runSlash(session, line);
  if (REWRITING.test(line)) await transcript.refresh();
  if (outcome.kind === "said") {
    transcript.notes(outcome.text === "" ? `${line}: done` : outcome.text);
  } else {
    if (outcome.notice !== undefined) transcript.notes(outcome.notice);
    if (outcome.kind === "prompt") conversation.say(outcome.text);
    else desk.drafts.of(conversation.stored).value = outcome.text;
  }
  desk.list.refresh();
}
