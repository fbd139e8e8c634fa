import assert from "node:assert/strict";
import { SpawnError } from "../../src/agent/spawn.ts";
import { TURN_WAITS_MS } from "../../src/gateway/checkpoint_desk.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { CheckpointWorld } from "../git/support/checkpoint_world.ts";
import { rollbackTest } from "../git/support/rollback_bench.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";

const off = [
  ["no checkpoints are configured", /keeps no checkpoints|are off/, (world) => ({
    git: { spawn: world.spawn },
  })],
  ["they are off", /checkpoints are off/, (world) => ({
    git: { spawn: world.spawn, checkpoints: { files: new CheckpointWorld(world).files } },
  })],
  ["there is no state folder", /no folder to keep checkpoints in/, (world) => ({
    git: {
      spawn: world.spawn,
      checkpoints: {
        enabled: true,
        files: { ...new CheckpointWorld(world).files, root: () => undefined },
      },
    },
  })],
  ["the state folder cannot be written", /cannot be kept/, (world) => ({
    git: {
      spawn: world.spawn,
      checkpoints: {
        enabled: true,
        files: { ...new CheckpointWorld(world).files, prepare: () => Promise.reject(Error("no")) },
      },
    },
  })],
  ["git is missing", /cannot start git/, (world) => ({
    git: {
      spawn: () => Promise.reject(new SpawnError("cannot start git: there is none")),
      checkpoints: { enabled: true, files: new CheckpointWorld(world).files },
    },
  })],
] satisfies [string, RegExp, Parameters<typeof rollbackTest>[2]][];

for (const [name, why, options] of off) {
  rollbackTest(`rollback.list says that there is nothing where ${name}`, async (bench) => {
    const { live } = bench;
    const session_id = await live.open();
    await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
    const { enabled, checkpoints, reason } = await live.result("rollback.list", { session_id });
    assert.deepEqual([enabled, checkpoints], [false, []]);
    assert.match(reason, why);
    const restored = await live.result("rollback.restore", { session_id, hash: "1" });
    assert.equal(restored.success, false);
    assert.deepEqual(live.log.at("error"), []);
  }, options);
}

rollbackTest("checkpoints are made from when config.set says so", async (bench) => {
  const { live } = bench;
  const session_id = await live.open();
  await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
  await live.result("config.set", { key: "checkpoints", value: "on" });
  assert.equal((await live.result("config.get", { key: "checkpoints" })).value, "on");
  await bench.turn(session_id, "Second.", ["a.txt", "two\n"]);
  assert.deepEqual((await bench.checkpoints(session_id)).map(({ message }) => message), [
    'before "Second."',
  ]);
}, (world) => ({
  git: { spawn: world.spawn, checkpoints: { files: new CheckpointWorld(world).files } },
}));

class Reader extends ScriptedProvider {
  readonly changesFiles = false;
}

rollbackTest("no checkpoint is made for an agent that changes no files", async (bench) => {
  const { live } = bench;
  const session_id = await live.open({ agent: "reader" });
  await live.result("prompt.submit", { session_id, text: "First." });
  await live.event("message.start");
  assert.deepEqual(await bench.checkpoints(session_id), []);
}, () => ({ agents: { reader: new Reader() } }));

rollbackTest("a turn does not wait for a git that hangs", async (bench) => {
  const { live } = bench;
  const session_id = await live.open();
  // Until the turn ends, git says nothing.
  await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
}, (world) => ({
  // As if it had waited as long as it does.
  clock: {
    ...systemClock,
    after: (ms, run) => systemClock.after(ms === TURN_WAITS_MS ? 0 : ms, run),
  },
  git: {
    spawn: (command) => world.spawn({ ...command, command: "sleep", args: ["1000"] }),
    checkpoints: { enabled: true, files: new CheckpointWorld(world).files },
  },
}));
