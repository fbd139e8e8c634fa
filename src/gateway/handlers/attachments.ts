/**
 * What goes along with the next prompt: PROTOCOL 3.8.
 *
 * @module
 */
import {
  fileAttach,
  imageAttach,
  imageAttachBytes,
  imageDetach,
  inputDetectDrop,
} from "../../protocol/attachment_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import { droppedPath, looksDropped } from "../../workspace/dropped_path.ts";
import { imageKind, isImageName, KINDS_OF_IMAGES } from "../../workspace/image_kind.ts";
import { reference } from "../../workspace/path_completion.ts";
import type { CallContext } from "../call_context.ts";
import {
  fit,
  hold,
  type Image,
  IMAGE_BYTES,
  imageText,
  keep,
  NAME_CHARS,
  plainName,
  shown,
  tooLarge,
} from "./hold_attachment.ts";
import { sentBytes } from "./sent_bytes.ts";

const attach = implement(imageAttach, async ({ session_id, path }, context: CallContext) => {
  const session = context.registry.get(session_id);
  if (path.trim() === "") throw wireError("pathRequired");
  const { access, folder } = placeOf(session, context);
  const found = await droppedPath(path, { access, folder });
  if (found === undefined) throw wireError("noImage", `image not found: ${shown(path)}`);
  const image = await readImage(found.path, context);
  if (image === undefined) throw unknownKind(access.base(found.path));
  const { remainder } = found;
  return {
    ...await hold(session, { path: found.path, ...image }, context),
    attached: true as const,
    remainder,
    text: remainder || imageText(access.base(found.path)),
  };
});

const attachBytes = implement(imageAttachBytes, async (params, context: CallContext) => {
  const session = context.registry.get(params.session_id);
  const content = params.content_base64 || params.data;
  if (content === "") throw wireError("contentRequired");
  const sent = await sentBytes(content, IMAGE_BYTES);
  if (sent.kind === "bad") throw wireError("badBase64");
  if (sent.kind === "too_large") throw tooLarge("content_base64");
  const kind = imageKind(sent.bytes);
  const given = plainName(params.filename);
  if (kind === undefined) throw unknownKind(given || "content_base64");
  const name = `${
    given.replace(/\.\w{1,8}$/, "").slice(0, NAME_CHARS) || "image"
  }.${kind.extension}`;
  fit(session, sent.bytes.length, context);
  const path = await keep(session, { name, bytes: sent.bytes }, { context, fault: "imageFailed" });
  const held = await hold(session, { path, name, bytes: sent.bytes, kind, sent: true }, context);
  return {
    ...held,
    attached: true as const,
    remainder: "",
    text: imageText(name),
    bytes: sent.bytes.length,
  };
});

const detach = implement(imageDetach, ({ session_id, path }, { registry, files }: CallContext) => {
  const session = registry.get(session_id);
  return { detached: files.takeBack(session, path), count: files.pending(session).images };
});

const attachFile = implement(fileAttach, async (params, context: CallContext) => {
  const session = context.registry.get(params.session_id);
  if (params.path.trim() !== "") return await referTo(session, params, context);
  if (params.data_url === "") throw wireError("fileRequired");
  const sent = await sentBytes(params.data_url, IMAGE_BYTES);
  if (sent.kind === "bad") {
    throw wireError("fileFailed", "data_url is no data: URL with base64 in it");
  }
  if (sent.kind === "too_large") throw tooLarge("data_url");
  const name = plainName(params.name) || "file";
  fit(session, 0, context);
  const path = await keep(session, { name, bytes: sent.bytes }, { context, fault: "fileFailed" });
  const size = sent.bytes.length;
  return holdFile(session, { path, name, uploaded: true, size }, context);
});

/** A file in the session's folder is only referred to; one that lies elsewhere goes along too. */
async function referTo(
  session: Session,
  params: { path: string; name?: string | null | undefined },
  context: CallContext,
) {
  const { access, folder } = placeOf(session, context);
  const found = await droppedPath(params.path, { access, folder });
  if (found === undefined) throw wireError("fileFailed", `file not found: ${shown(params.path)}`);
  const { path } = found;
  const name = plainName(params.name) || plainName(access.base(path));
  const inside = access.inside(folder, path);
  if (inside === undefined) return holdFile(session, { path, name, uploaded: false }, context);
  const ref_text = reference("file", inside);
  return { attached: true as const, name, path, ref_path: inside, ref_text, uploaded: false };
}

function holdFile(
  session: Session,
  { path, name, uploaded, size }: { path: string; name: string; uploaded: boolean; size?: number },
  context: CallContext,
) {
  fit(session, 0, context);
  const url = context.options.workspace.url(path);
  context.files.pending(session).add({
    ...{ path, url, name, bytes: 0, sent: uploaded },
    ...(size === undefined ? {} : { size }),
    attachment: { kind: "file", path },
  });
  const ref_text = reference("file", path);
  return { attached: true as const, name, path, ref_path: path, ref_text, uploaded };
}

const detectDrop = implement(inputDetectDrop, async (params, context: CallContext) => {
  const session = context.registry.get(params.session_id);
  if (!looksDropped(params.text)) return { matched: false as const };
  const { access, folder } = placeOf(session, context);
  const found = await droppedPath(params.text, { access, folder });
  if (found === undefined) return { matched: false as const };
  const { path, remainder } = found;
  const name = access.base(path);
  const image = isImageName(name) ? await readImage(path, context) : undefined;
  if (image === undefined) {
    const text = [`[User attached file: ${path}]`, remainder].filter((line) => line !== "").join(
      "\n",
    );
    return { matched: true as const, is_image: false, path, name, text };
  }
  const held = await hold(session, { path, ...image }, context);
  return { matched: true as const, is_image: true, ...held, text: remainder || imageText(name) };
});

/**
 * An image of this machine; `undefined`: the file is none.
 *
 * @throws {RpcError} 4018 when it is too large, 5027 when it cannot be read
 */
async function readImage(path: string, { options }: CallContext): Promise<Image | undefined> {
  const { workspace } = options;
  const read = await workspace.read(path, IMAGE_BYTES);
  if (read.kind === "too_large") throw tooLarge("path");
  if (read.kind === "refused") {
    throw wireError("imageFailed", `Cannot read the image ${shown(path)}: ${read.why}`);
  }
  if (read.kind !== "read") return undefined;
  const kind = imageKind(read.bytes);
  return kind && { name: workspace.base(path), bytes: read.bytes, kind };
}

function placeOf(session: Session, { options }: CallContext) {
  return { access: options.workspace, folder: session.cwd || options.cwd };
}

function unknownKind(name: string): Error {
  return wireError(
    "noImage",
    `unsupported image: ${shown(name)} is no ${KINDS_OF_IMAGES}; convert it first`,
  );
}

/** See the module. */
export const attachmentMethods: Method<CallContext>[] = [
  attach,
  attachBytes,
  detach,
  attachFile,
  detectDrop,
];
