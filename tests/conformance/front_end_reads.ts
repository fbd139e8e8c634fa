/**
 * What front ends read without looking whether it is there: an answer or an event without it ends the
 * terminal UI with an exception, or makes the desktop say that its backend is out of date.
 *
 * @module
 */
import { z } from "zod";
import { checked, type Frame } from "./frames.ts";

const anything = z.looseObject({});
const texts = z.array(z.string());
const lists = z.record(z.string(), texts);
const pairs = z.array(z.tuple([z.string(), z.string()]));
const id = z.string().min(1);

const info = z.looseObject({
  model: z.string(),
  tools: lists,
  skills: lists,
  desktop_contract: z.number().int().min(2),
  mcp_servers: z.array(z.looseObject({
    name: z.string(),
    transport: z.string(),
    tools: z.number(),
    connected: z.boolean(),
  })).optional(),
});
const messages = z.array(z.looseObject({ role: z.string() }));
const live = z.looseObject({
  session_id: id,
  messages,
  info,
  running: z.boolean(),
  status: z.string(),
  started_at: z.number(),
});
const usage = z.looseObject({
  calls: z.number(),
  input: z.number(),
  output: z.number(),
  total: z.number(),
});
const items = z.array(z.looseObject({ text: z.string(), display: z.string(), meta: z.string() }));
const provider = z.looseObject({ slug: z.string(), name: z.string(), models: texts });
const setting = z.looseObject({ value: z.string() });
/** Of what is billed: that it failed is no error of the call. */
const refusal = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const lane = z.looseObject({ label: z.string(), sessions: z.array(anything) });
const repo = z.looseObject({ label: z.string(), groups: z.array(lane) });
const project = z.looseObject({ id, label: z.string(), repos: z.array(repo) });

