/**
 * What an agent answered instead of doing what it was asked, in words for the user.
 *
 * @module
 */
import type { RequestError } from "@agentclientprotocol/sdk";
import { AgentError } from "../agent.ts";
import { excerpt } from "../excerpt.ts";
import { redactCommand } from "../redact_command.ts";
import { record, records, text } from "./fields.ts";
import { type ResolvedAcpOptions, secretsOf } from "./options.ts";

/** The protocol's number for an agent that wants the user to sign in first. */
const AUTH_REQUIRED = -32_000;

/** Whether the agent wants the user to sign in. */
export function wantsSignIn(error: RequestError): boolean {
  return error.code === AUTH_REQUIRED;
}

/** The error for the user. `doing` says what was asked: `opening a session`. */
export function refusalError(
  error: RequestError,
  { options, doing }: { options: ResolvedAcpOptions; doing: string },
): AgentError {
  const redact = (said: string) => redactCommand(said, secretsOf(options));
  return new AgentError(
    `The agent "${options.name}" failed at ${doing}: ${excerpt(reasonOf(error), redact)}`,
  );
}

/** What to do about an agent that wants the user to sign in; `methods` as `initialize` told them. */
export function signInError(
  options: ResolvedAcpOptions,
  methods: readonly Record<string, unknown>[],
): AgentError {
  const { name, authMethod } = options;
  const known = methods.map((method) => methodOf(method, options)).filter((method) =>
    method !== ""
  );
  const offered = known.length === 0
    ? "It offers no way by itself."
    : `It offers ${known.join("; ")}.`;
  const another = authMethod === undefined
    ? 'choose one of these names as its "auth_method" in the configuration'
    : `choose another "auth_method" than "${authMethod}", which did not do`;
  const ways = [
    "Sign in with the agent's own program in a terminal of the gateway's machine",
    "start the gateway with the variable that holds the agent's key",
    ...(known.length === 0 && authMethod === undefined ? [] : [another]),
  ];
  return new AgentError(
    `The agent "${name}" wants you to sign in first. ${offered} ${ways.join(", or ")}; ` +
      "then send the prompt again",
  );
}

function methodOf(method: Record<string, unknown>, options: ResolvedAcpOptions): string {
  const id = text(method, "id");
  if (id === undefined) return "";
  const description = text(method, "description") ?? "";
  const variables = (records(method, "vars") ?? []).map((each) => text(each, "name") ?? "")
    .filter((variable) => !description.includes(variable));
  const command = terminalCommand(method, options);
  const how = [
    description,
    variables.length > 0 ? `set ${variables.join(", ")}` : "",
    command === "" ? "" : `run ${command}`,
  ].filter((part) => part !== "").map((part) => excerpt(part, (all) => all));
  const title = `"${id}" (${text(method, "name") ?? id})`;
  return how.length === 0
    ? title
    : `${title}: ${how.map((part) => part.replace(/\.$/, "")).join(", ")}`;
}

/** Signing in on a terminal: the agent's own command with other arguments. */
function terminalCommand(
  method: Record<string, unknown>,
  { command, args }: ResolvedAcpOptions,
): string {
  if (method.type !== "terminal") return "";
  const own = Array.isArray(method.args)
    ? method.args.filter((arg) => typeof arg === "string")
    : args;
  return quoted([command, ...own]);
}

function quoted(words: readonly string[]): string {
  const plain = words.map((word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);
  return `\`${plain.join(" ")}\``;
}

/** Agents tell what really happened in `data`, the message being that of the number. */
function reasonOf({ message, data }: RequestError): string {
  const details = typeof data === "string"
    ? data
    : text(data, "message") ?? text(data, "details") ?? text(record(data, "error"), "message");
  return details === undefined || details === message ? message : `${message}: ${details}`;
}
