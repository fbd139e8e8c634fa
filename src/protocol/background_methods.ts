/**
 * Contracts of what runs beside the turns of a session.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { note, noted } from "./notes.ts";
import { orElse } from "./shapes.ts";

/** `prompt.background` */
export const promptBackground = contract({
  name: "prompt.background",
  summary: "runs a prompt beside the session's turns; background.complete tells its answer",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    text: noted(note(orElse(z.string(), ""), "what the user says"), { needed: true }),
  }),
  result: z.object({ task_id: note(z.string(), "background.complete names it by this") }),
});

/** `preview.restart` */
export const previewRestart = contract({
  name: "preview.restart",
  summary: "has an agent start the server of a page again that a window cannot show; " +
    "preview.restart.complete tells what came of it",
  lane: "background",
  params: z.object({
    session_id: liveId,
    url: noted(note(orElse(z.string(), ""), "of the page"), { needed: true }),
    cwd: note(orElse(z.string(), ""), "where its agent works; none: where the session's does"),
    context: note(orElse(z.string(), ""), "what the window knows, such as the page's console"),
  }),
  result: z.object({ task_id: note(z.string(), "the events name it by this") }),
});

/** `llm.oneshot` */
export const llmOneshot = contract({
  name: "llm.oneshot",
  summary: "asks a model once, beside all sessions; openai agents take it",
  lane: "background",
  params: z.object({
    session_id: note(z.string().nullish(), "whose agent and model; missing: the usual ones"),
    template: note(orElse(z.string(), ""), "a text of the configuration's `oneshot_templates`"),
    instructions: note(orElse(z.string(), ""), "what the model is to be"),
    input: note(orElse(z.string(), ""), "what it is asked, behind the template"),
    variables: note(
      z.record(z.string(), z.unknown()).nullish(),
      "what the template has places for",
    ),
    task: note(z.unknown().optional(), "taken and not needed"),
    max_tokens: note(orElse(z.number().int().min(1), 1_024), "of the answer; 32,768 at most"),
    temperature: note(orElse(z.number().min(0), 0.3), "2 at most"),
  }),
  result: z.object({ text: note(z.string(), "the answer") }),
});
