/** A gateway over pipes that tells a sidecar what it says. PROTOCOL 1.10, 7.2. */
import assert from "node:assert/strict";
import { exitLines } from "../../cli/support/child.ts";
import type { Case } from "../case.ts";
import { patiently } from "../patience.ts";
import type { Peer } from "../peer.ts";
import { withSidecar } from "../sidecar.ts";
import type { StdioLine } from "../stdio_target.ts";

async function turn(peer: Peer): Promise<string[]> {
  const { session_id } = await peer.open();
  await peer.turn(session_id, "high tide at noon");
  return peer.log.map(({ raw }) => raw);
}

export const sidecarCases: readonly Case[] = [
  {
    on: "stdio",
    name: "every frame of stdout gets to the sidecar, answers too, in order and as it is",
    async run(stage) {
      await withSidecar(async (sidecar) => {
        const server = await stage.launch({
          args: ["--pace", "0"],
          env: { HERMES_TUI_SIDECAR_URL: sidecar.url },
        });
        const peer = await server.connect();
        await turn(peer);
        await patiently(sidecar.opened, () => "the sidecar's line");
        await peer.finish();
        const told = await patiently(sidecar.ended, () => "the end of the sidecar's line");
        assert.deepEqual(told, peer.log.map(({ raw }) => raw));
        assert.ok(peer.log.some(({ kind }) => kind === "answer"));
      });
    },
  },
  {
    number: 28,
    on: "stdio",
    name: "a sidecar that fails, at once or in the middle, is nothing a peer could see",
    async run(stage) {
      const plain = turnOf(await turn(await (await stage.server()).connect()));
      await withSidecar(async (sidecar) => {
        sidecar.hangsUpAfter(3);
        for (const url of [sidecar.url, "ws://127.0.0.1:1/api/pub?token=t0ken&channel=tides"]) {
          const env = { TIDEGATE_SIDECAR_URL: url };
          const server = await stage.launch({ args: ["--pace", "0"], env });
          const peer = await server.connect();
          assert.deepEqual(turnOf(await turn(peer)), plain);
          if (url === sidecar.url) await patiently(sidecar.ended, () => "the sidecar's hanging up");
          // Whoever has answered this has heard of it.
          await peer.ok("setup.status");
          const { code, err } = await server.end();
          assert.equal(code, 0);
          const said = err.filter((line) => line.includes("the sidecar at "));
          assert.equal(said.length, 1, err.join("\n"));
          assert.match(said[0] ?? "", / is lost; /);
          assert.doesNotMatch(err.join("\n"), /t0ken/);
        }
      });
    },
  },
  {
    number: 29,
    on: "stdio",
    name: "a reader that leaves ends the process as ever, though a sidecar still listens",
    async run(stage) {
      await withSidecar(async (sidecar) => {
        const server = await stage.launch({ env: { TIDEGATE_SIDECAR_URL: sidecar.url } });
        const peer = await server.connect();
        await peer.settle();
        await (peer.line as StdioLine).child.out.cancel();
        await peer.request("setup.status");
        const { code, err } = await server.ended();
        assert.equal(code, 0);
        assert.deepEqual(exitLines(err), [
          "[gateway-exit] the peer is gone (broken stdout pipe)",
        ]);
        const told = await patiently(sidecar.ended, () => "the end of the sidecar's line");
        assert.match(told[0] ?? "", /gateway\.ready/);
        await peer.leave();
      });
    },
  },
];

/** What is the same in every run of a turn: the kinds of its frames, streams as one. */
function kinds(frames: readonly string[]): string[] {
  const all = frames.map((text) => JSON.parse(text).params?.type ?? "answer");
  return all.filter((kind, i) => kind !== all[i - 1]);
}

/** What a turn shows: the agent is ready before the prompt is answered, or behind it. */
function turnOf(frames: readonly string[]): string[] {
  const all = kinds(frames);
  return all.slice(all.indexOf("message.start"));
}
