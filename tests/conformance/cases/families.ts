/** Methods that a front end may ask at any time, whatever there is of them: PROTOCOL 3.2, 3.4, 3.7 to 3.9. */
import assert from "node:assert/strict";
import { PNG } from "../../workspace/support/images.ts";
import type { Case } from "../case.ts";
import { FrontEnd } from "../front_end.ts";
import { inPlace } from "../front_end_place.ts";

export const familyCases: readonly Case[] = [
  {
    name: "what there is nothing of is answered as off, or refused in words",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        assert.equal((await ui.ask("pet.cells", { graphics: "none" })).enabled, false);
        assert.equal((await ui.ask("pet.info")).enabled, false);
        assert.deepEqual((await ui.ask("pet.gallery")).pets, []);
        assert.equal((await ui.ask("voice.toggle", { action: "status" })).enabled, false);
        for (const error of [await ui.ask("credits.view"), await ui.ask("billing.state")]) {
          assert.match(String(error.error), /not configured/);
        }
        const [platform, reason] = ["telegram", "no answer"];
        await ui.refused("handoff.request", { session_id, platform }, 4025);
        await ui.refused("handoff.state", { session_id }, 4025);
        await ui.refused("handoff.fail", { session_id, reason }, 4025);
        await ui.refused("browser.manage", { action: "status" }, 5031);
        await ui.refused("pet.hatch", { token: "a" }, -32601);
      }),
  },
  {
    name:
      "lists of what is not there are empty, and of what is there have the members clients read",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        await ui.ask("session.create");
        assert.deepEqual((await ui.ask("agents.list")).processes, []);
        assert.deepEqual((await ui.ask("plugins.list")).plugins, []);
        const { user_count } = await ui.ask("plugins.manage", { action: "list" });
        assert.equal(user_count, 0);
        assert.deepEqual((await ui.ask("delegation.status")).active, []);
        assert.equal((await ui.ask("delegation.pause", { paused: true })).paused, false);
        const stopped = await ui.ask("subagent.interrupt", { subagent_id: "a" });
        assert.equal(stopped.found, false);
        const { days, sessions } = await ui.ask("insights.get", { days: 7 });
        assert.deepEqual([days, sessions], [7, 0]);
        assert.equal((await ui.ask("gateway.ping")).ok, true);
        ui.assertSurvived([]);
      }),
  },
  {
    name: "toolsets are what the agent says of itself, where there are no tool servers",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        const [one] = (await ui.ask("tools.list", { session_id })).toolsets as { name: string }[];
        assert.equal(one?.name, "echo");
        assert.equal(((await ui.ask("toolsets.list")).toolsets as unknown[]).length, 1);
        assert.equal((await ui.ask("tools.show", { session_id })).total, 1);
        const names = ["echo"];
        await ui.refused("tools.configure", { action: "enable", names }, 5035);
        assert.equal((await ui.ask("reload.mcp", { confirm: true })).status, "reloaded");
      }),
  },
  {
    name: "a prompt in the background answers beside the turns of its session",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        const { task_id } = await ui.ask("prompt.background", { session_id, text: "tide" });
        const { payload } = await ui.peer.event("background.complete");
        assert.deepEqual(payload, { task_id, text: "tide" });
        const why = await ui.refused("prompt.background", { session_id, text: " " }, 4012);
        assert.equal(why, "text required");
      }),
  },
  {
    name: "an image and a paste are taken from where they are, and a tree of agents is kept",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create", { cwd });
        await Deno.writeFile(`${cwd}/tide.png`, PNG);
        const image = await ui.ask("image.attach", { session_id, path: `${cwd}/tide.png` });
        assert.equal(image.name, "tide.png");
        const { path, lines } = await ui.ask("paste.collapse", { text: "high\nlow" });
        assert.deepEqual([lines, await Deno.readTextFile(String(path))], [2, "high\nlow"]);
        const tree = { session_id, label: "tides", subagents: [{ goal: "tides" }] };
        const saved = await ui.ask("spawn_tree.save", tree);
        const { subagents } = await ui.ask("spawn_tree.load", { path: saved.path });
        assert.deepEqual(subagents, tree.subagents);
        ui.assertSurvived([]);
      }),
  },
  {
    name: "programs run in the folder of their session, and can be listed and ended",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create", { cwd });
        const ran = await ui.ask("shell.exec", { session_id, command: "ls; exit 3" });
        assert.deepEqual([ran.stdout, ran.code], ["data\n", 3]);
        await ui.refused("shell.exec", { session_id, command: "" }, 4004);
        assert.deepEqual((await ui.ask("process.list", { session_id })).processes, []);
        await ui.refused("process.kill", { session_id, process_id: "tide" }, 4044);
        assert.equal((await ui.ask("process.stop")).killed, 0);
        const moved = await ui.ask("session.cwd.set", { session_id, cwd: "data" });
        assert.equal(moved.cwd, `${cwd}/data`);
      }),
  },
  {
    name: "approvals given for always are listed, taken back, and asked again",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        const text = "/approve rm -r build";
        await ui.ask("prompt.submit", { session_id, text });
        await ui.peer.event("approval.request");
        await ui.ask("approval.respond", { session_id, choice: "always" });
        await ui.turnEnd(String(session_id));
        const [one] = (await ui.ask("approvals.list")).approvals as Record<string, unknown>[];
        const params = { agent: one?.agent, pattern: one?.pattern };
        assert.deepEqual(await ui.ask("approvals.revoke", params), { revoked: true });
        await ui.ask("prompt.submit", { session_id, text });
        await ui.peer.event("approval.request");
        await ui.ask("session.interrupt", { session_id });
        await ui.turnEnd(String(session_id));
      }),
  },
  {
    name: "a question that is called off says so, whatever it asked for",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        const live = String(session_id);
        const calledOff = async (text: string, gone: () => Promise<{ payload: object }>) => {
          await ui.ask("prompt.submit", { session_id, text });
          await ui.peer.until((frame) => frame.kind === "event" && frame.type.endsWith(".request"));
          await ui.ask("session.interrupt", { session_id });
          const { payload } = await gone();
          assert.equal((payload as { reason?: string }).reason, "interrupted");
          await ui.turnEnd(live);
        };
        await calledOff("/sudo", () => ui.peer.event("sudo.expire"));
        await calledOff("/secret KEY", () => ui.peer.event("secret.expire"));
        await calledOff("/terminal", () => ui.peer.event("terminal.read.expire"));
      }),
  },
  {
    name: "messages that are taken back are told to whoever watches",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { session_id } = await ui.ask("session.create");
        await ui.ask("prompt.submit", { session_id, text: "tide" });
        await ui.turnEnd(String(session_id));
        const { removed } = await ui.ask("session.undo", { session_id });
        const { payload } = await ui.peer.event("session.rewound");
        assert.deepEqual(payload, { message_count: 0, removed });
      }),
  },
  {
    on: "websocket",
    name: "a window is told of the others, and can leave a session that goes on",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const [one, other] = [
          new FrontEnd(await connect(), "r"),
          new FrontEnd(await connect(), "w"),
        ];
        const { session_id } = await one.ask("session.create");
        await other.ask("session.activate", { session_id });
        const { payload } = await one.peer.event("session.viewers");
        assert.equal(payload.viewers.length, 2);
        assert.deepEqual(await other.ask("session.detach", { session_id }), { detached: true });
        const { viewers } = await one.ask("session.viewers", { session_id });
        assert.equal((viewers as unknown[]).length, 1);
      }),
  },
];
