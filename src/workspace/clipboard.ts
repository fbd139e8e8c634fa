/**
 * The clipboard of the gateway's machine: a port, since programs are for whoever knows a runtime.
 *
 * @module
 */

/** What is on it. */
export type ClipboardImage =
  | { kind: "image"; bytes: Uint8Array<ArrayBuffer> }
  /** `why` is for the user. */
  | { kind: "none"; why: string };

/** See the module. */
export interface Clipboard {
  /** The image that is on it now. */
  image(signal: AbortSignal): Promise<ClipboardImage>;
}

/** Of a gateway that has none. */
export const noClipboard: Clipboard = {
  image: () => Promise.resolve({ kind: "none", why: "this gateway reads no clipboard" }),
};
