/** Several windows, and windows that go and come back: PROTOCOL 2.2, 5.6, 5.8. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, type WireEvent } from "../frames.ts";
import { eventually } from "../patience.ts";
import type { Peer } from "../peer.ts";
import { openHeld } from "./interrupts.ts";

async function isLive(peer: Peer, session_id: string): Promise<boolean> {
  const { error } = await peer.call("session.usage", { session_id });
  if (error !== undefined) assert.equal(error.code, 4001);
  return error === undefined;
}

async function isGone(peer: Peer, session_id: string): Promise<boolean> {
  return !await isLive(peer, session_id);
}

function raws(events: readonly WireEvent[]): string[] {
  return events.map((event) => event.raw);
}

export const windowCases: readonly Case[] = [
  {
    on: "websocket",
    name: "two windows on one session see the same frames with the same numbers in the same order",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const { session_id } = await one.open();
      await one.turn(session_id, "alone");
      // Sending a prompt makes a window watch the session.
      const theirs = await other.turn(session_id, "words ".repeat(500));
      assert.deepEqual(raws(theirs), raws(await one.turnEvents(session_id)));
      const mine = await one.turn(session_id, "and once more");
      assert.deepEqual(raws(mine), raws(await other.turnEvents(session_id)));
      assert.ok((theirs[0]?.seq ?? 0) > 1, "numbers go on from what was said before");
    },
  },
  {
    on: "websocket",
    name: "any window may interrupt, and all see how the turn ends",
    async run(stage) {
      const [one, other] = [await stage.connect("held"), await stage.connect("held")];
      const session_id = await openHeld(one);
      await other.ok("session.interrupt", { session_id });
      const { payload } = await one.event("message.complete", session_id);
      assert.equal(payload.status, "interrupted");
      await other.settle();
      assert.deepEqual(other.log.filter((frame) => frame.kind === "event").length, 1);
    },
  },
  {
    number: 33,
    on: "websocket",
    name: "a session with close_on_disconnect ends when its window goes",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const { session_id } = await one.open({ close_on_disconnect: true });
      assert.ok(await isLive(other, session_id));
      await one.leave();
      await eventually("the session has ended", () => isGone(other, session_id));
    },
  },
  {
    number: 64,
    on: "websocket",
    name: "close_on_disconnect is set by whatever is true, and is off when absent",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const idsOf = async (values: unknown[]) => {
        const ids: string[] = [];
        for (const close_on_disconnect of values) {
          const params = { ...(close_on_disconnect === undefined ? {} : { close_on_disconnect }) };
          ids.push((await one.ok("session.create", params)).session_id);
        }
        return ids;
      };
      const stay = await idsOf([undefined, false, 0, "", null]);
      const go = await idsOf([true, 1, "yes"]);
      await one.leave();
      for (const id of go) await eventually("the session has ended", () => isGone(other, id));
      for (const id of stay) assert.ok(await isLive(other, id));
      for (const session_id of stay) await other.ok("session.close", { session_id });
    },
  },
  {
    number: 34,
    on: "websocket",
    name: "a session without the flag outlives its window, and the next one goes on with it",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const { session_id } = await one.open({ close_on_disconnect: false });
      await one.turn(session_id, "before");
      await one.leave();
      const events = await other.turn(session_id, "after");
      assert.equal(events.find(ofType("message.complete"))?.payload.text, "after");
      const { messages } = await other.ok("session.history", { session_id });
      const asked = messages.flatMap((row) => row.role === "user" ? [row.text] : []);
      assert.deepEqual(asked, ["before", "after"]);
      await other.ok("session.close", { session_id });
    },
  },
  {
    number: 30,
    on: "websocket",
    name: "what a session says while nobody watches reaches nobody",
    async run(stage) {
      const [one, other] = [await stage.connect("held"), await stage.connect("held")];
      const { session_id } = await one.open({ close_on_disconnect: false });
      await one.ok("prompt.submit", { session_id, text: "first second" });
      await one.event("message.delta", session_id);
      await one.leave();
      await other.next();
      await other.ok("session.interrupt", { session_id });
      // A turn that has been interrupted is over when the interrupt is answered, or soon after.
      await eventually("the turn is over", async () => {
        const { sessions } = await other.ok("session.active_list");
        return sessions.find((session) => session.id === session_id)?.status === "idle";
      });
      assert.deepEqual((await other.settle()).map((frame) => frame.raw), []);
      await other.ok("session.close", { session_id });
    },
  },
  {
    number: 198,
    on: "websocket",
    name: "after its grace a session nobody watches ends; a watched one, or one that works, stays",
    async run(stage) {
      const server = await stage.launch({
        args: ["--pace", "3600000"],
        env: { TIDEGATE_WS_ORPHAN_REAP_GRACE_S: "0.3" },
      });
      const [one, other] = [await server.connect(), await server.connect()];
      const keep = { close_on_disconnect: false };
      const working = (await one.open(keep)).session_id;
      const watched = (await one.open(keep)).session_id;
      const idle = (await one.open(keep)).session_id;
      await one.ok("prompt.submit", { session_id: working, text: "first second" });
      await other.turn(watched, "word");
      await one.leave();
      // Sessions are left in the order they were opened in: when the last is reaped, the grace of the
      // others has ended too.
      await eventually("the idle session is reaped", () => isGone(other, idle));
      assert.ok(await isLive(other, watched));
      assert.ok(await isLive(other, working));
      await other.ok("session.interrupt", { session_id: working });
      await eventually("it is reaped once its turn has ended", () => isGone(other, working));
      assert.ok(await isLive(other, watched));
    },
  },
  {
    name: "a session that is re-attached within its grace stays",
    on: "websocket",
    async run(stage) {
      const server = await stage.launch({
        args: ["--pace", "0"],
        // The name that launchers of older gateways know.
        env: { HERMES_TUI_WS_ORPHAN_REAP_GRACE_S: "1" },
      });
      const [one, other] = [await server.connect(), await server.connect()];
      const kept = (await one.open({ close_on_disconnect: false })).session_id;
      const lost = (await one.open({ close_on_disconnect: false })).session_id;
      await one.leave();
      await other.turn(kept, "here I am again");
      await eventually("the other one is reaped", () => isGone(other, lost));
      assert.ok(await isLive(other, kept));
    },
  },
  {
    number: 204,
    on: "websocket",
    name: "a window that goes leaves a line with what became of its sessions",
    async run(stage) {
      const server = await stage.launch({ args: ["--log-level", "info"] });
      const [one, other] = [await server.connect(), await server.connect()];
      const flagged = (await one.open({ close_on_disconnect: true })).session_id;
      const kept = (await one.open({ close_on_disconnect: false })).session_id;
      await one.exchange("not json");
      // Nothing is left to be said to it: what cannot be sent any more would be the reason of its end.
      for (const session of [flagged, kept]) await one.event("session.info", session);
      await one.leave();
      await eventually("the session has ended", () => isGone(other, flagged));
      const { err } = await server.end();
      const line = err.find((text) => text.includes("ws closed")) ?? assert.fail(err.join("\n"));
      const fields = Object.fromEntries(
        [...line.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, name, value]) => [name, value]),
      );
      assert.match(fields.peer ?? "", /^127\.0\.0\.1:\d+$/);
      assert.match(fields.reason ?? "", /client_disconnect/);
      assert.deepEqual(
        [fields.messages, fields.parse_errors, fields.dispatch_crashes, fields.send_failures],
        ["3", "1", "0", "0"],
      );
      assert.deepEqual([fields.reaped_sessions, fields.detached_sessions], ["1", "1"]);
      assert.ok(err.some((text) => text.includes("ws accepted")));
    },
  },
];
