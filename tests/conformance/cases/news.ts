/** What every connection is told of the gateway as a whole. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";

export const newsCases: readonly Case[] = [
  {
    name: "gateway.ready says that changes are told, and sessions.changed tells of one's own too",
    async run(stage) {
      const peer = await stage.connect();
      const ready = await peer.event("gateway.ready");
      assert.equal(ready.payload.change_events, true);
      const { stored_session_id } = await peer.open();
      const { session, payload } = await peer.news("sessions.changed", ({ payload }) => {
        return payload.sessions.includes(stored_session_id);
      });
      assert.equal(session, "");
      assert.ok(payload.changes.includes("created"));
    },
  },
  {
    on: "websocket",
    name: "sessions.changed tells other windows of a title and of an end",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const { session_id, stored_session_id } = await one.open();
      const told = (change: "titled" | "ended") =>
        other.news("sessions.changed", ({ payload: { changes, sessions } }) => {
          return changes.includes(change) && sessions.includes(stored_session_id);
        });
      await one.ok("session.title", { session_id, title: `Tides ${session_id}` });
      await told("titled");
      await one.ok("session.close", { session_id });
      await told("ended");
    },
  },
  {
    on: "websocket",
    name: "session.reclaimed tells other windows of a session that ended with its own",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const { session_id, stored_session_id } = await one.open();
      await one.leave();
      const { payload } = await other.news("session.reclaimed", (event) => {
        return event.session === session_id;
      });
      assert.deepEqual(payload, { stored_session_id, reason: "ws_disconnect" });
    },
  },
];
