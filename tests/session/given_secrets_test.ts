import assert from "node:assert/strict";
import { events } from "../../src/protocol/events.ts";
import { GivenSecrets } from "../../src/session/given_secrets.ts";

Deno.test("clean() takes a secret out of what tools, notices and errors tell", () => {
  const secrets = new GivenSecrets();
  const args = { command: "echo hunter2 | sudo -S id", list: [{ "hunter2": "hunter2", n: 1 }] };
  const tool = { tool_id: "hunter2", name: "sh", args, result: { out: null }, summary: "hunter2" };
  assert.equal(secrets.clean(events.toolComplete, tool), tool);
  secrets.keep("hunter2");
  assert.deepEqual(secrets.clean(events.toolComplete, tool), {
    tool_id: "hunter2",
    name: "sh",
    args: {
      command: "echo [redacted] | sudo -S id",
      list: [{ "[redacted]": "[redacted]", n: 1 }],
    },
    result: { out: null },
    summary: "[redacted]",
  });
  assert.deepEqual(
    [
      secrets.clean(events.toolStart, { tool_id: "1", name: "sh", context: "hunter2" }).context,
      secrets.clean(events.toolProgress, { tool_id: "1", name: "s", preview: "hunter2" }).preview,
      secrets.clean(events.statusUpdate, { kind: "warn", text: "hunter2" }).text,
      secrets.clean(events.error, { message: "hunter2" }).message,
      secrets.clean(events.backgroundComplete, { task_id: "bg_1", text: "hunter2" }).text,
      secrets.clean(events.previewRestartComplete, { task_id: "bg_1", text: "hunter2" }).text,
      secrets.clean(events.previewRestartProgress, {
        task_id: "hunter2",
        level: "info",
        text: "hunter2",
      }).text,
    ],
    Array(7).fill("[redacted]"),
  );
});

Deno.test("clean() leaves alone what windows find things by, and what has no payload", () => {
  const secrets = new GivenSecrets();
  secrets.keep("abcd");
  const gone = { request_id: "abcd1234", reason: "answered" as const };
  assert.equal(secrets.clean(events.clarifyExpire, gone), gone);
  assert.equal(secrets.clean(events.messageStart, undefined), undefined);
});

Deno.test("hide() knows the newest 32 secrets of 4 characters or more, until they are cleared", () => {
  const secrets = new GivenSecrets();
  for (let i = 0; i <= 32; i++) secrets.keep(`word${i}.`);
  secrets.keep("abc");
  assert.equal(secrets.hide("word0. word1. word32. abc"), "word0. [redacted] [redacted] abc");
  secrets.clear();
  assert.equal(secrets.hide("word32."), "word32.");
  assert.deepEqual(secrets.all, []);
});

Deno.test("clean() takes a secret out of a plan, and out of a preview that was cut inside it", () => {
  const secrets = new GivenSecrets();
  secrets.keep("correct-horse-battery-staple");
  const todos = [{
    id: "1",
    content: "log in with correct-horse-battery-staple",
    status: "pending" as const,
  }];
  assert.deepEqual(secrets.clean(events.todoUpdated, { todos }).todos, [
    { id: "1", content: "log in with [redacted]", status: "pending" },
  ]);
  const context = '{"host":"db.example.org","key":"correct-hor…';
  const { context: shown } = secrets.clean(events.toolStart, { tool_id: "1", name: "sh", context });
  assert.equal(shown, '{"host":"db.example.org","key":"[redacted]…');
});
