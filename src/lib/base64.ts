/**
 * Base64 of large things, in pieces between which others on the loop have their turn.
 *
 * @module
 */
import { breathe } from "./breathe.ts";

/** Bytes of one piece, a few milliseconds' work; whole groups of three, so that pieces can be joined. */
const PIECE = 3 * 0x40000;
/** Arguments that one call takes in every runtime. */
const STEP = 0x8000;

/** The bytes as base64. */
export async function encodeBase64(bytes: Uint8Array): Promise<string> {
  let text = "";
  for (let from = 0; from < bytes.length; from += PIECE) {
    if (from > 0) await breathe();
    const piece = bytes.subarray(from, from + PIECE);
    let binary = "";
    for (let at = 0; at < piece.length; at += STEP) {
      binary += String.fromCharCode(...piece.subarray(at, at + STEP));
    }
    text += btoa(binary);
  }
  return text;
}

/** The bytes of base64, with white space in it or without; `undefined`: it is none. */
export async function decodeBase64(text: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // White space would shift the groups of four that pieces are made of.
  return await decoded(text) ??
    (/\s/.test(text) ? await decoded(text.replace(/\s+/g, "")) : undefined);
}

async function decoded(text: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(Math.ceil(text.length / 4) * 3);
  const step = PIECE / 3 * 4;
  let filled = 0;
  for (let from = 0; from < text.length; from += step) {
    if (from > 0) await breathe();
    const piece = text.slice(from, from + step);
    const binary = binaryOf(piece);
    const isLast = from + step >= text.length;
    if (binary === undefined || (!isLast && binary.length !== PIECE)) return undefined;
    for (let i = 0; i < binary.length; i++) bytes[filled++] = binary.charCodeAt(i);
  }
  return bytes.subarray(0, filled);
}

function binaryOf(piece: string): string | undefined {
  try {
    return atob(piece);
  } catch {
    // The exception says no more than that it is no base64.
    return undefined;
  }
}
