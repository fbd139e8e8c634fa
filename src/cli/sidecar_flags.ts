/**
 * The flag that names a sidecar.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { holdsCredential, isSidecarUrl } from "../adapters/sidecar_target.ts";
import { UsageError } from "./exit_codes.ts";
import type { GatewayFlags } from "./flags.ts";
import { KNOBS } from "./knobs.ts";

/** Flags of `tidegate stdio`. */
export interface StdioFlags extends GatewayFlags {
  sidecarUrl?: string;
}

/** Adds the flag. */
export function addSidecarFlags(command: Command): void {
  command
    .optionsGroup("For programs that start this one:")
    .addOption(
      new Option("--sidecar-url <url>", "ws(s):// address that hears every frame of stdout too")
        .argParser(parseSidecarUrl),
    );
}

// What is wrong may be a credential, so it is not repeated.
function parseSidecarUrl(text: string): string {
  if (!isSidecarUrl(text)) {
    throw new UsageError(
      "option '--sidecar-url <url>' takes an address such as ws://127.0.0.1:9120/api/pub?channel=tides",
    );
  }
  if (!holdsCredential(text)) return text;
  throw new UsageError(
    "option '--sidecar-url <url>' takes an address without a credential, since every user of the " +
      `machine can read arguments: put the address into ${KNOBS.sidecarUrl.name}, or the token into ` +
      KNOBS.token.name,
  );
}
