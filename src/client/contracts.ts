/**
 * Methods and events as types, made from the schemas the gateway validates with. Nothing in here is left at
 * run time.
 *
 * @module
 */
import type { z } from "zod";
import type * as approvals from "../protocol/approval_methods.ts";
import type * as attachments from "../protocol/attachment_methods.ts";
import type * as background from "../protocol/background_methods.ts";
import type * as chat from "../protocol/chat_methods.ts";
import type * as commands from "../protocol/command_methods.ts";
import type * as completion from "../protocol/completion_methods.ts";
import type * as conversations from "../protocol/conversation_methods.ts";
import type * as discovery from "../protocol/discovery_methods.ts";
import type { PayloadOf } from "../protocol/events.ts";
import type { events } from "../protocol/events.ts";
import type * as gateway from "../protocol/gateway_methods.ts";
import type * as folders from "../protocol/folder_methods.ts";
import type * as keepsakes from "../protocol/keepsake_methods.ts";
import type * as programs from "../protocol/program_methods.ts";
import type * as models from "../protocol/model_methods.ts";
import type * as off from "../protocol/off_methods.ts";
import type * as overview from "../protocol/overview_methods.ts";
import type * as projects from "../protocol/project_methods.ts";
import type * as rollback from "../protocol/rollback_methods.ts";
import type * as sessions from "../protocol/session_methods.ts";
import type * as setup from "../protocol/setup_methods.ts";
import type * as stored from "../protocol/stored_methods.ts";
import type * as tools from "../protocol/tool_methods.ts";
import type * as viewers from "../protocol/viewer_methods.ts";
import type { MethodContract } from "../rpc/method.ts";

type Declared =
  & typeof approvals
  & typeof attachments
  & typeof background
  & typeof chat
  & typeof commands
  & typeof completion
  & typeof conversations
  & typeof discovery
  & typeof gateway
  & typeof folders
  & typeof keepsakes
  & typeof models
  & typeof programs
  & typeof off
  & typeof overview
  & typeof projects
  & typeof rollback
  & typeof sessions
  & typeof setup
  & typeof stored
  & typeof tools
  & typeof viewers;

/** `sessionTitle` → `session.title`: every capital begins a part of the name. */
export type Dotted<S extends string> = S extends `${infer Head}${infer Rest}`
  ? Head extends Lowercase<Head> ? `${Head}${Dotted<Rest>}`
  : `.${Lowercase<Head>}${Dotted<Rest>}`
  : "";

/** Methods whose names have an underscore in them. */
type Irregular = {
  projectsAddFolder: "projects.add_folder";
  projectsRemoveFolder: "projects.remove_folder";
  projectsSetPrimary: "projects.set_primary";
  projectsSetActive: "projects.set_active";
  projectsForCwd: "projects.for_cwd";
  projectsDiscoverRepos: "projects.discover_repos";
  projectsRecordRepos: "projects.record_repos";
  projectsProjectSessions: "projects.project_sessions";
  imageAttachBytes: "image.attach_bytes";
  inputDetectDrop: "input.detect_drop";
  sessionActiveList: "session.active_list";
  modelSaveKey: "model.save_key";
  setupRuntimeCheck: "setup.runtime_check";
  spawnTreeList: "spawn_tree.list";
  spawnTreeLoad: "spawn_tree.load";
  spawnTreeSave: "spawn_tree.save";
  sessionMostRecent: "session.most_recent";
};

type MethodNameOf<K> = K extends keyof Irregular ? Irregular[K]
  : K extends string ? Dotted<K>
  : never;

type Contracts = {
  [K in keyof Declared as Declared[K] extends MethodContract ? MethodNameOf<K> : never]:
    Declared[K];
};

/**
 * Methods of your own gateway, for {@linkcode Params} and {@linkcode Result} to know: `params` and `result` by
 * name. Declare them with `declare module`.
 */
// deno-lint-ignore no-empty-interface
export interface CustomMethods {}

/** The name of a method. */
export type MethodName = (keyof Contracts & string) | (keyof CustomMethods & string);

// What may be left out need not be said, and a number that is also taken as text is a number.
type Said<I, O> =
  & {
    [K in keyof I & keyof O as undefined extends I[K] ? never : K]: I[K];
  }
  & {
    [K in keyof I & keyof O as undefined extends I[K] ? K : never]?: unknown extends I[K] ? O[K]
      : I[K];
  };

type Flat<T> = { [K in keyof T]: T[K] };

/** What a method takes. */
export type Params<M extends MethodName> = M extends keyof CustomMethods
  ? CustomMethods[M] extends { params: infer P } ? P : Record<string, unknown>
  : M extends keyof Contracts
    ? Contracts[M] extends MethodContract<infer P, z.ZodType> ? Flat<Said<z.input<P>, z.output<P>>>
    : never
  : never;

/** What a method answers. */
export type Result<M extends MethodName> = M extends keyof CustomMethods
  ? CustomMethods[M] extends { result: infer R } ? R : unknown
  : M extends keyof Contracts
    ? Contracts[M] extends MethodContract<z.ZodType, infer R> ? z.output<R> : never
  : never;

/** Methods about one live session: a session's own handle fills in which. */
export type SessionMethodName = {
  [M in MethodName]: "session_id" extends keyof Params<M> ? M : never;
}[MethodName];

type EventNameOf<K extends string> = K extends "subagentSpawnRequested" ? "subagent.spawn_requested"
  : Dotted<K>;

/** Payloads of events, by their names on the wire. */
export type EventPayloads = {
  [K in keyof typeof events as EventNameOf<K>]: PayloadOf<(typeof events)[K]>;
};

/** The name of an event. */
export type EventName = keyof EventPayloads & string;

/** An event as the wire has it. */
export interface EventOf<T extends EventName> {
  /** Its name. */
  readonly type: T;
  /** What it says; `undefined` for the few that say nothing. */
  readonly payload: EventPayloads[T];
  /** The live id; missing or `""` for events of no session. */
  readonly session_id?: string;
  /** Its number in the session, from 1, where the gateway numbers. */
  readonly seq?: number;
  /** The turn it is of; missing outside of a turn, and where the gateway names none. */
  readonly turn_id?: string;
}

/** Any event; `type` tells which. Gateways may send others: leave those alone. */
export type GatewayEvent = { [T in EventName]: EventOf<T> }[EventName];

type Live = Result<"session.resume">;
type OursAlone = "seq" | "epoch" | "pending" | "role" | "viewers" | "resumed";

/** A session as a window that opens now should show it. Some members only Tidegate has. */
export type Snapshot = Omit<Live, OursAlone> & Partial<Pick<Live, OursAlone>>;

/** A message as it is shown. */
export type Message = Snapshot["messages"][number];
