/**
 * The first words with an agent: what each side can do, and a session to talk in.
 *
 * @module
 */
import { methods, PROTOCOL_VERSION, RequestError } from "@agentclientprotocol/sdk";
import { errorMessage } from "../../lib/error_text.ts";
import type { Logger } from "../../lib/logger.ts";
import { version } from "../../protocol/version.ts";
import { AgentError } from "../agent.ts";
import { can, number, record, records, text } from "./fields.ts";
import type { Link } from "./link.ts";
import { mcpServersFor } from "./mcp_servers.ts";
import type { ResolvedAcpOptions } from "./options.ts";
import { refusalError, signInError, wantsSignIn } from "./refusal.ts";

/** What a session is opened with. */
export interface OpeningOptions {
  options: ResolvedAcpOptions;
  cwd: string;
  /** Id of the session to go on with; empty: none. */
  saved: string;
  /** Hears which session is about to be spoken of. `undefined`: one that has no id yet. */
  onSession(id: string | undefined): void;
  logger: Logger;
}

/** A session that is open. */
export interface Opened {
  id: string;
  /** Whether the agent remembers the conversation by itself. */
  restored: boolean;
  /** The answer that opened it: modes, models, options. */
  response: unknown;
  /** The agent's `promptCapabilities`. */
  promptCapabilities: unknown;
  authMethods: Record<string, unknown>[];
  /** Whether the session can be opened again in another process. */
  lasting: boolean;
  /** What the user should know. */
  notices: string[];
}

const { agent } = methods;

/**
 * Opens a session: the saved one, where there is one and the agent can, else a new one.
 *
 * @throws {AgentError} when the agent refuses, wants the user to sign in, or is gone
 */
export async function openSession(link: Link, opening: OpeningOptions): Promise<Opened> {
  const { options, cwd, saved, onSession, logger } = opening;
  const hello = await asked(link, { opening, doing: "its start" }, agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: "tidegate", title: "Tidegate", version },
    clientCapabilities: {
      fs: { readTextFile: options.files !== "off", writeTextFile: options.files === "write" },
      terminal: options.terminals,
      session: { notices: {}, compaction: {} },
    },
  });
  if (number(hello, "protocolVersion") !== PROTOCOL_VERSION) {
    throw new AgentError(
      `The agent "${options.name}" speaks version ${
        number(hello, "protocolVersion") ?? "?"
      } of the ` +
        `protocol, and the gateway version ${PROTOCOL_VERSION}; use a version of the agent that fits`,
    );
  }
  const able = record(hello, "agentCapabilities");
  const mcp = mcpServersFor(options.mcpServers, record(able, "mcpCapabilities"));
  const resumes = can(record(able, "sessionCapabilities"), "resume");
  const loads = can(able, "loadSession");
  const common = {
    promptCapabilities: record(able, "promptCapabilities"),
    authMethods: records(hello, "authMethods") ?? [],
    lasting: resumes || loads,
    notices: mcp.refused.map((name) =>
      `the agent cannot use the server of tools "${name}": no HTTP`
    ),
  };
  const sign = { opening, authMethods: common.authMethods };
  const where = { cwd, mcpServers: mcp.servers };
  // Resuming says nothing again of what was said before, so it goes first.
  const ways = [
    ...(resumes ? [agent.session.resume] : []),
    ...(loads ? [agent.session.load] : []),
  ];
  for (const way of saved === "" ? [] : ways) {
    onSession(saved);
    try {
      const response = await signedIn(link, sign, way, { ...where, sessionId: saved });
      return { ...common, id: saved, restored: true, response };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      logger.info("agent cannot go on with its session", { way, error: errorMessage(error) });
    }
  }
  onSession(undefined);
  const doing = { opening, doing: "opening a session" };
  const response = await told(doing, signedIn(link, sign, agent.session.new, where));
  const id = text(response, "sessionId");
  if (id === undefined || id === "") {
    throw new AgentError(`The agent "${options.name}" opened a session without an id`);
  }
  onSession(id);
  return { ...common, id, restored: false, response };
}

interface Doing {
  opening: OpeningOptions;
  doing: string;
}

function asked(link: Link, doing: Doing, method: string, params: unknown): Promise<unknown> {
  return told(doing, link.request(method, params));
}

/** What the agent refused, in words for the user. */
async function told({ opening: { options }, doing }: Doing, answer: Promise<unknown>) {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof RequestError ? refusalError(error, { options, doing }) : error;
  }
}

/** Asks, signs in by the way that is configured where the agent wants that, and asks once more. */
async function signedIn(
  link: Link,
  { opening, authMethods }: { opening: OpeningOptions; authMethods: Record<string, unknown>[] },
  method: string,
  params: unknown,
): Promise<unknown> {
  const { options } = opening;
  try {
    return await link.request(method, params);
  } catch (error) {
    if (!(error instanceof RequestError) || !wantsSignIn(error)) throw error;
    if (options.authMethod === undefined) throw signInError(options, authMethods);
  }
  const methodId = options.authMethod;
  try {
    await link.request(agent.authenticate, { methodId });
    return await link.request(method, params);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw wantsSignIn(error)
      ? signInError(options, authMethods)
      : refusalError(error, { options, doing: `signing in by "${methodId}"` });
  }
}
