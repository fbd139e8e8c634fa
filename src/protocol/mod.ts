/**
 * The protocol as data, for those who write a client, a proxy or a test of their own: a schema and a type
 * of every method, event and error a gateway knows. It holds no code of the gateway and needs no runtime;
 * the only package it brings is zod.
 *
 * @example
 * ```ts
 * import { events, type MethodParams, methods } from "tidegate/protocol";
 *
 * // What is to be sent, checked by the compiler …
 * const params: MethodParams<"session.title"> = { session_id: "a1b2c3d4", title: "Tides" };
 * // … and what comes in, checked while it runs.
 * methods["session.title"].params.parse(params);
 * events.messageDelta.payload.parse({ text: "a piece of the answer" });
 * ```
 *
 * @module
 */
export { type MethodName, type MethodParams, type MethodResult, methods } from "./methods.ts";
export { events, type PayloadOf } from "./events.ts";
export type { EventKind, Payload, TextPayload } from "./event_kind.ts";
export { type Gone, type GoneReason, goneReason } from "./question_events.ts";
export {
  type DisplayMessage,
  displayMessage,
  type Role,
  role,
  type Seat,
  seat,
  type SessionInfo,
  sessionInfo,
  type Skin,
  skin,
  usage,
  type UsageShape,
} from "./shapes.ts";
export { type Dispatched, dispatched } from "./command_methods.ts";
export { type CloseReason, closeReasons } from "./close_codes.ts";
export type { WireErrorName } from "./errors.ts";
export type { Lane, MethodContract } from "../rpc/method.ts";
export { rpcCodes } from "../rpc/rpc_error.ts";
export { desktopContract, version } from "./version.ts";