/** Answers by method; what is not here is an object, and no more is asked of it. */
const answers: Readonly<Record<string, z.ZodType>> = {
  "session.create": z.looseObject({ session_id: id, stored_session_id: id, info }),
  "session.resume": live.extend({ resumed: id }),
  "session.activate": live.extend({ session_key: id }),
  "session.active_list": z.looseObject({
    sessions: z.array(z.looseObject({
      id,
      status: z.string(),
      title: z.string(),
      current: z.boolean(),
    })),
  }),
  "session.list": z.looseObject({ sessions: z.array(z.looseObject({ id })) }),
  "session.most_recent": z.looseObject({ session_id: z.string().nullable() }),
  "session.close": z.looseObject({ closed: z.boolean() }),
  "session.delete": z.looseObject({ deleted: id }),
  "session.branch": z.looseObject({ session_id: id, title: z.string() }),
  "session.compress": z.looseObject({ messages, usage, summary: anything }),
  "session.cwd.set": info,
  "session.save": z.looseObject({ file: z.string() }),
  "session.status": z.looseObject({ output: z.string() }),
  "session.steer": z.looseObject({ status: z.string() }),
  "session.title": z.looseObject({ title: z.string() }),
  "session.undo": z.looseObject({ removed: z.number() }),
  "session.usage": usage,
  "prompt.background": z.looseObject({ task_id: id }),
  "preview.restart": z.looseObject({ task_id: id }),
  "slash.exec": z.union([
    z.looseObject({ output: z.string(), warning: z.string().optional() }),
    z.looseObject({ type: z.string() }),
  ]),
  "command.dispatch": z.looseObject({
    type: z.enum(["exec", "alias", "plugin", "skill", "send", "prefill"]),
  }),
  "commands.catalog": z.looseObject({
    pairs,
    canon: z.record(z.string(), z.string()),
    categories: z.array(z.looseObject({ name: z.string(), pairs })),
    sub: lists,
    skill_count: z.number(),
    warning: z.string(),
  }),
  "complete.path": z.looseObject({ items }),
  "complete.slash": z.looseObject({ items }),
  "config.set": setting,
  "model.options": z.looseObject({ providers: z.array(provider), model: z.string() }),
  "setup.status": z.looseObject({ provider_configured: z.boolean() }),
  "setup.runtime_check": z.looseObject({ ok: z.boolean(), error: z.string().optional() }),
  "model.save_key": z.looseObject({ provider }),
  "plugins.manage": z.looseObject({
    plugins: z.array(z.looseObject({ name: z.string(), status: z.string() })),
    user_count: z.number(),
    bundled_count: z.number(),
  }),
  "tools.configure": z.looseObject({
    info: info.nullable(),
    changed: texts,
    unknown: texts,
    missing_servers: texts,
    reset: z.boolean(),
  }),
  "reload.mcp": z.looseObject({ status: z.string(), message: z.string().optional() }),
  "reload.env": z.looseObject({ updated: z.number() }),
  "skills.reload": z.looseObject({ output: z.string() }),
  "voice.toggle": z.looseObject({ enabled: z.boolean(), tts: z.boolean() }),
  "credits.view": refusal,
  "billing.state": refusal,
  "image.attach": z.looseObject({ attached: z.boolean(), path: z.string() }),
  "image.attach_bytes": z.looseObject({ attached: z.boolean(), path: z.string() }),
  "file.attach": z.looseObject({ attached: z.boolean(), ref_text: z.string() }),
  "clipboard.paste": z.looseObject({ attached: z.boolean() }),
  "image.detach": z.looseObject({ detached: z.boolean() }),
  "input.detect_drop": z.looseObject({ matched: z.boolean() }),
  "paste.collapse": z.looseObject({ path: z.string() }),
  "shell.exec": z.looseObject({ stdout: z.string(), stderr: z.string(), code: z.number() }),
  "process.list": z.looseObject({ processes: z.array(anything) }),
  "process.stop": z.looseObject({ killed: z.number() }),
  "rollback.list": z.looseObject({
    enabled: z.boolean(),
    checkpoints: z.array(z.looseObject({ hash: z.string() })),
  }),
  "spawn_tree.save": z.looseObject({ path: z.string() }),
  "spawn_tree.list": z.looseObject({ entries: z.array(anything) }),
  "delegation.status": z.looseObject({ paused: z.boolean() }),
  "delegation.pause": z.looseObject({ paused: z.boolean() }),
  "subagent.interrupt": z.looseObject({ found: z.boolean() }),
  "projects.list": z.looseObject({ projects: z.array(anything) }),
  "projects.project_sessions": z.looseObject({ project: project.nullable() }),
  "projects.tree": z.looseObject({ projects: z.array(project), scoped_session_ids: texts }),
  "pet.cells": z.looseObject({ enabled: z.boolean() }),
  "pet.gallery": z.looseObject({
    pets: z.array(z.looseObject({ slug: z.string(), displayName: z.string() })),
  }),
};

const settings: Readonly<Record<string, z.ZodType>> = {
  full: z.looseObject({ config: anything }),
  reasoning: z.looseObject({ value: z.string(), display: z.enum(["show", "hide"]) }),
  mtime: z.looseObject({ mtime: z.number(), mcp_rev: id }),
  project: z.looseObject({ cwd: z.string(), branch: z.string() }),
};

/** Holds an answer against what a client reads of it: at least, that it is an object. */
export function assertRead(method: string, params: object, result: unknown, raw: string): void {
  const { key } = params as { key?: string };
  const shape = method === "config.get" ? settings[key ?? ""] ?? setting : answers[method];
  checked(shape ?? anything, result, `${method}: ${raw}`);
}

/** Events whose payload a client looks into at once. */
const shown: Readonly<Record<string, z.ZodType>> = {
  "session.info": info,
  "message.complete": z.looseObject({ text: z.string().nullable(), usage }),
  "tool.start": z.looseObject({ tool_id: id, name: z.string() }),
  "tool.complete": z.looseObject({ tool_id: id, name: z.string() }),
  "clarify.request": z.looseObject({ request_id: id, question: z.string() }),
  "approval.request": z.looseObject({ command: z.string(), description: z.string() }),
  "sudo.request": z.looseObject({ request_id: id }),
  "secret.request": z.looseObject({ request_id: id }),
  "background.complete": z.looseObject({ task_id: id, text: z.string() }),
};

/** Holds an event against what a client reads of it. */
export function assertShown(frame: Frame): void {
  if (frame.kind === "answer") return;
  const isBare = frame.type === "message.start";
  if (!isBare) checked(shown[frame.type] ?? anything, frame.payload, frame.raw);
}
