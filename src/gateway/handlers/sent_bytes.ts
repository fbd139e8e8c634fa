/**
 * Bytes as they are sent in JSON.
 *
 * @module
 */
import { decodeBase64 } from "../../lib/base64.ts";

/** What was sent. */
export type SentBytes =
  | { kind: "bytes"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "too_large" }
  /** No base64, or nothing. */
  | { kind: "bad" };

/** Decodes base64, plain or as a `data:` URL; white space in it does not count. */
export async function sentBytes(text: string, maxBytes: number): Promise<SentBytes> {
  // Three bytes are four characters; lines of 76 have two more. Nothing longer is worth decoding.
  if (text.length > maxBytes * 1.4 + 1_024) return { kind: "too_large" };
  const comma = text.startsWith("data:") ? text.indexOf(",") : -1;
  if (text.startsWith("data:") && !text.slice(0, comma).toLowerCase().endsWith(";base64")) {
    return { kind: "bad" };
  }
  const bytes = await decodeBase64(text.slice(comma + 1));
  if (bytes === undefined || bytes.length === 0) return { kind: "bad" };
  return bytes.length > maxBytes ? { kind: "too_large" } : { kind: "bytes", bytes };
}
