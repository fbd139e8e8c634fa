/**
 * How something is made to go along with the next prompt of a session.
 *
 * @module
 */
import { encodeBase64 } from "../../lib/base64.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import { MOST_PENDING, MOST_PENDING_BYTES } from "../../session/pending_attachments.ts";
import type { Session } from "../../session/session.ts";
import { imageFacts, type ImageKind } from "../../workspace/image_kind.ts";
import type { CallContext } from "../call_context.ts";

/** Bytes of one image; PROTOCOL 3.8. In decimal megabytes, as base64 they are below the limit of a frame. */
export const IMAGE_BYTES = 25_000_000;

/** Characters of a name that is sent; it stays in memory, and goes to the agent. */
export const NAME_CHARS = 200;

/** An image, and what it is. */
export interface Image {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  kind: ImageKind;
}

/**
 * Has an image go along.
 *
 * @throws {RpcError} as {@linkcode fit}
 */
export async function hold(
  session: Session,
  { path, name, bytes, kind, sent = false }: Image & { path: string; sent?: boolean },
  context: CallContext,
) {
  const data = await encodeBase64(bytes);
  fit(session, bytes.length, context);
  const pending = context.files.pending(session);
  const { mimeType } = kind;
  pending.add({
    ...{ path, name, sent },
    url: context.options.workspace.url(path),
    bytes: bytes.length,
    size: bytes.length,
    attachment: { kind: "image", mimeType, data, name },
  });
  return { path, count: pending.images, name, ...imageFacts(bytes) };
}

/** @throws {RpcError} 4001 where the session has ended meanwhile, 4018 where so much more may not wait */
export function fit(session: Session, bytes: number, { files }: CallContext): void {
  if (session.closed) throw wireError("sessionNotFound");
  if (files.pending(session).fits(bytes, session.runner.queuedAttachments)) return;
  const limits = `${MOST_PENDING} attachments and ${MOST_PENDING_BYTES} bytes of images`;
  throw wireError(
    "attachmentTooLarge",
    `more than ${limits} cannot wait; send or detach some first`,
  );
}

/** Keeps what was sent. @throws {RpcError} as `fault` says, where it cannot be kept */
export async function keep(
  session: Session,
  file: { name: string; bytes: Uint8Array },
  { context: { files }, fault }: { context: CallContext; fault: "imageFailed" | "fileFailed" },
): Promise<string> {
  try {
    return await files.keep(session, file);
  } catch (error) {
    throw wireError(fault, `Cannot keep the attachment: ${errorMessage(error)}`);
  }
}

/** The last part of what may be a path of another machine; of a long one its beginning. */
export function plainName(sent: string | null | undefined): string {
  return sent?.split(/[\\/]/).at(-1)?.slice(0, NAME_CHARS).toWellFormed() ?? "";
}

/** What to send as the prompt where nothing else was typed. */
export function imageText(name: string): string {
  return `[User attached image: ${name}]`;
}

/** The error for something larger than is taken. */
export function tooLarge(field: string, bytes: number = IMAGE_BYTES): Error {
  const limit = bytes / 1_000_000;
  return wireError(
    "attachmentTooLarge",
    `${field} is over the limit of ${limit} MB; send a smaller one`,
  );
}

/** The beginning of what somebody sent, in quotes. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200).toWellFormed());
}
