/**
 * Contracts of what goes along with the next prompt: PROTOCOL 3.8.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";
import { liveId } from "./session_methods.ts";
import { orElse } from "./shapes.ts";

const path = note(orElse(z.string(), ""), "absolute, or counted from the session's folder");
const count = note(z.number().int(), "images that wait for the next prompt");

const pixels = {
  width: note(z.number().int().optional(), "in pixels; missing where it cannot be told"),
  height: note(z.number().int().optional(), "in pixels; missing where it cannot be told"),
  token_estimate: note(z.number().int().optional(), "what it may cost a model, roughly"),
};

const attachedImage = z.object({
  attached: z.literal(true),
  path: note(z.string(), "where it is kept; what image.detach takes"),
  count,
  remainder: note(z.string(), "what stood behind the path"),
  text: note(z.string(), "what to send as the prompt where nothing else was typed"),
  name: note(z.string(), "its name, for people"),
  ...pixels,
});

/** `image.attach` */
export const imageAttach = contract({
  name: "image.attach",
  summary: "has an image of the gateway's machine go along with the next prompt",
  lane: "inline",
  params: z.object({ session_id: liveId, path }),
  result: attachedImage,
});

const base64 = note(orElse(z.string(), ""), "base64, plain or as a data: URL");

/** `image.attach_bytes` */
export const imageAttachBytes = contract({
  name: "image.attach_bytes",
  summary: "has an image that is sent here go along with the next prompt",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    content_base64: base64,
    data: note(orElse(z.string(), ""), "the same as content_base64"),
    filename: note(z.string().nullish(), "its name, for people"),
    ext: note(z.string().nullish(), "taken and not needed: what it is shows in its bytes"),
  }),
  result: attachedImage.extend({ bytes: note(z.number().int(), "its size") }),
});

/** `image.detach` */
export const imageDetach = contract({
  name: "image.detach",
  summary: "takes back what was to go along with the next prompt",
  lane: "inline",
  params: z.object({ session_id: liveId, path: note(z.string(), "as attaching answered it") }),
  result: z.object({ detached: note(z.boolean(), "`false`: there was none"), count }),
});

/** `file.attach` */
export const fileAttach = contract({
  name: "file.attach",
  summary:
    "makes a reference to a file, which is uploaded where it is none of the session's folder",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    path,
    data_url: note(orElse(z.string(), ""), "what it holds, as a data: URL"),
    name: note(z.string().nullish(), "its name, for people"),
  }),
  result: z.object({
    attached: z.literal(true),
    name: z.string(),
    path: note(z.string(), "where it is; what image.detach takes"),
    ref_path: note(z.string(), "as it stands in ref_text"),
    ref_text: note(z.string(), "what to write into the prompt"),
    uploaded: note(z.boolean(), "whether it lies elsewhere than in the session's folder"),
  }),
});

const pageNumber = z.number().int().min(1).nullish();

/** `pdf.attach` */
export const pdfAttach = contract({
  name: "pdf.attach",
  summary: "has pages of a PDF go along with the next prompt, as images",
  lane: "background",
  params: z.object({
    session_id: liveId,
    path,
    content_base64: base64,
    data: note(orElse(z.string(), ""), "the same as content_base64"),
    data_url: note(orElse(z.string(), ""), "the same as content_base64"),
    filename: note(z.string().nullish(), "its name, for people"),
    first_page: note(pageNumber, "counted from 1; missing: 1"),
    last_page: note(pageNumber, "missing: the last one, or the 25th from first_page on"),
  }),
  result: z.object({
    attached: z.literal(true),
    filename: z.string(),
    pages_attached: z.number().int(),
    pages: z.array(z.object({
      page: note(z.number().int(), "counted from 1"),
      path: note(z.string(), "where it is kept; what image.detach takes"),
      name: z.string(),
      ...pixels,
    })),
    count,
    text: note(z.string(), "what to send as the prompt where nothing else was typed"),
  }),
});

/** `clipboard.paste` */
export const clipboardPaste = contract({
  name: "clipboard.paste",
  summary: "has the image on the clipboard of the gateway's machine go along with the next prompt",
  lane: "background",
  params: z.object({ session_id: liveId }),
  result: z.union([
    z.object({
      attached: z.literal(true),
      path: note(z.string(), "where it is kept; what image.detach takes"),
      count,
      name: z.string(),
      ...pixels,
    }),
    z.object({ attached: z.literal(false), message: note(z.string(), "why not") }),
  ]),
});

/** `input.detect_drop` */
export const inputDetectDrop = contract({
  name: "input.detect_drop",
  summary: "finds a path that was dropped into what is to be sent, and has an image go along",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    text: note(orElse(z.string(), ""), "what is to be sent"),
  }),
  result: z.union([
    z.object({ matched: z.literal(false) }),
    z.object({
      matched: z.literal(true),
      is_image: z.boolean(),
      path: z.string(),
      name: z.string(),
      text: note(z.string(), "what to send instead"),
      count: count.optional(),
      ...pixels,
    }),
  ]),
});
