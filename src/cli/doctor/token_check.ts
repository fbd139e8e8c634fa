/**
 * @module
 */
import { STRONG_TOKEN_LENGTH } from "../../http/credentials.ts";
import { bindKind, isLocal } from "../../http/site.ts";
import { givenToken, openMode } from "../access_token.ts";
import { UsageError } from "../exit_codes.ts";
import { type Finding, ok, problem, type Subject } from "./finding.ts";

/** Where the credentials may come from, and what they guard. */
export interface TokenPlace {
  hostname: string;
  publicOrigins: readonly string[];
  controller: TokenSource;
  observer: TokenSource;
}

/** Flag, variable, and file named by a variable: the first one wins. */
export interface TokenSource {
  flagFile: string | undefined;
  token: string | undefined;
  environmentFile: string | undefined;
}

interface Look {
  finding: Finding;
  token?: string;
}

interface Words {
  check: string;
  flag: string;
  variable: string;
  file: string;
}

const CONTROLLER: Words = {
  check: "token",
  flag: "--token-file",
  variable: "TIDEGATE_TOKEN",
  file: "tidegate.token",
};
const OBSERVER: Words = {
  check: "observer token",
  flag: "--observer-token-file",
  variable: "TIDEGATE_OBSERVER_TOKEN",
  file: "tidegate.observer",
};

/** The credential, and that of observers where there is one. Neither is ever part of what is found. */
export function checkTokens(place: TokenPlace): Finding[] {
  const controller = look(CONTROLLER, place.controller, place);
  if (!isGiven(place.observer)) return [controller.finding];
  const observer = look(OBSERVER, place.observer, place);
  if (observer.token === undefined || observer.token !== controller.token) {
    return [controller.finding, observer.finding];
  }
  const { check, looked } = observer.finding;
  const same = "it is the access token: whoever watches could do everything";
  return [
    controller.finding,
    problem({ check, looked }, same, ...makeOne(OBSERVER, place.observer)),
  ];
}

function look(words: Words, source: TokenSource, place: TokenPlace): Look {
  const { hostname, publicOrigins } = place;
  const path = fileOf(source);
  const subject: Subject = {
    check: words.check,
    looked: path ?? (source.token === undefined ? "none given" : `variable ${words.variable}`),
  };
  const remedy = makeOne(words, source);
  if (!isGiven(source)) {
    if (bindKind(hostname) === "loopback") {
      return { finding: ok(subject, "a random one is made at each start") };
    }
    const found = `other machines can reach ${hostname}, which takes a credential of your own`;
    return { finding: problem(subject, found, ...remedy) };
  }
  const read = readToken(source);
  if (read.kind === "fault") return { finding: problem(subject, read.why, ...remedy) };
  const { token } = read;
  const mode = path === undefined ? undefined : openMode(path);
  if (mode !== undefined) {
    const found = `other users of this machine may read it (mode ${mode})`;
    return { token, finding: problem(subject, found, `chmod 600 "${path}"`) };
  }
  if (token.length < STRONG_TOKEN_LENGTH && !isLocal(hostname, publicOrigins)) {
    const found = `it has ${token.length} characters and other machines can reach this`;
    return { token, finding: problem(subject, found, ...remedy) };
  }
  const strength = token.length < STRONG_TOKEN_LENGTH ? "short, for this machine alone" : "strong";
  return { token, finding: ok(subject, `usable, ${strength}`) };
}

function readToken(
  source: TokenSource,
): { kind: "token"; token: string } | { kind: "fault"; why: string } {
  try {
    // Its warning is of the file's mode, which is looked at here by itself.
    return { kind: "token", token: givenToken({ ...source, warn: () => {} }) ?? "" };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // The message goes on with a remedy of its own.
    return { kind: "fault", why: error.message.split("; ", 1)[0] ?? "" };
  }
}

function makeOne({ flag, file }: Words, source: TokenSource): string[] {
  const path = fileOf(source);
  const target = path ?? file;
  const make = `rm -f "${target}"; (umask 077; openssl rand -hex 32 > "${target}")`;
  return path === undefined ? [make, `${flag} ${file}`] : [make];
}

function fileOf({ flagFile, token, environmentFile }: TokenSource): string | undefined {
  return flagFile ?? (token === undefined ? environmentFile : undefined);
}

function isGiven({ flagFile, token, environmentFile }: TokenSource): boolean {
  return (flagFile ?? token ?? environmentFile) !== undefined;
}
