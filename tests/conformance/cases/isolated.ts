/** Agents that run in processes of their own: what they do to those costs a turn and nothing else. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import type { Peer } from "../peer.ts";
import { withConfiguration } from "../with_configuration.ts";

const agent = `
import { spawnSync } from "node:child_process";
import process from "node:process";

const turnOfLoop = () => new Promise((resolve) => setTimeout(resolve, 1));
const acts = {
  async hello() {},
  async prints() {
    console.log("from console.log");
    process.stdout.write("from process.stdout\\n");
    spawnSync("sh", ["-c", "cat; echo from a program"], { stdio: "inherit" });
  },
  async crashes() {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
    await new Promise(() => {});
  },
  async leaves() {
    process.exit(3);
  },
  async loops() {
    for (;;);
  },
  async fills() {
    const kept = [];
    for (;;) kept.push(new Array(1_000).fill(kept.length));
  },
};

export default {
  async *prompt({ text }) {
    yield { type: "text", text: text + " begins" };
    await turnOfLoop();
    await acts[text]();
    yield { type: "text", text: ", ends" };
  },
};
`;

const config = `agent: odd
agents:
  odd: { type: module, path: agent.mjs, interrupt_grace_s: 0.1, memory_mib: 64 }
`;

const files = { "config.yaml": config, "agent.mjs": agent };

const faults: readonly (readonly [string, RegExp])[] = [
  ["crashes", /^the agent crashed/],
  ["leaves", /^the agent ended its own worker with code 3/],
  ["fills", /^the agent ran out of memory \(its limit is 64 MiB\)/],
];

async function complete(peer: Peer, session_id: string, text: string) {
  await peer.ok("prompt.submit", { session_id, text });
  return (await peer.event("message.complete", session_id)).payload;
}

export const isolatedCases: readonly Case[] = [
  {
    name: "a module answers as an agent, and nothing it prints is on stdout",
    async run(stage) {
      await withConfiguration(stage, files, async (peer) => {
        const { session_id } = await peer.open();
        assert.equal((await complete(peer, session_id, "hello")).text, "hello begins, ends");
        assert.equal((await complete(peer, session_id, "prints")).text, "prints begins, ends");
      });
    },
  },
  {
    name:
      "a module that crashes, exits or fills its memory costs its turn, and the next has another worker",
    async run(stage) {
      await withConfiguration(stage, files, async (peer) => {
        const { session_id } = await peer.open();
        for (const [way, told] of faults) {
          await peer.ok("prompt.submit", { session_id, text: way });
          const { payload } = await peer.event("error", session_id);
          assert.match(payload.message, told);
          assert.equal((await complete(peer, session_id, "hello")).status, "complete");
        }
        // A log without errors is asked of those that end in good order, and these belong there.
        await peer.leave();
      });
    },
  },
  {
    name: "a module that loops is ended by an interrupt",
    async run(stage) {
      await withConfiguration(stage, files, async (peer) => {
        const { session_id } = await peer.open();
        await peer.ok("prompt.submit", { session_id, text: "loops" });
        await peer.event("message.delta", session_id);
        await peer.ok("session.interrupt", { session_id });
        const { payload } = await peer.event("message.complete", session_id);
        assert.equal(payload.status, "interrupted");
        await peer.event("status.update", session_id);
        assert.equal((await complete(peer, session_id, "hello")).text, "hello begins, ends");
      });
    },
  },
];
