/**
 * `tidegate chat`: a conversation in a terminal, or in a pipe.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import process from "node:process";
import { isatty } from "node:tty";
import { readVariable } from "../../adapters/environment.ts";
import { isPeerGone, writeAll } from "../../adapters/stdio_write.ts";
import { codes, hasCode } from "../../client/errors.ts";
import type { Session } from "../../client/session.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { chatExitCodes, StartError, UsageError } from "../exit_codes.ts";
import type { ChatFlags } from "../flags.ts";
import type { Host } from "../host.ts";
import { LAST_LINES_MS } from "../process_life.ts";
import { endSignals, interruptHandler, onSignals } from "../signals.ts";
import { type Startup, withStartup } from "../startup.ts";
import { connectionNews } from "./connection_news.ts";
import { converse } from "./converse.ts";
import { attach, type GatewayAtHand, openHere } from "./gateway_at_hand.ts";
import { inputLines } from "./input_lines.ts";
import { oneTurn } from "./one_turn.ts";
import { styles } from "./styles.ts";
import { Terminal, terminalWidth } from "./terminal.ts";

/** Flags that say what a gateway of this process is like. */
const OWN_GATEWAY = ["agent", "command", "config", "state", "baseUrl", "model"] as const;

/**
 * Talks until the end of input, or until the person leaves.
 *
 * @returns the exit code
 * @throws {StartError} where there is no gateway to talk to
 */
export async function runChat(flags: ChatFlags, host: Host): Promise<number> {
  const problem = fault(flags);
  if (problem !== undefined) throw new UsageError(problem);
  let code: number = chatExitCodes.complete.code;
  await withStartup({ host, flags, logLevel: "warning" }, async (startup) => {
    const place = flags.url === undefined
      ? await openHere(flags, startup)
      : await attach(flags.url, flags, startup);
    try {
      code = await talk(place, flags, startup);
    } finally {
      await place.close();
      await startup.lines.flush(LAST_LINES_MS);
    }
  });
  return code;
}

function fault(flags: ChatFlags): string | undefined {
  const { url } = flags;
  if (url === undefined) return undefined;
  const given = OWN_GATEWAY.find((name) => flags[name] !== undefined);
  if (given !== undefined) {
    const flag = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const what = given === "command" ? "A program behind the flags" : flag;
    return `${what} is for a gateway of this process, and --url names another: leave one out`;
  }
  const { username, password, searchParams, hash } = new URL(url);
  const tells = `${username}${password}${searchParams.get("token") ?? ""}` !== "" ||
    hash.startsWith("#code=");
  if (!tells) return undefined;
  return "--url holds a credential, which every user of this machine can read: give the address " +
    "alone, and the credential in TIDEGATE_TOKEN or by --token-file";
}

async function talk(place: GatewayAtHand, flags: ChatFlags, startup: Startup): Promise<number> {
  const session = await openSession(place, flags);
  const isTerminal = isatty(0) && isatty(1);
  if (isTerminal && !flags.once) return await atTerminal({ place, session }, flags, startup);
  return await inPipe({ place, session }, flags, startup);
}

async function openSession({ client, own }: GatewayAtHand, flags: ChatFlags): Promise<Session> {
  const cols = terminalWidth();
  try {
    if (flags.session !== undefined) return await client.sessions.resume(flags.session, { cols });
    return await client.sessions.create({ cols, ...own ? { cwd: process.cwd() } : {} });
  } catch (error) {
    if (!hasCode(error, codes.storedSessionNotFound)) {
      throw new StartError(`Cannot open a conversation: ${errorMessage(error)}`, {
        exitCode: chatExitCodes.failed.code,
      });
    }
    throw new UsageError(
      `There is no conversation "${flags.session}": give an id or an exact title, or leave ` +
        "--session out for a new one",
    );
  }
}

interface Talk {
  readonly place: GatewayAtHand;
  readonly session: Session;
}

async function atTerminal(
  { place, session: first }: Talk,
  flags: ChatFlags,
  { settings }: Startup,
): Promise<number> {
  const { client, own } = place;
  const coloured = !readVariable("NO_COLOR") && readVariable("TERM") !== "dumb";
  const { dim } = styles(coloured);
  const tell = (text: string) => void process.stdout.write(`${dim(text)}\n`);
  tell(
    "Ctrl-C interrupts a turn and leaves at an empty prompt; Tab completes /commands; " +
      "/new, /branch and /resume lead to another conversation.",
  );
  const terminal = new Terminal();
  // Ctrl-C is a key here; these come from other programs.
  onSignals([...endSignals, "SIGINT"], () => terminal.close());
  const options = { client, terminal, styles: styles(coloured), alone: own };
  const { session, said } = await converse({ ...options, session: first });
  terminal.close();
  const isKept = !own || (flags.state ?? settings.state) !== ":memory:";
  const { storedId } = session;
  const holds = said || (session.snapshot?.messages.length ?? 0) > 0;
  if (!holds || !isKept || storedId === undefined) tell("Left.");
  else {
    const where = flags.url === undefined ? "" : ` --url ${flags.url}`;
    tell(`Left. To go on: tidegate chat${where} --session ${storedId}`);
  }
  const { kind } = client.state;
  return kind === "stopped" ? chatExitCodes.failed.code : chatExitCodes.complete.code;
}

/** Each line is a prompt, or all of them are one; the first that does not end well is the last. */
async function inPipe(
  { place: { client, own }, session }: Talk,
  flags: ChatFlags,
  startup: Startup,
): Promise<number> {
  const { host, clock, lines } = startup;
  const notice = (text: string) => lines.push(text);
  const over = new AbortController();
  const { complete, failed, interrupted } = chatExitCodes;
  const stop = () => over.abort(new Error("interrupted"));
  onSignals(endSignals, stop);
  const pressed = interruptHandler(clock, {
    first: stop,
    second: () => process.exit(interrupted.code),
  });
  onSignals(["SIGINT"], pressed);
  const lost = new AbortController();
  client.on("state", connectionNews(notice));
  client.on("state", (state) => {
    if (state.kind === "stopped") lost.abort(state.error);
  });
  const turn = { notice, clock, signal: over.signal, lost: lost.signal };
  const write = (text: string) => writeAll(Buffer.from(text), { write: host.writeOutput, clock });
  const input = inputLines(host.streams(clock).readable, { whole: flags.once ?? false });
  let said = false;
  try {
    for await (const prompt of input) {
      if (over.signal.aborted) return interrupted.code;
      if (prompt.trim() === "") continue;
      said = true;
      const code = await oneTurn(session, prompt, { ...turn, write });
      if (code !== complete.code) return code;
    }
  } catch (error) {
    if (!isPeerGone(error)) throw error;
    notice("Nobody reads the answer any more");
    return failed.code;
  } finally {
    // A conversation that nobody will look at need not live on in a gateway that does.
    if (flags.session === undefined && !own && session.state === "live") {
      await session.close().catch((error: unknown) =>
        notice(`The session could not be closed: ${errorMessage(error)}`)
      );
    }
  }
  if (over.signal.aborted) return interrupted.code;
  if (!said) throw new UsageError("There is nothing to say: stdin is empty; write a prompt to it");
  return complete.code;
}
