/** Payloads of what is told beside turns, and of sub-agents: as they are really sent, and as they must not be. */

const shown = {
  text: "Conversations are kept again.",
  level: "success",
  kind: "store",
  ttl_ms: 8_000,
  key: "store.back",
  id: "0badcafe",
};
const working = { subagent_id: "s1", goal: "read the tables", task_count: 2, task_index: 0 };
const subagent = {
  good: [
    working,
    { ...working, parent_id: "s0", depth: 1, model: "m", toolsets: ["files"], tool_count: 3 },
    { ...working, tool_name: "read", tool_preview: "tides.txt" },
    { ...working, text: "half of it", input_tokens: 4, output_tokens: 2, reasoning_tokens: 1 },
    { ...working, status: "completed", summary: "read", duration_seconds: 1.5, api_calls: 2 },
    { ...working, files_read: ["a"], files_written: [], output_tail: "done" },
  ],
  bad: [{ goal: "x" }, { ...working, task_index: -1 }, { ...working, text: 1 }],
};

export const newsSamples = {
  sessionsChanged: {
    good: [
      { changes: ["created"], sessions: ["20260101_123015_0badca"] },
      { changes: ["changed", "titled", "ended", "deleted"], sessions: ["a"], more: true },
    ],
    bad: [{}, { changes: ["moved"], sessions: [] }, { changes: [], sessions: [1] }],
  },
  sessionReclaimed: {
    good: ["ws_disconnect", "ws_orphan_reap", "idle_timeout", "lru_evict"].map((reason) => ({
      stored_session_id: "20260101_123015_0badca",
      reason,
    })),
    bad: [{ reason: "idle_timeout" }, { stored_session_id: "a", reason: "tui_close" }],
  },
  notificationShow: {
    good: [shown, { ...shown, level: "error", ttl_ms: null }],
    bad: [{}, { ...shown, level: "loud" }, { ...shown, key: undefined }],
  },
  notificationClear: { good: [{ key: "store" }], bad: [{}] },
  subagentSpawnRequested: subagent,
  subagentStart: subagent,
  subagentThinking: subagent,
  subagentTool: subagent,
  subagentProgress: subagent,
  subagentComplete: subagent,
};
