/**
 * What an image is, by its own bytes.
 *
 * @module
 */
import { imageSize } from "image-size";

/** A kind of image that models are given. */
export interface ImageKind {
  readonly mimeType: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  /** Without the dot. */
  readonly extension: string;
}

/** What can be told of an image without decoding it. */
export interface ImageFacts {
  width?: number;
  height?: number;
  token_estimate?: number;
}

/** What clients may send: what models of all makers take. */
export const KINDS_OF_IMAGES = "PNG, JPEG, GIF or WebP";

const PNG: ImageKind = { mimeType: "image/png", extension: "png" };
const JPEG: ImageKind = { mimeType: "image/jpeg", extension: "jpg" };
const GIF: ImageKind = { mimeType: "image/gif", extension: "gif" };
const WEBP: ImageKind = { mimeType: "image/webp", extension: "webp" };

/** The kind of an image; `undefined`: it is none that models take. */
export function imageKind(bytes: Uint8Array): ImageKind | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return PNG;
  if (head.startsWith("\xff\xd8\xff")) return JPEG;
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return GIF;
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? WEBP : undefined;
}

/** Whether a name says that the file is an image. */
export function isImageName(name: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(name);
}

/**
 * Bytes that are looked into for the size. Where a camera puts much before it, it stays untold; in all of
 * a large file that was made for it, looking would take seconds.
 */
const LOOKED_AT = 262_144;
/** Pixels that cost a model about one token: Anthropic's rule of thumb, and near those of others. */
const PIXELS_A_TOKEN = 750;

/** The size of an image; nothing, where it cannot be told. */
export function imageFacts(bytes: Uint8Array): ImageFacts {
  try {
    const { width, height } = imageSize(bytes.subarray(0, LOOKED_AT));
    if (!isSide(width) || !isSide(height)) return {};
    return { width, height, token_estimate: Math.ceil(width * height / PIXELS_A_TOKEN) };
  } catch {
    // It throws for anything it cannot read: then nothing is known, which is all there is to say.
    return {};
  }
}

function isSide(length: number): boolean {
  return Number.isSafeInteger(length) && length > 0;
}
