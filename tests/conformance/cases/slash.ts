/** Slash commands: PROTOCOL 3.4, CONFORMANCE J, K, T. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import type { Peer } from "../peer.ts";
import { openHeld } from "./interrupts.ts";

async function exec(peer: Peer, session_id: string, command: string) {
  return await peer.ok("slash.exec", { session_id, command });
}

async function texts(peer: Peer, session_id: string): Promise<unknown[]> {
  const { messages } = await peer.ok("session.history", { session_id });
  return messages.map(({ text }) => text);
}

/** A session with so many exchanges, seeded. */
async function seeded(peer: Peer, exchanges: number) {
  const messages = Array.from({ length: exchanges }, (_, i) => [
    { role: "user", text: `question ${i}` },
    { role: "assistant", text: `answer ${i}` },
  ]).flat();
  return await peer.open({ messages });
}

export const slashCases: readonly Case[] = [
  {
    number: 152,
    name: "/compress through slash.exec tells how many messages became how many",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await seeded(peer, 3);
      const { output } = await exec(peer, session_id, "/compress");
      assert.match(output ?? "", /6 → 3 messages/);
      assert.deepEqual((await texts(peer, session_id)).slice(-2), ["question 2", "answer 2"]);
    },
  },
  {
    number: 157,
    name: "/queue is dispatched as a message to send",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const params = { session_id, name: "queue", arg: "later" };
      const send = { type: "send", message: "later" };
      assert.deepEqual(await peer.ok("command.dispatch", params), send);
      assert.deepEqual(await exec(peer, session_id, "q later"), send);
      const blank = await peer.refused("command.dispatch", { ...params, arg: " " });
      assert.equal(blank.code, 4004);
    },
  },
  {
    number: 158,
    name: "/steer without a turn that runs is dispatched as a message to send",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const params = { session_id, name: "steer", arg: "be brief" };
      const { type, message } = await peer.ok("command.dispatch", params);
      assert.deepEqual([type, message], ["send", "be brief"]);
      const held = await stage.connect("held");
      const running = { ...params, session_id: await openHeld(held) };
      assert.equal((await held.ok("command.dispatch", running)).type, "exec");
      await held.ok("session.interrupt", { session_id: running.session_id });
      await held.event("message.complete", running.session_id);
    },
  },
  {
    number: 160,
    name: "/retry of an empty history is 4018",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { code } = await peer.refused("command.dispatch", { session_id, name: "retry" });
      assert.equal(code, 4018);
      const by = await peer.refused("slash.exec", { session_id, command: "/retry" });
      assert.equal(by.code, 4018);
    },
  },
  {
    number: 161,
    name: "/retry joins the text parts of the last message, and takes it out of the history",
    async run(stage) {
      const peer = await stage.connect();
      const content = [{ type: "text", text: "what is " }, { type: "text", text: "a tide?" }];
      const { session_id } = await peer.open({
        messages: [{ role: "user", content }, { role: "assistant", text: "water" }],
      });
      const params = { session_id, name: "retry" };
      const { type, message } = await peer.ok("command.dispatch", params);
      assert.deepEqual([type, message], ["send", "what is a tide?"]);
      assert.deepEqual(await texts(peer, session_id), []);
    },
  },
  {
    number: 168,
    name: "the catalog has /mouse, /status and /update, and nothing of other front ends",
    async run(stage) {
      const peer = await stage.connect();
      const { pairs } = await peer.ok("commands.catalog");
      const names = pairs.map(([name]) => name);
      for (const name of ["/mouse", "/status", "/update", "/help", "/undo", "/queue"]) {
        assert.ok(names.includes(name), name);
      }
      for (const name of ["/topic", "/approve", "/deny", "/sethome"]) {
        assert.ok(!names.includes(name), name);
      }
    },
  },
  {
    number: 288,
    name: "/undo takes back as many exchanges as there are, one at least",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await seeded(peer, 4);
      const undo = (arg: string, id = session_id) =>
        peer.ok("command.dispatch", { session_id: id, name: "undo", arg });
      assert.equal((await undo("0")).message, "question 3");
      assert.equal((await undo("2")).message, "question 1");
      const refused = async (params: object) =>
        (await peer.refused("command.dispatch", { session_id, name: "undo", ...params })).code;
      assert.equal(await refused({ arg: "x" }), 4004);
      const { type, message, notice } = await undo("99");
      assert.deepEqual([type, message, typeof notice], ["prefill", "question 0", "string"]);
      assert.deepEqual(await texts(peer, session_id), []);
      assert.equal(await refused({}), 4018);
      assert.equal(await refused({ session_id: "nowhere" }), 4001);
      const held = await stage.connect("held");
      const running = await openHeld(held);
      const busy = await held.refused("command.dispatch", { session_id: running, name: "undo" });
      assert.equal(busy.code, 4009);
      await held.ok("session.interrupt", { session_id: running });
      await held.event("message.complete", running);
    },
  },
  {
    name:
      "slash.exec is 4001 without a session, 4004 without a command, 4018 for a name that is none",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const code = async (params: object) => (await peer.refused("slash.exec", params)).code;
      assert.equal(await code({ session_id: "nowhere", command: "/help" }), 4001);
      assert.equal(await code({ session_id, command: "/" }), 4004);
      assert.equal(await code({ session_id, command: "/nothing at all" }), 4018);
      const name = "nothing";
      const { message } = await peer.refused("command.dispatch", { session_id, name });
      assert.equal(message, "not a quick/plugin/skill command: nothing");
    },
  },
  {
    name: "slash.exec answers output, and command.dispatch the same as type exec",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { output } = await exec(peer, session_id, "title High tide");
      assert.equal(output, "Title: High tide");
      assert.deepEqual(await peer.ok("command.dispatch", { session_id, name: "title" }), {
        type: "exec",
        output,
      });
      const { canonical } = await peer.ok("command.resolve", { name: "/Q" });
      assert.equal(canonical, "queue");
      assert.equal((await peer.refused("command.resolve", { name: "nothing" })).code, 4011);
    },
  },
];
