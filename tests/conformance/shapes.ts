/**
 * What frames look like on the wire, written down from the protocol and not from the server's code.
 * Members a client depends on are required; others may be there.
 *
 * @module
 */
import { z } from "zod";
import { fileResults } from "./file_shapes.ts";
import { newsPayloads, skin, STORED_ID } from "./news_shapes.ts";
import { programResults } from "./program_shapes.ts";

const record = z.record(z.string(), z.unknown());
const texts = z.record(z.string(), z.string());
const lists = z.record(z.string(), z.array(z.string()));
const count = z.number().int().min(0);

/** Id of a live session. */
export const LIVE_ID = /^[0-9a-f]{8}$/;
export { skin, STORED_ID };

const usage = z.looseObject({
  calls: count,
  input: count,
  output: count,
  total: count,
  context_used: count.optional(),
  context_max: count.optional(),
  context_percent: count.optional(),
  active_subagents: count.optional(),
  // There is no such thing in this protocol.
  cost: z.undefined().optional(),
});

const info = z.looseObject({
  model: z.string(),
  provider: z.string(),
  tools: lists,
  skills: lists,
  cwd: z.string(),
  branch: z.string(),
  desktop_contract: z.number().int().min(2),
  profile_name: z.string(),
  lazy: z.literal(true).optional(),
  running: z.boolean().optional(),
  title: z.string().optional(),
  reasoning_effort: z.string().optional(),
  usage: usage.optional(),
  mcp_servers: z.array(z.looseObject({
    name: z.string(),
    transport: z.string(),
    tools: z.number(),
    connected: z.boolean(),
  })).optional(),
});

const seat = z.strictObject({
  id: z.string().min(1),
  role: z.enum(["controller", "observer"]),
  transport: z.enum(["websocket", "stdio"]),
  since: z.number(),
});

const piece = z.looseObject({ text: z.string() });
const tool = { tool_id: z.string().min(1), name: z.string().min(1) };

const id = { request_id: z.string().regex(/^[0-9a-f]{8}$/) };
const gone = z.looseObject({ ...id, reason: z.string().min(1) });

/** Payloads by type of event. */
export const payloads = {
  "gateway.ready": z.looseObject({
    skin: z.union([skin, z.strictObject({})]),
    heartbeat: z.literal(true).optional(),
    change_events: z.literal(true).optional(),
  }),
  "skin.changed": skin,
  "session.info": info,
  "session.title": z.strictObject({ session_id: z.string().regex(STORED_ID), title: z.string() }),
  "session.gap": z.strictObject({ from: count, to: count }),
  "session.rewound": z.strictObject({ message_count: count, removed: count }),
  "session.viewers": z.strictObject({ viewers: z.array(seat) }),
  "message.start": z.undefined(),
  "message.delta": piece.extend({ rendered: z.string().optional() }),
  "reasoning.delta": piece,
  "thinking.delta": piece,
  "reasoning.available": piece,
  "message.complete": z.looseObject({
    text: z.string(),
    usage,
    status: z.enum(["complete", "interrupted", "error"]),
    reasoning: z.string().optional(),
    warning: z.string().optional(),
    rendered: z.string().optional(),
  }),
  "tool.generating": z.looseObject({ name: z.string() }),
  "tool.start": z.looseObject({ ...tool, context: z.string() }),
  "tool.progress": z.looseObject({ name: z.string(), preview: z.string() }),
  "tool.complete": z.looseObject({ ...tool, args: record, result: z.unknown() }),
  "status.update": z.looseObject({ kind: z.string().min(1), text: z.string() }),
  "approval.request": z.looseObject({
    ...id,
    command: z.string(),
    pattern_key: z.string(),
    pattern_keys: z.array(z.string()),
    description: z.string(),
    allow_permanent: z.boolean().optional(),
  }),
  "approval.expire": gone,
  "clarify.request": z.looseObject({
    ...id,
    question: z.string(),
    choices: z.array(z.string()).nullable(),
  }),
  "clarify.expire": gone,
  "sudo.request": z.looseObject(id),
  "sudo.expire": gone,
  "secret.request": z.looseObject({ ...id, prompt: z.string(), env_var: z.string() }),
  "secret.expire": gone,
  "terminal.read.request": z.looseObject({
    ...id,
    start: count.optional(),
    count: count.optional(),
  }),
  "terminal.read.expire": gone,
  "background.complete": z.strictObject({ task_id: z.string().min(1), text: z.string() }),
  ...newsPayloads,
  error: z.looseObject({ message: z.string().min(1) }),
} as const satisfies Record<string, z.ZodType>;

const message = z.union([
  z.looseObject({ role: z.enum(["user", "assistant", "system"]), text: z.string() }),
  z.looseObject({ role: z.literal("tool"), name: z.string(), context: z.string().max(80) }),
]);

const pair = z.tuple([z.string(), z.string()]);
const pairs = z.array(pair);
const answered = z.strictObject({ status: z.enum(["ok", "expired"]) });

const pending = z.array(z.strictObject({
  type: z.string().regex(/\.request$/),
  session_id: z.string().regex(LIVE_ID),
  payload: z.looseObject(id),
  seq: count,
  turn_id: z.string().optional(),
}));

