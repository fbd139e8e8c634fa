/** What answers at all times, whatever else is under way on the connection. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import type { Peer } from "../peer.ts";

const SLOW = 100;
/** Far longer than anybody waits for an answer here; what runs ends with its session. */
const COMMAND = "sleep 25";

/** Asks something in a session of its own, and answers by the id of the question. */
async function asks(
  peer: Peer,
  text: string,
  type: "clarify" | "sudo" | "secret" | "terminal.read",
) {
  const { session_id } = await peer.open();
  await peer.ok("prompt.submit", { session_id, text });
  const { payload } = await peer.event(`${type}.request`, session_id);
  return payload.request_id;
}

export const slowCallCases: readonly Case[] = [
  {
    name:
      "answers to questions, interrupts and pings are answered while 100 slow calls are under way",
    async run(stage) {
      const peer = await stage.connect();
      const clarify = await asks(peer, "/ask Which?", "clarify");
      const sudo = await asks(peer, "/sudo", "sudo");
      const secret = await asks(peer, "/secret KEY", "secret");
      const pane = await asks(peer, "/terminal", "terminal.read");
      const held = (await peer.open()).session_id;
      await peer.ok("prompt.submit", { session_id: held, text: "/approve first | second" });
      await peer.event("approval.request", held);
      const { session_id } = await peer.open();
      const params = { session_id, command: COMMAND };
      const slow: string[] = [];
      for (let i = 0; i < SLOW; i++) slow.push(await peer.request("shell.exec", params));

      const ok = { status: "ok" };
      assert.deepEqual(await peer.ok("clarify.respond", { request_id: clarify, answer: "a" }), ok);
      assert.deepEqual(await peer.ok("sudo.respond", { request_id: sudo, password: "b" }), ok);
      assert.deepEqual(await peer.ok("secret.respond", { request_id: secret, value: "c" }), ok);
      assert.deepEqual(await peer.ok("terminal.read.respond", { request_id: pane, text: "d" }), ok);
      const once = { session_id: held, choice: "once" };
      assert.deepEqual(await peer.ok("approval.respond", once), { resolved: 1 });
      const { result } = await peer.call("gateway.ping");
      assert.deepEqual(result, { ok: true });
      const stopped = await peer.ok("session.interrupt", { session_id: held });
      assert.deepEqual(stopped, { status: "interrupted" });
      const answered = peer.log.flatMap((frame) => frame.kind === "answer" ? [frame.id] : []);
      assert.deepEqual(answered.filter((id) => slow.includes(String(id))), []);
      // Those that wait are forgotten with the connection, and those that run end with their session.
      await peer.leave();
    },
  },
];
