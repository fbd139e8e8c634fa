/**
 * The clipboard of the gateway's machine: PROTOCOL 3.8.
 *
 * @module
 */
import { errorMessage } from "../../lib/error_text.ts";
import { clipboardPaste } from "../../protocol/attachment_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { imageKind, KINDS_OF_IMAGES } from "../../workspace/image_kind.ts";
import type { CallContext } from "../call_context.ts";
import { fit, hold, IMAGE_BYTES, keep, tooLarge } from "./hold_attachment.ts";

const paste = implement(clipboardPaste, async ({ session_id }, context: CallContext) => {
  const { registry, caller, commands, options } = context;
  const session = registry.get(session_id);
  if (!caller.isHere) {
    const why = "its clipboard is that of the gateway's machine, and you are at another";
    return nothing(`${why}; send the image with image.attach_bytes`);
  }
  const found = await commands.during(
    session,
    (signal) =>
      options.clipboard.image(signal).catch((error) => {
        throw wireError("imageFailed", `Cannot read the clipboard: ${errorMessage(error)}`);
      }),
  );
  if (found.kind === "none") return nothing(found.why);
  const { bytes } = found;
  const kind = imageKind(bytes);
  if (kind === undefined) return nothing(`what is on it is no ${KINDS_OF_IMAGES}`);
  if (bytes.length > IMAGE_BYTES) throw tooLarge("the image on the clipboard");
  const name = `clipboard.${kind.extension}`;
  fit(session, bytes.length, context);
  const path = await keep(session, { name, bytes }, { context, fault: "imageFailed" });
  const held = await hold(session, { path, name, bytes, kind, sent: true }, context);
  return { ...held, attached: true as const };
});

function nothing(why: string) {
  return { attached: false as const, message: `Cannot paste an image: ${why}` };
}

/** See the module. */
export const clipboardMethods: Method<CallContext>[] = [paste];
