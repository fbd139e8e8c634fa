/**
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import process from "node:process";
import { randomSecret, STRONG_TOKEN_LENGTH } from "../http/credentials.ts";
import { bindKind, isLocal } from "../http/site.ts";
import { errorMessage } from "../lib/error_text.ts";
import { UsageError } from "./exit_codes.ts";
import { TOKEN_PATTERN } from "./knobs.ts";

/** Where the credential may come from, and what it guards. */
export interface AccessTokenOptions {
  /** What the server binds to. */
  hostname: string;
  /** Where a tunnel or proxy shows it. */
  publicOrigins: readonly string[];
  /** The one a person gave: {@linkcode givenToken}. */
  given: string | undefined;
  warn(message: string): void;
}

/** Where a person may have put a credential. */
export interface TokenSources {
  /** `--token-file`: wins over everything else. */
  flagFile: string | undefined;
  /** `TIDEGATE_TOKEN`. */
  token: string | undefined;
  /** `TIDEGATE_TOKEN_FILE`. */
  environmentFile: string | undefined;
  warn(message: string): void;
}

/**
 * The credential every client must show: the one that was given, else a random one.
 *
 * @throws {UsageError} where other machines can reach the server but no credential was given: nobody could
 * know a random one there, and nobody should have to.
 */
export function accessToken(options: AccessTokenOptions): string {
  const { hostname, publicOrigins, given, warn } = options;
  if (given === undefined) {
    // Also behind a tunnel: it is strong, and the link that is printed leads through the tunnel.
    if (bindKind(hostname) === "loopback") return randomSecret();
    throw new UsageError(
      `Cannot listen on ${hostname} without a credential of your own: other machines can reach ` +
        `that address; set TIDEGATE_TOKEN or --token-file (a good one: openssl rand -hex 32), ` +
        `or leave --host out`,
    );
  }
  if (!isLocal(hostname, publicOrigins) && given.length < STRONG_TOKEN_LENGTH) {
    warn(
      `The credential has only ${given.length} characters and other machines can reach ` +
        `${publicOrigins[0] ?? hostname}; use a longer one, such as openssl rand -hex 32 makes`,
    );
  }
  return given;
}

/**
 * The credential a person gave: in the file of a flag, in a variable, in the file of one; else none.
 *
 * @throws {UsageError} for a file that holds none
 */
export function givenToken(sources: TokenSources): string | undefined {
  const { flagFile, token, environmentFile, warn } = sources;
  if (flagFile !== undefined) return readTokenFile(flagFile, warn);
  if (token !== undefined) return token;
  return environmentFile === undefined ? undefined : readTokenFile(environmentFile, warn);
}

function readTokenFile(path: string, warn: (message: string) => void): string {
  const token = readText(path).trim();
  if (!TOKEN_PATTERN.matches.test(token)) {
    const state = token === "" ? "it is empty" : `what it holds is not ${TOKEN_PATTERN.wanted}`;
    throw new UsageError(
      `Cannot take the credential from "${path}": ${state}; write one with ` +
        `openssl rand -hex 32 > "${path}"`,
    );
  }
  warnIfOthersMayRead(path, warn);
  return token;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(
      `Cannot read the token file "${path}": ${
        errorMessage(error)
      }; name a file this user may read`,
    );
  }
}

/** The mode, in octal, of a file that other users may read; `undefined` when they may not. */
export function openMode(path: string): string | undefined {
  const file = statSync(path);
  // Windows has no such bits; pipes (`<(pass tidegate)`) have bits that say nothing.
  if (!file.isFile() || process.platform === "win32" || (file.mode & 0o077) === 0) return undefined;
  return (file.mode & 0o777).toString(8);
}

function warnIfOthersMayRead(path: string, warn: (message: string) => void): void {
  const bits = openMode(path);
  if (bits === undefined) return;
  warn(`The token file "${path}" is open to other users (mode ${bits}); chmod 600 "${path}"`);
}
