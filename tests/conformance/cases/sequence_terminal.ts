/** The terminal UI from its start to its end: PROTOCOL 8.1, PROTOCOL_MORE D.2. */
import assert from "node:assert/strict";
import { agentFlags, type Case } from "../case.ts";
import { FrontEnd } from "../front_end.ts";
import { inPlace } from "../front_end_place.ts";
import type { Peer } from "../peer.ts";

interface Opened {
  session_id: string;
  stored_session_id: string;
}

interface Resumed {
  session_id: string;
  resumed: string;
  messages: { role: string; text?: string }[];
}

function said({ status, text }: { status: string; text: string }): string[] {
  return [status, text];
}

/** What every start has, until there is or is not a session to go on with. */
async function start(peer: Peer): Promise<FrontEnd> {
  const ui = new FrontEnd(peer, "r");
  // It is drawn before it has been greeted, and asks for what it draws.
  await ui.mayAsk("pet.cells", { graphics: true, state: "idle" });
  const { payload } = await peer.event("gateway.ready");
  assert.equal(typeof payload.skin, "object");
  await ui.askTogether([["config.get", { key: "full" }], ["commands.catalog", {}]]);
  assert.equal((await ui.ask("setup.status")).provider_configured, true);
  return ui;
}

/** What is asked every second or so while somebody looks on, and while somebody types. */
async function idle(ui: FrontEnd, session_id: string): Promise<void> {
  await ui.askTogether([["config.get", { key: "mtime" }], ["config.get", { key: "full" }]]);
  const { sessions } = await ui.ask("session.active_list", { current_session_id: session_id });
  const current = (sessions as { id: string; current: boolean }[]).filter(({ current }) => current);
  assert.deepEqual(current.map(({ id }) => id), [session_id]);
  await ui.mayAsk("pet.cells", { graphics: true, state: "idle" });
  await ui.ask("complete.slash", { text: "/he" });
  await ui.ask("complete.path", { word: "@data/ex" });
}

/** Sends a prompt as the UI does. */
async function submit(ui: FrontEnd, session_id: string, text: string): Promise<void> {
  await ui.ask("input.detect_drop", { session_id, text });
  await ui.ask("prompt.submit", { session_id, text });
}

/** What a user sets by slash commands; a switch comes without a value. */
async function settle(ui: FrontEnd, session_id: string): Promise<void> {
  const { value: on } = await ui.ask("config.set", { key: "yolo", session_id });
  const { value: off } = await ui.ask("config.set", { key: "yolo", session_id });
  assert.deepEqual([on, off], ["1", "0"]);
  await ui.ask("config.set", { key: "verbose", session_id, value: "cycle" });
  await ui.ask("config.set", { key: "reasoning", session_id, value: "high" });
  const looks = { statusbar: "top", mouse: "wheel", indicator: "ascii", skin: "tide" };
  for (const [key, value] of Object.entries(looks)) await ui.ask("config.set", { key, value });
  await ui.ask("config.set", { key: "details_mode.tools", value: "collapsed" });
  await ui.ask("config.set", { key: "details_mode.tools", value: "" });
}

