/** The desktop and the dashboard, with the client they share: PROTOCOL 8.2 to 8.4, PROTOCOL_MORE D.4. */
import assert from "node:assert/strict";
import { PNG } from "../../workspace/support/images.ts";
import type { Case } from "../case.ts";
import { FrontEnd } from "../front_end.ts";
import { inPlace } from "../front_end_place.ts";
import type { Peer } from "../peer.ts";

interface Opened {
  session_id: string;
  stored_session_id: string;
}

/** An open socket is all the client waits for: it asks before the greeting has come. */
async function boot(peer: Peer, cwd: string): Promise<{ app: FrontEnd; opened: Opened }> {
  const app = new FrontEnd(peer, "r");
  const { provider_configured } = await app.ask("setup.status");
  assert.equal(provider_configured, true);
  await app.mayAsk("setup.runtime_check");
  await app.ask("config.get", { key: "project", cwd });
  const opened = await app.ask("session.create", { cols: 96, cwd });
  return { app, opened: opened as unknown as Opened };
}

async function submit(app: FrontEnd, session_id: string, more: object): Promise<string> {
  await app.ask("prompt.submit", { session_id, ...more });
  const { text, status } = await app.turnEnd(session_id);
  assert.equal(status, "complete");
  return text;
}

/** What stands beside a chat: projects, pets, processes, models. */
async function surroundings(app: FrontEnd, session_id: string, cwd: string): Promise<void> {
  for (const method of ["pet.info", "pet.gallery", "projects.list", "projects.tree"]) {
    await app.mayAsk(method);
  }
  await app.mayAsk("process.list", { session_id });
  await app.ask("model.options", { session_id });
  await app.ask("commands.catalog");
  await app.ask("complete.path", { word: "@ex", session_id, cwd });
  await app.ask("complete.slash", { text: "/mo" });
  await app.mayAsk("session.cwd.set", { session_id, cwd: `${cwd}/data` });
  await app.mayAsk("gateway.ping");
}

const PICTURE = { content_base64: btoa(String.fromCharCode(...PNG)), filename: "tide.png" };

export const desktopSequences: readonly Case[] = [
  {
    name: "the desktop comes from its start to a chat with a picture, a question and a new answer",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const { app, opened: { session_id } } = await boot(await connect(), cwd);
        await surroundings(app, session_id, cwd);
        await app.ask("session.usage", { session_id });

        assert.equal(await submit(app, session_id, { text: "tide" }), "tide");
        // "Regenerate" cuts the history before the first prompt.
        const again = { text: "ebb", truncate_before_user_ordinal: 0 };
        assert.equal(await submit(app, session_id, again), "ebb");

        await app.ask("prompt.submit", { session_id, text: "/approve rm -r build" });
        const { payload } = await app.peer.event("approval.request", session_id);
        assert.equal(payload.command, "rm -r build");
        await app.ask("approval.respond", { session_id, choice: "deny" });
        assert.equal((await app.turnEnd(session_id)).text, "deny");

        await app.ask("prompt.submit", { session_id, text: "/terminal" });
        const asked = await app.peer.event("terminal.read.request", session_id);
        const { request_id } = asked.payload;
        await app.ask("terminal.read.respond", { request_id, text: "high" });
        assert.equal((await app.turnEnd(session_id)).text, "high");

        const file = { session_id, path: `${cwd}/data/exam.csv`, name: "exam.csv" };
        assert.match(String((await app.ask("file.attach", file)).ref_text), /^@file:/);
        await app.ask("image.attach_bytes", { session_id, ...PICTURE });
        await app.ask("prompt.submit", { session_id, text: "tide after tide" });
        await app.peer.event("message.delta", session_id);
        await app.ask("session.interrupt", { session_id });
        assert.equal((await app.turnEnd(session_id)).status, "interrupted");
        await app.ask("session.branch", { session_id });
        app.assertSurvived([]);
      }),
  },
  {
    name: "the desktop takes the session up again by its stored id when the live one is gone",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const { app, opened: { session_id, stored_session_id } } = await boot(await connect(), cwd);
        assert.equal(await submit(app, session_id, { text: "tide" }), "tide");
        await app.ask("session.close", { session_id });
        // The text is what the client goes by, not the code.
        const why = await app.refused("prompt.submit", { session_id, text: "ebb" }, 4001);
        assert.match(why, /session not found/i);
        const resumed = await app.ask("session.resume", {
          session_id: stored_session_id,
          cols: 96,
        });
        assert.equal(await submit(app, String(resumed.session_id), { text: "ebb" }), "ebb");
        await app.ask("session.close", { session_id: resumed.session_id });
        await app.ask("session.delete", { session_id: stored_session_id });
        app.assertSurvived(["prompt.submit 4001"]);
      }),
  },
  {
    name: "the dashboard's sidebar has a session of its own, which nobody is offered to go on with",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const sidebar = new FrontEnd(await connect(), "w");
        const params = { close_on_disconnect: true, source: "tool" };
        const { session_id } = await sidebar.ask("session.create", params);
        const { providers } = await sidebar.ask("model.options", { session_id });
        const [first] = providers as { slug: string; models: string[] }[];
        const value = `${first?.models[0]} --provider ${first?.slug}`;
        await sidebar.ask("config.set", { session_id, key: "model", value });
        await sidebar.ask("complete.slash", { text: "/help" });
        await sidebar.ask("slash.exec", { session_id, command: "/status" });
        await submit(sidebar, String(session_id), { text: "tide" });
        assert.deepEqual((await sidebar.ask("session.list", { limit: 200 })).sessions, []);
        assert.equal((await sidebar.ask("session.most_recent")).session_id, null);
        sidebar.assertSurvived([]);
      }),
  },
];
