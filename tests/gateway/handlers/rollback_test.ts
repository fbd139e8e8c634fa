import assert from "node:assert/strict";
import { symlink } from "../../adapters/support/symlink.ts";
import { rollbackTest } from "../../git/support/rollback_bench.ts";

rollbackTest(
  "a turn has a checkpoint before it, and restoring that takes both back",
  async (bench) => {
    const { live } = bench;
    await bench.write("a.txt", "one\n");
    const session_id = await live.open();
    assert.deepEqual(await live.result("rollback.list", { session_id }), {
      enabled: true,
      checkpoints: [],
    });
    await bench.turn(session_id, "First.", ["a.txt", "two\n"]);
    await bench.turn(session_id, "Second.", ["new.txt", "new\n"]);
    const [second, first] = await bench.checkpoints(session_id);
    assert.deepEqual([first?.number, first?.message, first?.reason], [
      2,
      'before "First."',
      "turn",
    ]);
    assert.equal(new Date(second?.timestamp).toISOString(), second?.timestamp);
    const { stat, diff, truncated } = await live.result("rollback.diff", {
      session_id,
      hash: first?.hash,
    });
    assert.match(stat, /2 files changed/);
    assert.match(diff, /^-one\n\+two$/m);
    assert.equal(truncated, false);
    const restored = await live.result("rollback.restore", { session_id, hash: second?.hash });
    assert.deepEqual(
      [restored.success, restored.restored_to, restored.history_removed],
      [true, second?.hash, 2],
    );
    assert.equal(await bench.read("a.txt"), "two\n");
    await assert.rejects(bench.read("new.txt"), Deno.errors.NotFound);
    const { messages } = await live.result("session.history", { session_id });
    assert.deepEqual(messages.map(({ text }: { text: string }) => text), ["First.", "Done."]);
    // The restore can be taken back, as far as files go.
    const undone = await live.result("rollback.restore", { session_id, hash: restored.undo });
    assert.deepEqual([undone.success, undone.history_removed], [true, 0]);
    assert.equal(await bench.read("new.txt"), "new\n");
  },
);

rollbackTest("rollback.restore tells every window that messages were taken back", async (bench) => {
  const { live } = bench;
  const session_id = await live.open();
  await bench.turn(session_id, "First.", ["a.txt", "two\n"]);
  live.send("rollback.restore", { session_id, hash: 1 });
  assert.deepEqual(await live.event("session.rewound"), { message_count: 0, removed: 2 });
});

rollbackTest("conformance 149: rollback.restore is 4009 while a turn runs", async (bench) => {
  const { live } = bench;
  const session_id = await live.open();
  await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
  await bench.begin(session_id, "Second.");
  const { error } = await live.call("rollback.restore", { session_id, hash: "1" });
  assert.equal(error.code, 4009);
  assert.match(error.message, /^session busy/);
  await bench.end(session_id);
});

rollbackTest(
  "rollback.restore is 4009 while another session has a turn in the same folder",
  async (bench) => {
    const { live, world } = bench;
    const [one, other] = [await live.open(), await live.open({ cwd: bench.cwd })];
    await symlink(bench.cwd, world.path("by-link"));
    const third = await live.open({ cwd: world.path("by-link") });
    const elsewhere = await live.open({ cwd: world.root });
    await bench.turn(one, "First.", ["a.txt", "one\n"]);
    await bench.begin(elsewhere, "Elsewhere.");
    const restored = await live.result("rollback.restore", { session_id: other, hash: 1 });
    assert.deepEqual([restored.success, restored.history_removed], [true, 0]);
    assert.match(restored.reason, /not its conversation/);
    await bench.end(elsewhere);
    await bench.begin(third, "Third.");
    assert.equal(await live.code("rollback.restore", { session_id: one, hash: "1" }), 4009);
    await bench.end(third);
  },
);

rollbackTest(
  "conformance 218: a number is a hash; one file is restored alone, also while a turn runs",
  async (bench) => {
    const { live } = bench;
    await bench.write("a.txt", "a1\n");
    await bench.write("sub/b.txt", "b1\n");
    const session_id = await live.open();
    await bench.turn(session_id, "First.", ["a.txt", "a2\n"]);
    await bench.begin(session_id, "Second.");
    await bench.write("sub/b.txt", "b2\n");
    const [, first] = await bench.checkpoints(session_id);
    for (const [hash, file_path] of [[2, "sub/b.txt"], ["2", `${bench.cwd}/a.txt`]]) {
      // Number two is the same one as long as no checkpoint is made.
      const params = {
        session_id,
        hash: file_path === "sub/b.txt" ? hash : first?.hash,
        file_path,
      };
      const restored = await live.result("rollback.restore", params);
      assert.deepEqual([restored.success, restored.restored_to], [true, first?.hash]);
      assert.equal(restored.history_removed, undefined);
      if (file_path === "sub/b.txt") assert.equal(await bench.read("a.txt"), "a2\n");
    }
    assert.equal(await bench.read("sub/b.txt"), "b1\n");
    assert.equal(await bench.read("a.txt"), "a1\n");
    await bench.end(session_id);
    assert.equal((await live.result("session.history", { session_id })).count, 4);
  },
);