/** The pickers and panels a user opens. */
async function look(ui: FrontEnd, session_id: string): Promise<void> {
  await ui.ask("terminal.resize", { session_id, cols: 132 });
  await ui.ask("session.usage", { session_id });
  await ui.ask("session.status", { session_id });
  await ui.ask("session.list", { limit: 200 });
  await ui.ask("session.title", { session_id, title: "Tides" });
  assert.equal((await ui.ask("session.title", { session_id })).title, "Tides");
  await ui.ask("model.options", { session_id, include_unconfigured: true });
  for (const key of ["skin", "indicator", "reasoning", "fast", "busy", "details_mode"]) {
    await ui.ask("config.get", { key });
  }
  await settle(ui, session_id);
  await ui.ask("session.save", { session_id });
  await ui.ask("skills.manage", { action: "list" });
  await ui.ask("skills.reload");
  await ui.ask("plugins.manage", { action: "list" });
  await ui.ask("reload.env");
  await ui.ask("voice.toggle", { action: "status" });
  await ui.ask("clipboard.paste", { session_id });
  for (const method of ["delegation.status", "process.stop", "pet.gallery", "spawn_tree.list"]) {
    await ui.mayAsk(method);
  }
  await ui.mayAsk("rollback.list", { session_id });
  await ui.mayAsk("spawn_tree.list", { limit: 30, session_id });
  await ui.mayAsk("shell.exec", { command: "echo tide" });
  await ui.mayAsk("paste.collapse", { text: "high\nlow\n" });
  const children = { session_id, started_at: 1, finished_at: 2, label: "tides" };
  await ui.mayAsk("spawn_tree.save", { ...children, subagents: [{ goal: "tides" }] });
}