const live = z.looseObject({
  info,
  message_count: count,
  messages: z.array(message),
  pending,
  running: z.boolean(),
  session_id: z.string().regex(LIVE_ID),
  session_key: z.string().regex(STORED_ID),
  started_at: z.number(),
  status: z.enum(["waiting", "starting", "working", "idle"]),
  inflight: z.strictObject({
    user: z.string(),
    assistant: z.string(),
    streaming: z.boolean(),
    turn_id: z.string().optional(),
  }).nullish(),
});

/** What a command is answered: which members there are depends on the type. */
const dispatched = z.strictObject({
  type: z.enum(["exec", "alias", "plugin", "skill", "send", "prefill"]),
  output: z.string().optional(),
  target: z.string().optional(),
  message: z.string().optional(),
  name: z.string().optional(),
  notice: z.string().optional(),
});

/** Results by method. */
export const results = {
  ...fileResults,
  ...programResults,
  "session.create": z.looseObject({
    session_id: z.string().regex(LIVE_ID),
    stored_session_id: z.string().regex(STORED_ID),
    message_count: count,
    messages: z.array(message),
    info,
  }),
  "session.activate": live,
  "session.resume": live.extend({ resumed: z.string().regex(STORED_ID) }),
  "session.close": z.strictObject({ closed: z.boolean() }),
  "session.list": z.looseObject({
    sessions: z.array(z.strictObject({
      id: z.string().regex(STORED_ID),
      title: z.string(),
      preview: z.string(),
      started_at: z.number(),
      message_count: count,
      source: z.string(),
    })),
  }),
  "session.active_list": z.looseObject({
    sessions: z.array(z.strictObject({
      current: z.boolean(),
      id: z.string().regex(LIVE_ID),
      last_active: z.number(),
      message_count: count,
      model: z.string(),
      preview: z.string().max(160),
      session_key: z.string().regex(STORED_ID),
      started_at: z.number(),
      status: z.enum(["waiting", "starting", "working", "idle"]),
      title: z.string(),
    })),
  }),
  "session.history": z.looseObject({ count, messages: z.array(message) }),
  "session.title": z.union([
    z.strictObject({ title: z.string(), session_key: z.string().regex(STORED_ID) }),
    z.strictObject({ pending: z.boolean(), title: z.string() }),
  ]),
  "session.branch": z.looseObject({
    session_id: z.string().regex(LIVE_ID),
    title: z.string().min(1),
    parent: z.string().regex(STORED_ID),
    count,
    message_count: count,
  }),
  "session.compress": z.looseObject({
    status: z.literal("compressed"),
    removed: count,
    before_messages: count,
    after_messages: count,
    before_tokens: count,
    after_tokens: count,
    summary: z.strictObject({
      headline: z.string().min(1),
      token_line: z.string().min(1),
      note: z.string().nullable(),
      noop: z.boolean(),
    }),
    usage,
    info,
    messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  }),
  "session.save": z.strictObject({ file: z.string().min(1) }),
  "session.usage": usage,
  "session.status": z.looseObject({ output: z.string() }),
  "session.undo": z.looseObject({ removed: count }),
  "session.interrupt": z.strictObject({ status: z.literal("interrupted") }),
  "session.steer": z.strictObject({ status: z.enum(["queued", "rejected"]), text: z.string() }),
  "terminal.resize": z.strictObject({ cols: z.number().int() }),
  "prompt.submit": z.strictObject({ status: z.enum(["streaming", "queued", "steered"]) }),
  "clarify.lock": answered.extend({ remaining: z.array(z.string()) }),
  "clarify.respond": answered,
  "sudo.respond": answered,
  "secret.respond": answered,
  "terminal.read.respond": answered,
  "approval.respond": z.strictObject({ resolved: count }),
  "gateway.ping": z.strictObject({ ok: z.literal(true) }),
  "setup.status": z.looseObject({ provider_configured: z.boolean() }),
  "skills.manage": z.strictObject({
    skills: lists.optional(),
    results: z.array(z.strictObject({ name: z.string(), description: z.string() })).optional(),
    info: z.looseObject({ name: z.string(), description: z.string() }).optional(),
  }),
  "commands.catalog": z.looseObject({
    pairs,
    sub: lists,
    canon: texts,
    categories: z.array(z.looseObject({ name: z.string(), pairs })),
    skill_count: count,
    warning: z.string(),
  }),
  "command.dispatch": dispatched,
  "command.resolve": z.strictObject({
    canonical: z.string(),
    description: z.string(),
    category: z.string(),
  }),
  "slash.exec": dispatched.partial({ type: true }).extend({ warning: z.string().optional() }),
  "skills.reload": z.looseObject({ output: z.string(), result: record }),
  "config.get": record,
  "config.set": z.looseObject({ key: z.string(), value: z.string() }),
} as const satisfies Record<string, z.ZodType>;

type Payloads = { [T in keyof typeof payloads]: z.infer<(typeof payloads)[T]> };

/** A type of event. */
export type EventType = keyof typeof payloads;
/** What an event of a type carries. */
export type PayloadOf<T extends EventType> = Payloads[T];
/** A method whose result is known. */
export type MethodName = keyof typeof results;
/** What a method answers. */
export type ResultOf<M extends MethodName> = z.infer<(typeof results)[M]>;
