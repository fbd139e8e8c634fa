/**
 * Every method and every event that the reference of tui_gateway names, in its order.
 *
 * @module
 */

/** A name, and where the reference tells of it. */
export interface Named {
  /** `profiles.*` stands for all names that begin so: the reference does not tell them apart. */
  readonly name: string;
  readonly section: string;
  /** Added after June 2026: no client of then expects it. */
  readonly later?: true;
}

function under(section: string, prefix: string, names: string): Named[] {
  return names.trim().split(/\s+/).map((name) => ({ name: `${prefix}${name}`, section }));
}

function later(section: string, names: string): Named[] {
  return under(section, "", names).map((each) => ({ ...each, later: true }));
}

const PETS = "info info.meta cells gallery select remove export rename thumb disable scale " +
  "cancel generate.status generate hatch";

/** See the module. */
export const referenceMethods: readonly Named[] = [
  ...under(
    "3.1",
    "session.",
    `create list most_recent resume activate active_list close delete title usage status history
     undo compress save branch interrupt steer cwd.set`,
  ),
  ...under("3.1", "terminal.", "resize"),
  ...under("3.2", "", "prompt.submit prompt.background preview.restart llm.oneshot"),
  ...under(
    "3.3",
    "",
    "clarify.respond sudo.respond secret.respond terminal.read.respond approval.respond",
  ),
  ...under(
    "3.4",
    "",
    "slash.exec command.dispatch command.resolve commands.catalog cli.exec",
  ),
  ...under("3.5", "complete.", "path slash"),
  ...under("3.6", "", "config.get config.set config.show setup.status setup.runtime_check"),
  ...under("3.6", "model.", "options save_key disconnect"),
  ...under(
    "3.7",
    "",
    `tools.list toolsets.list tools.show tools.configure agents.list reload.mcp reload.env
     plugins.list plugins.manage skills.manage skills.reload cron.manage insights.get rollback.list
     rollback.diff rollback.restore browser.manage verification.status project.facts
     handoff.request handoff.state handoff.fail`,
  ),
  ...under(
    "3.8",
    "",
    `shell.exec clipboard.paste image.attach image.attach_bytes pdf.attach file.attach image.detach
     input.detect_drop paste.collapse`,
  ),
  ...under(
    "3.9",
    "",
    `process.stop process.list process.kill delegation.status delegation.pause subagent.interrupt
     spawn_tree.save spawn_tree.list spawn_tree.load`,
  ),
  ...under(
    "3.10",
    "projects.",
    `list get create update add_folder remove_folder set_primary archive delete set_active for_cwd
     discover_repos record_repos tree project_sessions`,
  ),
  ...under("3.11", "pet.", PETS),
  ...under(
    "3.11",
    "",
    `credits.view billing.state billing.charge billing.charge_status billing.auto_reload
     billing.step_up`,
  ),
  ...under("3.11", "voice.", "toggle record tts"),
  ...later(
    "3.11",
    `gateway.ping session.events.since clarify.lock session.workspace.move session.redirect
     session.branch_at image.generate subscription.* usage.bars wake.* profiles.* bot_relay.*
     learning.* mcp.servers.*`,
  ),
];

/** See the module. */
export const referenceEvents: readonly Named[] = [
  ...under(
    "4",
    "",
    `gateway.ready skin.changed session.info session.title message.start message.delta
     reasoning.delta thinking.delta reasoning.available message.complete tool.generating tool.start
     tool.progress tool.complete status.update notification.show notification.clear
     approval.request clarify.request sudo.request secret.request terminal.read.request
     subagent.spawn_requested subagent.start subagent.thinking subagent.tool subagent.progress
     subagent.complete moa.reference moa.aggregating background.complete preview.restart.progress
     preview.restart.complete review.summary browser.progress billing.step_up.verification
     voice.status voice.transcript pet.generate.progress pet.hatch.progress error`,
  ),
  ...later(
    "4",
    `session.usage message.interim message.input todo.updated session.reclaimed sessions.changed
     cron.changed tool.output_risk approval.expire clarify.expire sudo.expire secret.expire
     request.cancel`,
  ),
];
