/** Checkpoints: PROTOCOL 3.4, 3.7, CONFORMANCE J, K, T. */
import assert from "node:assert/strict";
import type { Case, Stage } from "../case.ts";
import type { Peer } from "../peer.ts";
import { openHeld } from "./interrupts.ts";

/**
 * Writes what it is told to, `name text`, once it may: a turn does not wait for its checkpoint as long as a
 * machine may take that is busy. Told to wait, it does so until it is stopped.
 */
const agent = `
import { writeFileSync } from "node:fs";

export default {
  create: ({ cwd }) => ({
    async *prompt({ text, ask }, signal) {
      const [name, what] = text.split(" ");
      await ask({ kind: "clarify", question: "Now?" });
      if (name !== "wait") writeFileSync(cwd + "/" + name, what + "\\n");
      yield { type: "text", text: "written" };
      if (name === "wait") await new Promise((stop) => signal.addEventListener("abort", stop));
    },
  }),
};
`;

const config = `agent: writer
agents:
  writer: { type: module, path: agent.mjs }
checkpoints: { enabled: true }
`;

/** A session in a folder of its own, whose agent writes files. */
async function inFolder(
  stage: Stage,
  act: (place: { peer: Peer; session_id: string; cwd: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tidegate-conformance-" }));
  const cwd = `${folder}/work`;
  try {
    await Deno.mkdir(cwd);
    await Deno.writeTextFile(`${folder}/agent.mjs`, agent);
    await Deno.writeTextFile(`${folder}/config.yaml`, config);
    const args = ["--config", `${folder}/config.yaml`];
    const server = await stage.launch({ args, env: { XDG_STATE_HOME: `${folder}/state` } });
    const peer = await server.connect();
    const { session_id } = await peer.open({ cwd });
    await act({ peer, session_id, cwd });
    await server.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Submits a prompt, and lets its turn go on when there are so many checkpoints. */
async function submit(
  { peer, session_id }: { peer: Peer; session_id: string },
  text: string,
  count: number,
): Promise<void> {
  await peer.ok("prompt.submit", { session_id, text });
  const { payload } = await peer.event("clarify.request", session_id);
  const made = async () => (await peer.ok("rollback.list", { session_id })).checkpoints.length;
  while (await made() < count);
  await peer.ok("clarify.respond", { request_id: payload.request_id, answer: "yes" });
}

/** Cases that any server can play. */
export const busyRollbackCases: readonly Case[] = [
  {
    number: 149,
    name: "rollback.restore of everything is refused with 4009 while a turn runs",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const { code, message } = await peer.refused("rollback.restore", { session_id, hash: "1" });
      assert.equal(code, 4009);
      assert.match(message, /^session busy/);
      assert.equal((await peer.refused("rollback.restore", { session_id })).code, 4014);
      await peer.ok("session.interrupt", { session_id });
      await peer.event("message.complete", session_id);
    },
  },
  {
    number: 156,
    name: "/snapshot restore is 4018 by slash.exec, and an answer to show by command.dispatch",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const command = "/snapshot restore 1";
      const { code, message } = await peer.refused("slash.exec", { session_id, command });
      assert.equal(code, 4018);
      assert.match(message, /command\.dispatch/);
      const params = { session_id, name: "snapshot", arg: "restore 1" };
      const { type, output } = await peer.ok("command.dispatch", params);
      assert.equal(type, "exec");
      assert.notEqual(output, "");
    },
  },
  {
    name: "rollback.list of a server without checkpoints answers that there are none",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { enabled, checkpoints } = await peer.ok("rollback.list", { session_id });
      assert.deepEqual([enabled, checkpoints], [false, []]);
    },
  },
];

/** Cases of servers that run git, and keep checkpoints. */
export const rollbackCases: readonly Case[] = [
  {
    number: 218,
    name: "rollback by number is by hash; one file is restored alone, also while a turn runs",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id, cwd }) => {
        const read = (name: string) => Deno.readTextFile(`${cwd}/${name}`);
        const place = { peer, session_id };
        for (const [i, text] of ["a.txt one", "b.txt one", "a.txt two", "b.txt two"].entries()) {
          await submit(place, text, i + 1);
          await peer.event("message.complete", session_id);
        }
        await submit(place, "wait", 5);
        await peer.event("message.delta", session_id);
        const { enabled, checkpoints } = await peer.ok("rollback.list", { session_id });
        assert.equal(enabled, true);
        assert.match(checkpoints[0]?.message ?? "", /wait/);
        const { stat, diff } = await peer.ok("rollback.diff", { session_id, hash: "3" });
        assert.match(stat, /2 files changed/);
        assert.match(diff, /^-one\n\+two$/m);
        const whole = await peer.refused("rollback.restore", { session_id, hash: "3" });
        assert.equal(whole.code, 4009);
        const file = { session_id, hash: "3", file_path: "a.txt" };
        const restored = await peer.ok("rollback.restore", file);
        assert.deepEqual([restored.success, restored.restored_to], [true, checkpoints[2]?.hash]);
        assert.deepEqual([await read("a.txt"), await read("b.txt")], ["one\n", "two\n"]);
        await peer.ok("session.interrupt", { session_id });
        await peer.event("message.complete", session_id);
        // The restore has made one, so that the same is the fourth by now.
        const all = await peer.ok("rollback.restore", { session_id, hash: 4 });
        assert.equal(all.restored_to, checkpoints[2]?.hash);
        assert.deepEqual([all.success, all.history_removed], [true, 6]);
        assert.deepEqual([await read("a.txt"), await read("b.txt")], ["one\n", "one\n"]);
        assert.equal((await peer.event("session.rewound", session_id)).payload.removed, 6);
        assert.equal((await peer.ok("session.history", { session_id })).count, 4);
      }),
  },
];
