/**
 * Contracts of completion: PROTOCOL 3.5.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note, shape } from "./notes.ts";
import { orElse } from "./shapes.ts";

const item = shape(
  "CompletionItem",
  z.object({
    text: note(z.string(), "what takes the place of what was typed"),
    display: note(z.string(), "what people read"),
    meta: note(z.string(), "one line more, for people; may be empty"),
  }),
  "one thing that what was typed may become",
);

const items = note(z.array(item), "the best first, at most 30");

/** `complete.slash` */
export const completeSlash = contract({
  name: "complete.slash",
  summary: "what a line that begins with a slash may go on with",
  lane: "background",
  readOnly: true,
  params: z.object({
    text: note(orElse(z.string(), ""), "the line up to the cursor"),
    session_id: note(
      z.string().nullish(),
      "whose agent's commands to complete; missing: those of all sessions the caller watches",
    ),
  }),
  result: z.object({
    items,
    replace_from: note(
      z.number().int().optional(),
      "where in the text that begins which an item takes the place of, in UTF-16 code units; missing: " +
        "the text is no command",
    ),
  }),
});

/** `complete.path`. Not for observers: it tells what the machine's folders hold. */
export const completePath = contract({
  name: "complete.path",
  summary: "what a word that names a file may go on with",
  lane: "background",
  params: z.object({
    word: note(
      orElse(z.string(), ""),
      "what stands before the cursor, from the last blank on; an item takes the place of all of it",
    ),
    cwd: note(
      z.string().nullish(),
      "where relative paths count from; missing: the session's folder, else the gateway's",
    ),
    session_id: note(z.string().nullish(), "a live session; one that is unknown is as none"),
  }),
  result: z.object({ items }),
});
