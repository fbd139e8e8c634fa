/**
 * What is said of each method.
 *
 * @module
 */
import { type Standings, switchedOff, without } from "./standing.ts";

const ATTACHMENTS = "PNG, JPEG, GIF and WebP, by their bytes; see below";
const BY_ID = "by `request_id` alone, from any window; takes a `client_message_id`";
const TOOLSETS = "a toolset is a tool server; without servers, what the agent says of itself";

/** Methods of the reference. */
export const methodStandings: Standings = {
  "session.create": {
    notes: "`info` is complete from the first moment; `profile` is ignored",
  },
  "session.activate": {
    notes: "adds the caller to the viewers; `seq` and `epoch` say where the snapshot stands",
  },
  "session.resume": {
    notes: "takes a stored id, a live id or an exact title; the live id is the one it had",
    numbers: [73, 74, 76, 77, 78, 82, 84, 305],
  },
  "session.most_recent": { numbers: [102] },
  "session.delete": {
    notes: "all of a conversation, by any stored id it has had",
    numbers: [105, 109, 110],
  },
  "session.list": {
    notes: "conversations with a prompt or a title, live or not; takes a `query` too: a text in " +
      "title or preview",
    numbers: [104],
  },
  "session.history": {
    notes: "as `session.activate` and `session.resume` it takes `details`: see below",
  },
  "session.title": {
    notes: "kept as one line, without control characters and bidirectional overrides",
    numbers: [72, 112, 113, 117, 118],
  },
  "session.interrupt": { notes: "answers at once in every state" },
  "session.branch": {
    notes: "answers `stored_session_id` too; every title is made unique: `Tides (2)`",
  },
  "session.compress": {
    notes: "prompts wait meanwhile; rows carry `text` beside `content`; see DELIVERY.md",
  },
  "session.save": {
    notes: "JSON, in the folder `saved` of the state folder",
    numbers: [122],
  },
  "prompt.submit": {
    notes: "adds the caller to the viewers; takes a `client_message_id`, and `busy` for this " +
      "prompt alone",
  },
  "preview.restart": {
    notes: "counts as one of the 4; its agent is told what to look for, and asks nobody",
    test: "tests/gateway/preview_test.ts",
  },
  "prompt.background": { notes: "4 at once for a session, each with an agent of its own" },
  "clarify.respond": { notes: BY_ID },
  "sudo.respond": { notes: BY_ID },
  "secret.respond": { notes: BY_ID },
  "terminal.read.respond": { notes: BY_ID },
  "approval.respond": {
    notes: "the oldest, all, or the one with a `request_id`; takes a `client_message_id`",
  },
  "slash.exec": {
    notes: "see COMMANDS.md; what fails by a built-in or quick command is a `warning`",
  },
  "command.dispatch": { notes: "the six shapes" },
  "command.resolve": { notes: "takes a `session_id` too" },
  "commands.catalog": {
    notes: "takes a `session_id` too; `warning` names hidden commands and bad skills",
  },
  "complete.slash": {
    notes: "takes a `session_id` too; asks nobody, so commands nobody has told of yet are missing",
    numbers: [16],
  },
  "complete.path": {
    notes: "not for observers; a name with blanks comes in back-quotes; `.gitignore` is respected",
    numbers: [16],
  },
  "config.get": { notes: "keys below" },
  "config.set": { notes: "keys below; kept in the configuration file" },
  "config.show": { notes: "Model, Agent and Environment" },
  "setup.status": { notes: "false, too, where the agent's program is not on the `PATH`" },
  "setup.runtime_check": {
    notes: "looks for the agent's program, or asks its endpoint, 3 s at most; starts nothing",
  },
  "model.save_key": {
    notes: "of `openai` agents; in `keys.env` beside the configuration file (0600)",
  },
  "model.disconnect": { notes: "forgets what `model.save_key` has kept, and nothing else" },
  "reload.env": { notes: "`keys.env`, which is heard without it too; `updated` counts keys" },
  "model.options": {
    notes:
      "a provider is an agent of the gateway; `choices` says what its agent says of its models",
  },
  "tools.list": { notes: TOOLSETS },
  "tools.show": { notes: TOOLSETS },
  "toolsets.list": { notes: TOOLSETS },
  "tools.configure": {
    notes: "for all sessions of an agent, until the process ends; keeps the conversation",
  },
  "reload.mcp": {
    notes: "asks first, unless `confirm` or `always`; no servers: nothing to do",
  },
  "skills.reload": { notes: "`result` is `{count, added, removed}`" },
  "skills.manage": {
    notes: "`install` copies a file or folder of the gateway's machine into `skills` of the " +
      "configuration folder, nothing from elsewhere and no archive; `browse` pages through what is there",
  },
  "image.attach": { notes: ATTACHMENTS },
  "image.attach_bytes": { notes: ATTACHMENTS },
  "image.detach": { notes: ATTACHMENTS },
  "file.attach": {
    notes: "a file outside of the folder is not copied, and goes along with the next prompt",
  },
  "clipboard.paste": {
    notes: "by `wl-paste`, `xclip`, `pngpaste` or PowerShell, for windows of the gateway's own " +
      "machine; for others `attached` is false",
  },
  "pdf.attach": {
    notes: "by `pdftoppm`, 5028 where that is not there; `first_page` and `last_page`",
  },
  "session.events.since": {
    notes:
      "pages of 512, where a `limit` is said; else `truncated` tells that there is more; see DELIVERY.md",
    numbers: [222],
  },
  "session.undo": { notes: "tells all windows by `session.rewound`" },
  "session.cwd.set": {
    notes: "the agent is replaced by one that works there; the branch is told by `session.info` " +
      "when it is known",
  },
  "clarify.lock": {
    notes: "as `clarify.respond`: a question stands alone here, and `remaining` is empty",
  },
  "shell.exec": { notes: "takes a `session_id` too: its folder, and its end; see COMMANDS.md" },
  "cli.exec": { notes: "`doctor`, `help`, `--help` and `--version`; everything else is blocked" },
  "process.list": {
    notes: "lines of shell, quick commands and `cli.exec` that run; what has ended is not listed",
  },
  "process.kill": { notes: "what the caller may control" },
  "process.stop": {
    notes: "takes a `session_id` too; without one it ends what the caller may control",
  },
  "gateway.ping": { notes: "`{ok: true}`, whatever else is under way" },
  "agents.list": {
    notes:
      "prompts that run in the background; an observer's credential sees those of sessions it " +
      "watches",
  },
  "delegation.status": {
    notes:
      "sub-agents at work, as far as their agents report them; an observer's credential sees " +
      "those of sessions it watches; 0 for both limits, which are the agents' own",
  },
  "subagent.interrupt": {
    notes: "`found` is false, too, where the agent cannot stop them (`interruptSubagent`)",
  },
  "plugins.list": { notes: "modules of user commands", numbers: [170] },
  "plugins.manage": {
    notes: "`toggle` is kept as `commands_off` in the configuration file, and counts at once",
  },
  "insights.get": {
    notes: "from the store; conversations in which something was said in those days",
  },
  "paste.collapse": {
    notes: "in `pastes` of the state folder: 256 files, 4 MiB each; the oldest goes",
  },
  "spawn_tree.save": {
    notes: "in `spawn_trees` of the state folder: 256 files, 1 MiB each; none is written over",
  },
  ...switchedOff("`{enabled: false}`: there are no pets", "pet.cells pet.info pet.gallery"),
  ...switchedOff("off, and stays off", "voice.toggle"),
  ...switchedOff("not configured, as a result", "credits.view billing.state"),
  ...switchedOff(
    "not configured: 4025",
    "handoff.request handoff.state handoff.fail",
  ),
  ...switchedOff("not configured: 5031", "browser.manage"),
  ...switchedOff("agents delegate by themselves: nothing is held back", "delegation.pause"),
  "llm.oneshot": {
    notes: "`openai` agents; `template` is one of `oneshot_templates` in the configuration",
    test: "tests/gateway/handlers/oneshot_test.ts",
  },
  ...without(
    "no client asks for it, and there is nothing it could tell",
    "verification.status project.facts",
  ),
  ...without("nothing runs at set times, and no client asks for it", "cron.manage"),
  ...without(
    "there are no pets",
    `pet.info.meta pet.select pet.remove pet.export pet.rename pet.thumb pet.disable pet.scale
     pet.cancel pet.generate.status pet.generate pet.hatch`,
  ),
  ...without(
    "nothing is billed",
    `billing.charge billing.charge_status billing.auto_reload billing.step_up subscription.*
     usage.bars`,
  ),
  ...without("the gateway neither listens nor speaks", "voice.record voice.tts wake.*"),
  ...without("a product of its own", "profiles.* bot_relay.* learning.* image.generate"),
  ...without("tool servers stand in the configuration file", "mcp.servers.*"),
  ...without(
    "no client of June asks for it",
    "session.workspace.move session.redirect session.branch_at",
  ),
  "rollback.list": {
    notes:
      "off unless `checkpoints.enabled` is set; says `number`, and a `reason` where there are none",
  },
  "rollback.diff": { notes: "not for observers; 256 KiB at most, which `truncated` tells" },
  "rollback.restore": {
    notes: "what is there is kept first: `undo` is its hash; with `file_path` also in a turn",
  },
  "projects.for_cwd": { notes: "says `dirty` and `worktrees` too" },
};

/** Methods of ours: every other in the method table, but for those of a program around it. */
export const ownMethods: Standings = {
  "session.detach": { notes: "ends the watching, not the session" },
  "session.viewers": { notes: "the windows on a session, with their roles" },
  "approvals.list": {
    notes: "what was answered with `always`; `complete` false: there may be more",
  },
  "approvals.revoke": { notes: "takes one back, by `agent` and `pattern`" },
  "rpc.discover": {
    notes: "the OpenRPC document, as `GET /openrpc.json` serves it; PROTOCOL.md",
  },
};
