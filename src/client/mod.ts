/**
 * A client for gateways that speak the tui_gateway protocol: for browsers, Deno and Node, with the same code.
 *
 * @example
 * ```ts ignore
 * import { connect } from "tidegate/client";
 *
 * await using client = connect({ url: "http://127.0.0.1:9120", token: "0123456789abcdef" });
 * const session = await client.sessions.create();
 * for await (const event of session.prompt("Hello!")) {
 *   if (event.type === "message.delta") console.log(event.payload.text);
 * }
 * ```
 *
 * @module
 */
export { Client, type ClientEvents, connect } from "./client.ts";
export type { CallOptions } from "./cancellable.ts";
export type { Capabilities } from "./capabilities.ts";
export type { ClientState } from "./connector.ts";
export type {
  CustomMethods,
  EventName,
  EventOf,
  EventPayloads,
  GatewayEvent,
  Message,
  MethodName,
  Params,
  Result,
  SessionMethodName,
  Snapshot,
} from "./contracts.ts";
export type { Credential } from "./credential.ts";
export { ConnectionError, type ConnectionFault, RpcError } from "./errors.ts";
export type { Hints } from "./hints.ts";
export type { ClientOptions, CredentialRequest } from "./options.ts";
export type { AnswerTo, Question, QuestionName } from "./questions.ts";
export { Session } from "./session.ts";
export type { PromptOptions, SessionEvents } from "./session_types.ts";
export type { Sessions } from "./sessions.ts";
export { runSlash, type SlashOutcome } from "./slash.ts";
export type { ClientSocket, SocketConstructor } from "./socket.ts";
export type { ResetReason, TrackState as SessionState } from "./track_types.ts";
export { Turn } from "./turn.ts";
export type { Taken, TurnEnd } from "./turn_finder.ts";
export type { ResetEvent, TurnEvent } from "./turn_stream.ts";