rollbackTest("rollback.restore restores nothing outside of the folder", async (bench) => {
  const { live, world } = bench;
  const session_id = await live.open();
  await world.write("outside/a.txt", "outside\n");
  await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
  await symlink(world.path("outside"), world.path("work/out"));
  const outside = ["../outside/a.txt", world.path("outside/a.txt"), "out/a.txt", "a/../../x", ".."];
  for (const file_path of [...outside, ".", "sub/../a.txt"]) {
    const params = { session_id, hash: 1, file_path };
    const { success, error } = await live.result("rollback.restore", params);
    assert.equal(success, false, file_path);
    assert.match(error, /^Cannot restore: ".+" is not in the session's folder$/);
  }
  assert.equal(await Deno.readTextFile(world.path("outside/a.txt")), "outside\n");
});

rollbackTest("rollback.diff and rollback.restore want to know which checkpoint", async (bench) => {
  const { live } = bench;
  const session_id = await live.open();
  for (const method of ["rollback.diff", "rollback.restore"]) {
    for (const hash of [undefined, null, "", "  "]) {
      assert.equal(await live.code(method, { session_id, hash }), 4014);
    }
    assert.equal(await live.code(method, { session_id: "nobody", hash: "1" }), 4001);
  }
  assert.equal(await live.code("rollback.diff", { session_id, hash: "1" }), 5022);
  const none = await live.result("rollback.restore", { session_id, hash: "1" });
  assert.deepEqual(none, {
    success: false,
    error: "Cannot restore: there is no checkpoint yet",
  });
  await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
  for (const hash of ["2", "0", "ffff0000", "HEAD", "-x"]) {
    assert.equal((await live.result("rollback.restore", { session_id, hash })).success, false);
    assert.equal(await live.code("rollback.diff", { session_id, hash }), 5022);
  }
});

rollbackTest(
  "rollback.restore leaves a conversation alone that has become another",
  async (bench) => {
    const { live } = bench;
    const session_id = await live.open();
    await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
    await bench.turn(session_id, "Second.", ["a.txt", "two\n"]);
    const [second] = await bench.checkpoints(session_id);
    await live.result("session.undo", { session_id });
    await live.result("session.undo", { session_id });
    await bench.turn(session_id, "Third.", ["a.txt", "three\n"]);
    await bench.turn(session_id, "Fourth.", ["a.txt", "four\n"]);
    const restored = await live.result("rollback.restore", { session_id, hash: second?.hash });
    assert.deepEqual([restored.success, restored.history_removed], [true, 0]);
    assert.equal(await bench.read("a.txt"), "one\n");
    assert.equal((await live.result("session.history", { session_id })).count, 4);
  },
);

rollbackTest(
  "a prompt that comes while a folder is restored waits for the end of it",
  async (bench) => {
    const { live } = bench;
    const session_id = await live.open();
    await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
    const restoring = live.send("rollback.restore", { session_id, hash: 1 });
    live.send("prompt.submit", { session_id, text: "Second." });
    const { result } = await live.next(({ id }) => id === restoring);
    assert.equal(result.history_removed, 2);
    await live.event("message.start");
    await bench.end(session_id);
    const { messages } = await live.result("session.history", { session_id });
    assert.deepEqual(messages.map(({ text }: { text: string }) => text), ["Second.", "Done."]);
  },
);

rollbackTest(
  "/rollback lists, shows and restores; /snapshot restore is for command.dispatch",
  async (bench) => {
    const { live } = bench;
    const session_id = await live.open();
    const exec = (command: string) => live.result("slash.exec", { session_id, command });
    assert.equal((await exec("/rollback")).output, "There are no checkpoints yet.");
    await bench.turn(session_id, "First.", ["a.txt", "one\n"]);
    assert.match(
      (await exec("/rollback list")).output,
      /^ {2}1 {2}[0-9a-f]{10} .* before "First\."$/,
    );
    assert.match((await exec("/rollback diff 1")).output, /1 file changed[\s\S]*^\+one$/m);
    assert.match((await exec("/rollback diff")).warning, /^usage: /);
    assert.match((await exec("/rollback 7")).output, /^Cannot restore: there is no checkpoint 7/);
    assert.match((await exec("/rollback 1 a.txt")).output, /^Restored: "a\.txt" is as it was/);
    await assert.rejects(bench.read("a.txt"), Deno.errors.NotFound);
    for (const command of ["/snapshot restore 1", "/snap rewind", "/SNAPSHOT  Restore"]) {
      assert.equal(await live.code("slash.exec", { session_id, command }), 4018);
    }
    const dispatch = { session_id, name: "snapshot", arg: "restore 2" };
    const { type, output } = await live.result("command.dispatch", dispatch);
    assert.equal(type, "exec");
    assert.match(output, /^Restored: the folder is as it was before "First\."\.\n2 messages/);
    assert.equal((await live.result("session.history", { session_id })).count, 0);
  },
);

rollbackTest(
  "a restore waits for an agent that was interrupted and has not let go of the folder",
  async (bench) => {
    const { live } = bench;
    live.provider.script.obeys = false;
    await bench.write("a.txt", "one\n");
    const session_id = await live.open();
    const beside = await live.open();
    await bench.begin(session_id, "First.");
    await live.result("session.interrupt", { session_id });
    const restoring = live.send("rollback.restore", { session_id, hash: "1" });
    const refused = live.send("rollback.restore", { session_id: beside, hash: "1" });
    const { id, error } = await live.next((frame) => [restoring, refused].includes(frame.id));
    assert.deepEqual([id, error?.code], [refused, 4009]);
    assert.match(error?.message, /works in the same folder/);
    await bench.write("a.txt", "two, by the agent that still works\n");
    live.provider.builds[0]?.agent.turn.end();
    assert.equal((await live.next((frame) => frame.id === restoring)).result?.success, true);
    assert.equal(await bench.read("a.txt"), "one\n");
  },
);
