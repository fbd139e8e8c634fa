/** Which model a session has, and how it may act: PROTOCOL 3.6, CONFORMANCE H, L. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import type { Peer } from "../peer.ts";
import { withModel } from "../with_model.ts";

const env = { OPENAI_API_KEY: "sk-conformance-0f1e2d3c4b5a69788796a5b4c3d2e1f0" };

async function toggleYolo(peer: Peer, params: object): Promise<unknown[]> {
  const answer = await peer.ok("config.set", { key: "yolo", value: "", ...params });
  return [answer.value, answer.scope];
}

/** What `/approve` is answered with; nothing where the user is asked. */
async function approved(peer: Peer, session_id: string): Promise<string | undefined> {
  await peer.ok("prompt.submit", { session_id, text: "/approve rm -r build" });
  const isAsked = ofType("approval.request");
  const isEnd = ofType("message.complete");
  const last = (await peer.until((frame) => isAsked(frame) || isEnd(frame))).at(-1);
  if (last !== undefined && isEnd(last)) return last.payload.text;
  await peer.ok("session.interrupt", { session_id });
  await peer.event("message.complete", session_id);
  return undefined;
}

export const mindCases: readonly Case[] = [
  {
    number: 177,
    name: "yolo is of one session unless it is said to be of all, and is toggled by nothing said",
    async run(stage) {
      const server = await stage.launch({ args: ["--pace", "0"] });
      const peer = await server.connect();
      const { session_id } = await peer.open();
      const other = (await peer.open()).session_id;
      assert.deepEqual(await toggleYolo(peer, { session_id }), ["1", "session"]);
      assert.equal(await approved(peer, session_id), "once");
      assert.equal(await approved(peer, other), undefined);
      assert.deepEqual(await toggleYolo(peer, { session_id }), ["0", "session"]);
      assert.equal(await approved(peer, session_id), undefined);
      assert.deepEqual(await toggleYolo(peer, { scope: "global" }), ["1", "global"]);
      assert.equal(await approved(peer, other), "once");
      await server.end();
    },
  },
  {
    number: 178,
    name: "superseded: no agent has a faster tier, so fast is answered, and refused to be set",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      assert.equal((await peer.ok("config.get", { key: "fast", session_id })).value, "normal");
      const faster = { key: "fast", value: "on", session_id };
      assert.equal((await peer.refused("config.set", faster)).code, 4002);
    },
  },
  {
    number: 180,
    name: "another model for one session leaves every other what it has",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          const sibling = (await peer.open()).session_id;
          await peer.ok("config.set", { session_id, key: "model", value: "spring-tide" });
          for (const [id, model] of [[session_id, "spring-tide"], [sibling, "test-model"]]) {
            await peer.ok("prompt.submit", { session_id: id, text: "hi" });
            const asked = await upstream.request();
            assert.equal(asked.body.model, model);
            asked.finish("hello");
            await peer.turnEvents(String(id));
          }
        },
      });
    },
  },
  {
    number: 120,
    name: "session.usage counts sub-agents, and there are none",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const usage = await peer.ok("session.usage", { session_id });
      assert.equal(usage.active_subagents, 0);
    },
  },
];
