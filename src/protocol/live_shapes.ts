/**
 * What a window that opens a live session is told.
 *
 * @module
 */
import { z } from "zod";
import { todo } from "./events.ts";
import { note, shape } from "./notes.ts";
import { displayMessage, role, seat, sessionInfo } from "./shapes.ts";

/** How the last turn ended that is over. */
export const turnEnding = shape(
  "TurnEnding",
  z.object({
    status: z.enum(["complete", "interrupted", "error"]),
    warning: note(z.string().optional(), "what the user should know of it"),
    message: note(z.string().optional(), "what went wrong, where no message says it"),
    called_off: note(
      z.number().optional(),
      "so many messages of the user stand behind it: prompts that were called off with it",
    ),
  }),
  "how the last turn ended that is over",
);
/** See {@linkcode turnEnding}. */
export type TurnEnding = z.infer<typeof turnEnding>;

/** Something that goes along with the next prompt. */
export const waitingAttachment = shape(
  "WaitingAttachment",
  z.object({
    id: note(z.string().optional(), "what image.detach takes as `path`"),
    name: note(z.string(), "its name, for people"),
    kind: z.enum(["image", "file"]),
    bytes: note(z.number().optional(), "how large it is, where that is known"),
    ref_text: note(z.string().optional(), "of a file: what stands for it in a prompt"),
  }),
  "something that goes along with the next prompt",
);
/** See {@linkcode waitingAttachment}. */
export type WaitingAttachment = z.infer<typeof waitingAttachment>;

/** A live session as a window that opens now should show it. */
export const livePayload = shape(
  "LiveSession",
  z.object({
    info: sessionInfo,
    message_count: note(z.number(), "rows of its history"),
    messages: note(z.array(displayMessage), "the conversation as it is shown"),
    running: note(z.boolean(), "whether a turn runs"),
    session_id: note(z.string(), "the live id: calls and events name the session by it"),
    session_key: note(z.string(), "the stored id"),
    started_at: note(z.number(), "seconds since the epoch"),
    status: note(
      z.enum(["waiting", "starting", "working", "idle"]),
      "waiting: for an answer to a question; working: a turn runs",
    ),
    inflight: note(
      z.object({
        user: note(z.string(), "the prompt of the turn"),
        assistant: note(z.string(), "what has been answered so far"),
        streaming: z.boolean(),
        turn_id: note(z.string().optional(), "as the events of the turn say it"),
      }).optional(),
      "only while a turn runs",
    ),
    pending: note(
      z.array(z.object({
        type: z.string(),
        session_id: z.string(),
        payload: z.looseObject({ request_id: z.string() }),
        seq: z.number(),
        turn_id: z.string().optional(),
      })),
      "questions that wait for an answer, oldest first: the `params` of the events that asked them",
    ),
    seq: note(
      z.number(),
      "number of the newest event that is in here already: what comes with a higher one is news",
    ),
    epoch: note(z.string(), "numbers are comparable within one"),
    role: note(role, "what the caller may do here"),
    viewers: note(z.array(seat), "every window on the session, the caller's included"),
    todos: note(
      z.array(todo).optional(),
      "the agent's plan; this and the rest only with `details`",
    ),
    ending: note(turnEnding.optional(), "only where it is known"),
    attachments: note(
      z.array(waitingAttachment).optional(),
      "what goes along with the next prompt, whichever window sent it",
    ),
  }),
  "a live session as a window that opens now should show it",
);