export const terminalSequences: readonly Case[] = [
  {
    name:
      "the terminal UI comes from its start to a chat with a tool, an approval and an interrupt",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = await start(await connect());
        const { session_id } = await ui.ask("session.create", { cols: 120 }) as unknown as Opened;
        await idle(ui, session_id);

        await submit(ui, session_id, "tide");
        const called = await ui.peer.event("tool.start", session_id);
        const done = await ui.peer.event("tool.complete", session_id);
        assert.equal(done.payload.tool_id, called.payload.tool_id);
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "tide"]);

        await submit(ui, session_id, "/approve rm -r build");
        await ui.peer.event("approval.request", session_id);
        await idle(ui, session_id);
        const approved = { session_id, choice: "once" };
        assert.deepEqual(await ui.ask("approval.respond", approved), { resolved: 1 });
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "once"]);

        await submit(ui, session_id, "/ask Which | red | green");
        const { payload: { request_id } } = await ui.peer.event("clarify.request", session_id);
        await ui.ask("clarify.respond", { request_id, answer: "green" });
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "green"]);

        await submit(ui, session_id, "tide after tide");
        await ui.peer.event("message.delta", session_id);
        await ui.ask("session.steer", { session_id, text: "slowly" });
        await ui.ask("session.interrupt", { session_id });
        assert.equal((await ui.turnEnd(session_id)).status, "interrupted");

        await look(ui, session_id);
        await ui.ask("session.close", { session_id });
        ui.assertSurvived([]);
      }),
  },
  {
    name:
      "the terminal UI shows one approval, the one it was told last, and its answer is for that one",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = await start(await connect());
        const { session_id } = await ui.ask("session.create", { cols: 120 }) as unknown as Opened;
        const shown = async () =>
          (await ui.peer.event("approval.request", session_id)).payload.command;
        await submit(ui, session_id, "/approve ls -l | rm -r important");
        assert.deepEqual([await shown(), await shown(), await shown()], [
          "ls -l",
          "rm -r important",
          "ls -l",
        ]);
        await ui.ask("approval.respond", { session_id, choice: "once" });
        assert.equal(await shown(), "rm -r important");
        await ui.ask("approval.respond", { session_id, choice: "deny" });
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "once deny"]);
        ui.assertSurvived([]);
      }, agentFlags.quick),
  },
  {
    name: "the terminal UI is asked again when it has drawn the session it switched to",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = await start(await connect());
        const { session_id } = await ui.ask("session.create", { cols: 120 }) as unknown as Opened;
        const asked = async () =>
          (await ui.peer.event("clarify.request", session_id)).payload.request_id;
        await submit(ui, session_id, "/ask Which | red | green");
        const request_id = await asked();
        await ui.ask("session.activate", { session_id });
        // It forgets this one: what was open is closed when the answer has been drawn.
        assert.equal(await asked(), request_id);
        await ui.ask("session.active_list", { current_session_id: session_id });
        assert.equal(await asked(), request_id);
        await ui.ask("clarify.respond", { answer: "red", request_id });
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "red"]);
        ui.assertSurvived([]);
      }),
  },
  {
    name: "the terminal UI takes back, asks again, tells in short and branches off",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = await start(await connect());
        const { session_id } = await ui.ask("session.create", { cols: 120 }) as unknown as Opened;
        for (const text of ["flood", "ebb", "slack"]) {
          await submit(ui, session_id, text);
          await ui.turnEnd(session_id);
        }
        assert.deepEqual(await ui.ask("session.undo", { session_id }), { removed: 4 });
        await submit(ui, session_id, "slack");
        await ui.turnEnd(session_id);
        await ui.ask("session.compress", { session_id });
        const branch = await ui.ask("session.branch", { name: "Springs", session_id });
        await ui.ask("session.close", { session_id });
        const { title } = await ui.ask("session.title", { session_id: branch.session_id });
        assert.equal(title, "Springs");
        await submit(ui, String(branch.session_id), "tide");
        await ui.turnEnd(String(branch.session_id));
        ui.assertSurvived([]);
      }),
  },
  {
    name: "the terminal UI tries slash.exec, then command.dispatch, then sends what that gives it",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = await start(await connect());
        const { session_id } = await ui.ask("session.create", { cols: 120 }) as unknown as Opened;
        await submit(ui, session_id, "tide");
        await ui.turnEnd(session_id);
        await ui.ask("slash.exec", { session_id, command: "help" });
        const again = await ui.ask("slash.exec", { session_id, command: "retry" });
        assert.deepEqual([again.type, again.message], ["send", "tide"]);
        await submit(ui, session_id, String(again.message));
        await ui.turnEnd(session_id);
        await ui.refused("slash.exec", { session_id, command: "ebb" }, 4018);
        await ui.refused("command.dispatch", { session_id, name: "ebb", arg: "" }, 4018);
        const back = await ui.ask("command.dispatch", { session_id, name: "undo", arg: "" });
        assert.deepEqual([back.type, back.message], ["prefill", "tide"]);
        await ui.refused("session.branch", { session_id }, 4008);
        await ui.ask("session.close", { session_id });
        ui.assertSurvived(["slash.exec 4018", "command.dispatch 4018", "session.branch 4008"]);
      }),
  },
  {
    name:
      "the terminal UI goes on with a conversation after its own end, over stdio also the end of the gateway",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const before = await start(await connect());
        const created = await before.ask("session.create", { cols: 120 }) as unknown as Opened;
        await submit(before, created.session_id, "tide");
        await before.turnEnd(created.session_id);
        before.assertSurvived([]);
        await before.peer.hangUp();

        const ui = await start(await connect());
        // A crashed UI knows the live id, one that is started anew the stored one.
        for (const id of [created.session_id, created.stored_session_id]) {
          const { messages, resumed, session_id } = await ui.ask("session.resume", {
            cols: 120,
            session_id: id,
          }) as unknown as Resumed;
          assert.deepEqual([session_id, resumed], [
            created.session_id,
            created.stored_session_id,
          ]);
          const texts = messages.map(({ role, text }) => text ?? role);
          // What was thought before the tool was called is a row without a text.
          assert.deepEqual(texts, ["tide", "", "tool", "tide"]);
        }
        const { session_id } = created;
        await ui.ask("session.activate", { session_id });
        await idle(ui, session_id);
        await submit(ui, session_id, "ebb");
        assert.deepEqual(said(await ui.turnEnd(session_id)), ["complete", "ebb"]);
        ui.assertSurvived([]);
        await ui.peer.hangUp();

        const third = await start(await connect());
        const recent = await third.ask("session.most_recent");
        assert.equal(recent.session_id, created.stored_session_id);
        await third.ask("session.resume", { cols: 120, session_id: recent.session_id });
        await third.refused("session.resume", { cols: 120, session_id: "ebb" }, 4007);
        third.assertSurvived(["session.resume 4007"]);
      }),
  },
];
