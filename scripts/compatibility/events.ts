/**
 * What is said of each event.
 *
 * @module
 */
import { shownBy, type Standings, without } from "./standing.ts";

/** Events of the reference. */
export const eventStandings: Standings = {
  "gateway.ready": {
    notes: "says `replay_epoch`: numbers are comparable within one; says `heartbeat` to sockets: " +
      "`gateway.ping` is answered at all times; says `change_events`: `sessions.changed` is told",
  },
  "session.title": { notes: "its `session_id` is the stored id" },
  "message.delta": {
    notes: "`rendered` is a state: it comes by itself, with an empty `text` and without a `seq`",
  },
  "message.complete": { notes: "`rendered` where a window asked for it" },
  "tool.complete": { notes: "`inline_diff` is plain, `rendered` has it for terminals" },
  "approval.request": { notes: "carries a `request_id` too" },
  "background.complete": { notes: "what `prompt.background` has come to" },
  ...shownBy(
    "tests/gateway/preview_test.ts",
    "preview.restart.progress preview.restart.complete",
  ),
  "todo.updated": {
    notes: "an agent's plan, all of it; a `tool.start` and a `tool.complete` of a tool `todo` " +
      "follow, where clients of tui_gateway look for it",
    test: "tests/gateway/agent_facts_test.ts",
  },
  ...shownBy("tests/session/turn_test.ts", "thinking.delta tool.generating tool.progress"),
  "notification.show": {
    notes: "to everybody, with an empty `session_id`: the store is out or back, a configuration " +
      "that cannot be used; to those who watch a session: its agent was started anew; to whoever " +
      "called: calls are refused. `ttl_ms` null: until it is cleared, also for those who come later",
    test: "tests/gateway/notices_test.ts",
  },
  "notification.clear": { test: "tests/gateway/notices_test.ts" },
  ...shownBy(
    "tests/gateway/subagents_test.ts",
    "subagent.start subagent.thinking subagent.tool subagent.progress",
  ),
  "subagent.spawn_requested": {
    notes: "of agents that report those they give work on to (AGENTS.md); ACP agents cannot",
    test: "tests/gateway/subagents_test.ts",
  },
  "subagent.complete": {
    notes: "`interrupted` at the end of the turn for those that have not ended",
    test: "tests/gateway/subagents_test.ts",
  },
  ...without(
    "mixtures of agents and reviews are out of scope",
    "moa.reference moa.aggregating review.summary",
  ),
  ...without(
    "what causes it is not there",
    `browser.progress billing.step_up.verification voice.status voice.transcript pet.generate.progress
     pet.hatch.progress cron.changed`,
  ),
  ...without("`message.complete` and `session.info` carry it", "session.usage"),
  ...without(
    "nothing says what it carries; all windows see the same pieces, and the prompt is in `inflight`",
    "message.interim message.input",
  ),
  "session.reclaimed": {
    notes:
      "`{stored_session_id, reason}`, to every connection, for each end but `session.close` and " +
      "a shutdown; 32 at most in one window: `sessions.changed` tells of the others",
  },
  "sessions.changed": {
    notes:
      "`{changes, sessions, more?}`, to every connection, with an empty `session_id`; one in " +
      "250 ms, or in as many ms as there are connections",
  },
  ...without("nobody weighs what tools answer", "tool.output_risk"),
  ...without("the gateway asks by events alone, and `.expire` tells their end", "request.cancel"),
};

/** Events of ours. */
export const ownEvents: Standings = {
  "session.gap": {
    notes: "`{from, to}`: which events a viewer that read too slowly will not get",
    test: "tests/gateway/comes_back_test.ts",
  },
  "session.rewound": {
    notes: "`{message_count, removed}`: messages were taken back, by `session.undo`, by `/undo`, " +
      "`/retry` or `/clear`, by `rollback.restore`, or by a prompt that takes the place of an earlier one: what is shown " +
      "is to be fetched anew",
  },
  "session.viewers": { notes: "`{viewers}`: the windows of a session, told to each other" },
  "terminal.read.expire": { notes: "as the other `.expire` events" },
};
