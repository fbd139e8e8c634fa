import assert from "node:assert/strict";
import { Children, encode, textOf } from "./support/children.ts";

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "SpawnedProcess.stdin hands everything over, and its end",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("cat");
    const writer = child.stdin.getWriter();
    const echoed = textOf(child.stdout);
    const line = `${"grüße ".repeat(10_000)}\n`;
    for (let i = 0; i < 50; i++) await writer.write(encode(line));
    await writer.close();
    assert.equal(await echoed, line.repeat(50));
    assert.deepEqual(await child.ended, { code: 0, signal: null });
  },
});

Deno.test({
  name: "SpawnedProcess.stdin rejects a write when the child has closed its input",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("exec <&-; echo closed; sleep 1000");
    await child.stdout.getReader().read();
    const writer = child.stdin.getWriter();
    const flood = async () => {
      for (;;) await writer.write(new Uint8Array(65_536));
    };
    await assert.rejects(flood(), /^Error: sh has closed its input$/);
    await assert.rejects(writer.write(encode("more")), /sh has closed its input/);
    await child.kill();
  },
});

Deno.test({
  name: "SpawnedProcess.stdin rejects a write after the child's end, and throws nowhere else",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("exit 0");
    await child.ended;
    const writer = child.stdin.getWriter();
    await assert.rejects(writer.write(encode("hello\n")), /sh has closed its input/);
    await child.kill();
  },
});

Deno.test({
  name: "SpawnedProcess.stdin keeps a write waiting that the child does not read, until it ends",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.up("echo up; sleep 1000");
    const writer = child.stdin.getWriter();
    const much = writer.write(new Uint8Array(16_777_216));
    // Two more children live their whole lives meanwhile.
    let settled = false;
    much.catch(() => {}).finally(() => settled = true);
    for (let i = 0; i < 2; i++) await (await children.sh("exit 0")).ended;
    assert.equal(settled, false);
    await Promise.all([child.kill(), assert.rejects(much, /sh has closed its input/)]);
  },
});

Deno.test({
  name: "SpawnedProcess.stdin can be aborted, which the child sees as its end",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("cat; echo end");
    await child.stdin.abort(new Error("enough"));
    assert.equal(await textOf(child.stdout), "end\n");
  },
});

Deno.test({
  name: "SpawnedProcess.stdout holds little of a flood that nobody reads",
  ignore,
  async fn() {
    await using children = new Children();
    const flood = await children.sh("echo up >&2; exec yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    await flood.stderr.getReader().read();
    // As long as another child takes to say 50 MB, which are read: the flood could have said as much.
    const other = await children.sh("yes bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb | head -c 50000000");
    assert.equal((await new Response(other.stdout).arrayBuffer()).byteLength, 50_000_000);
    await flood.kill();
    const rest = (await new Response(flood.stdout).arrayBuffer()).byteLength;
    assert.ok(rest >= 65_536 && rest <= 1_048_576, `${rest} bytes`);
  },
});

Deno.test({
  name: "SpawnedProcess.stdout ends when the child closes it, and the other pipes go on",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("echo first; exec >&-; read -r word; echo got $word >&2");
    assert.equal(await textOf(child.stdout), "first\n");
    const writer = child.stdin.getWriter();
    await writer.write(encode("word\n"));
    assert.equal(await textOf(child.stderr), "got word\n");
    assert.deepEqual(await child.ended, { code: 0, signal: null });
  },
});

Deno.test({
  name: "SpawnedProcess.stdout closes the pipe when it is cancelled",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh(
      "trap '' PIPE; while echo line; do :; done 2>/dev/null; exit 5",
    );
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    assert.deepEqual(await child.ended, { code: 5, signal: null });
  },
});

Deno.test({
  name: "SpawnedProcess.stderr keeps the last words of a child that has ended",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh("echo 'cannot go on' >&2; kill -KILL $$");
    await child.ended;
    await child.kill();
    assert.equal(await textOf(child.stderr), "cannot go on\n");
  },
});
