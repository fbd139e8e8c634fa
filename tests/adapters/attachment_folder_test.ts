import assert from "node:assert/strict";
import { attachmentFolder } from "../../src/adapters/attachment_folder.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const bytes = new Uint8Array([1, 2, 3]);

Deno.test("attachmentFolder() keeps what is sent in a session, for this user alone, until it is removed", () =>
  inFolder(async (root) => {
    const folder = attachmentFolder(() => `${root}/state/attachments`);
    assert.deepEqual(await folder.all(), []);
    const one = await folder.keep("0a1b2c3d", { name: "cat.png", bytes });
    const two = await folder.keep("0a1b2c3d", { name: "cat.png", bytes });
    assert.notEqual(one, two);
    assert.match(one, /[\\/]0a1b2c3d[\\/][0-9a-f]{8}_cat\.png$/);
    assert.deepEqual(await Deno.readFile(one), bytes);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(one)).mode! & 0o777, 0o600);
      assert.equal((await Deno.stat(`${root}/state/attachments`)).mode! & 0o777, 0o700);
    }
    const [kept] = await folder.all();
    assert.equal(kept?.session, "0a1b2c3d");
    assert.ok(Math.abs((kept?.at ?? 0) - (await Deno.stat(one)).mtime!.getTime()) < 60_000);
    await folder.remove("0a1b2c3d");
    await folder.remove("0a1b2c3d");
    assert.deepEqual(await folder.all(), []);
  }));

Deno.test("attachmentFolder() removes one file of a session's own, and nothing that lies elsewhere", () =>
  inFolder(async (root) => {
    const folder = attachmentFolder(() => `${root}/kept`);
    const one = await folder.keep("0a1b2c3d", { name: "cat.png", bytes });
    const two = await folder.keep("0a1b2c3d", { name: "cat.png", bytes });
    const other = await folder.keep("00000000", { name: "cat.png", bytes });
    const outside = `${root}/01234567_mine.txt`;
    await Deno.writeTextFile(outside, "x");
    await Deno.writeTextFile(`${root}/kept/0a1b2c3d/mine.txt`, "x");
    const name = other.slice(other.lastIndexOf("00000000") + 9);
    const foreign = [
      other,
      outside,
      `${root}/kept/0a1b2c3d/../00000000/${name}`,
      `${root}/kept/0a1b2c3d/mine.txt`,
      `${root}/kept/0a1b2c3d`,
      "",
    ];
    for (const path of foreign) await folder.removeFile("0a1b2c3d", path);
    for (const path of [one, two, other, outside]) await Deno.stat(path);
    await Deno.stat(`${root}/kept/0a1b2c3d/mine.txt`);
    await folder.removeFile("0a1b2c3d", one);
    await folder.removeFile("0a1b2c3d", one);
    await assert.rejects(Deno.stat(one), Deno.errors.NotFound);
    await Deno.stat(two);
    await assert.rejects(folder.removeFile("..", `${root}/01234567_mine.txt`), RangeError);
    await attachmentFolder(() => undefined).removeFile("0a1b2c3d", two);
  }));

Deno.test("attachmentFolder() makes a plain name of any name, and takes no path for one", () =>
  inFolder(async (root) => {
    const folder = attachmentFolder(() => root);
    const name = async (given: string) =>
      (await folder.keep("00000000", { name: given, bytes })).slice(root.length + 19);
    assert.equal(await name("../../etc/pass wd.png"), "etc_pass_wd.png");
    assert.equal(await name("`rm -rf`\n\0.png"), "_rm_-rf_.png".slice(1));
    assert.equal(await name("größe 猫.webp"), "größe_猫.webp");
    assert.equal(await name(""), "file");
    assert.equal(await name(".."), "file");
    assert.ok((await name(`${"x".repeat(500)}.${"y".repeat(500)}`)).length < 120);
    await assert.rejects(folder.keep("../x", { name: "a", bytes }), /Cannot keep attachments of/);
    await assert.rejects(folder.remove(".."), RangeError);
  }));

Deno.test("attachmentFolder() leaves what is none of its own, and says where there is no place", async () => {
  await inFolder(async (root) => {
    await Deno.mkdir(`${root}/mine`);
    assert.deepEqual(await attachmentFolder(() => root).all(), []);
  });
  const nowhere = attachmentFolder(() => undefined);
  await assert.rejects(
    nowhere.keep("00000000", { name: "a", bytes }),
    /set HOME or XDG_STATE_HOME/,
  );
  await nowhere.remove("00000000");
  assert.deepEqual(await nowhere.all(), []);
});

Deno.test("attachmentFolder() keeps a name of letters that take many bytes", () =>
  inFolder(async (root) => {
    const folder = attachmentFolder(() => root);
    const long = "\u{20000}".repeat(300);
    const path = await folder.keep("00000000", { name: `${long}.${long}`, bytes });
    assert.ok(path.isWellFormed());
    assert.deepEqual(await Deno.readFile(path), bytes);
    assert.match(await folder.keep("00000000", { name: `${long}.sqlite`, bytes }), /\.sqlite$/);
  }));
