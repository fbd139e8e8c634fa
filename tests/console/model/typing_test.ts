/** What is typed and attached, against a real gateway that looks into a real folder. */
import assert from "node:assert/strict";
import { attachmentFolder } from "../../../src/adapters/attachment_folder.ts";
import { workspaceAccess } from "../../../src/adapters/workspace_access.ts";
import type { Picked } from "../../../src/console/model/attachments.ts";
import { complete } from "../../../src/console/model/completion.ts";
import type { Desk } from "../../../src/console/model/desk.ts";
import { say } from "../../../src/console/model/say.ts";
import { PNG } from "../../workspace/support/images.ts";
import { House, told, when } from "../support/house.ts";

/** A house in a folder with some files. */
async function withFolder(use: (house: House) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir({ prefix: "tidegate-console-" });
  try {
    await Deno.mkdir(`${cwd}/boats`);
    await Deno.writeTextFile(`${cwd}/boats/tide table.txt`, "low");
    await Deno.writeTextFile(`${cwd}/harbour.md`, "deep");
    await using house = await House.open(undefined, {
      cwd,
      workspace: workspaceAccess(),
      attachments: attachmentFolder(() => `${cwd}/kept`),
    });
    await use(house);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

function picked(name: string, type: string, bytes: Uint8Array): Picked {
  const data = btoa(String.fromCharCode(...bytes));
  const dataUrl = () => Promise.resolve(`data:${type};base64,${data}`);
  return { name, type, size: bytes.length, dataUrl };
}

/** The texts that a word at the end may become. */
async function becomes(desk: Desk, text: string): Promise<string[]> {
  const { client } = desk;
  const session = desk.shown.value?.session;
  const at = { text, cursor: text.length };
  const items = await complete({ client, session }, at, new AbortController().signal);
  return items.map((item) => item.text);
}

Deno.test("complete() completes commands, and words behind them, before and in a conversation", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    assert.deepEqual(await becomes(desk, "/und"), ["/undo"]);
    assert.deepEqual(await becomes(desk, "und"), []);
    assert.deepEqual(await becomes(desk, "//und"), []);
    await desk.begin();
    assert.deepEqual(await becomes(desk, "/comp"), ["/compress", "/compact"]);
  });
});

Deno.test("complete() completes a path behind an @, in the midst of a text", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    await desk.begin();
    assert.deepEqual(await becomes(desk, "look at @file:har"), ["look at @file:harbour.md"]);
    const { client } = desk;
    const at = { text: "@tide and more", cursor: 5 };
    const session = desk.shown.value?.session;
    const [item] = await complete({ client, session }, at, new AbortController().signal);
    assert.equal(item?.text, "@file:`boats/tide table.txt` and more");
    assert.equal(item?.cursor, "@file:`boats/tide table.txt`".length);
    const [folder] = await complete(
      { client, session },
      { text: "@folder:", cursor: 8 },
      new AbortController().signal,
    );
    assert.equal(folder?.opens, true);
  });
});

Deno.test("Attachments go with the prompt, are shown by their names, and so after a reload", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    const conversation = await desk.begin();
    const { attachments, session, transcript } = conversation;
    await attachments.add(session, picked("a cat.png", "image/png", PNG));
    await attachments.add(session, picked("notes.txt", "text/plain", new Uint8Array([1, 2])));
    assert.deepEqual(attachments.all.value.map(({ state }) => state), ["ready", "ready"]);
    await say(desk, "look");
    assert.deepEqual(attachments.all.value, []);
    await when(transcript.running, (runs) => runs);
    const { attachments: given } = house.provider.turn.input;
    assert.equal(given?.length, 2);
    house.provider.turn.end();
    await when(transcript.running, (runs) => !runs);
    const again = house.sit();
    await again.desk.show(conversation.stored);
    const there = again.desk.shown.value?.transcript.entries.value ?? [];
    for (const entries of [transcript.entries.value, there]) {
      const [user] = entries;
      assert.ok(user?.kind === "user", told(entries).join());
      assert.equal(user.text, "look");
      assert.deepEqual(user.attachments.map(({ name }) => name), ["notes.txt", "a_cat.png"]);
    }
  });
});

Deno.test("Attachments.remove() takes back what was attached", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    const { attachments, session, transcript } = await desk.begin();
    await attachments.add(session, picked("cat.png", "image/png", PNG));
    await attachments.remove(session, attachments.all.value[0]?.id ?? 0);
    await say(desk, "look");
    await when(transcript.running, (runs) => runs);
    assert.equal(house.provider.turn.input.attachments?.length ?? 0, 0);
  });
});

Deno.test("Attachments say what is wrong with a file, and send nothing of it", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    const { attachments, session } = await desk.begin();
    await attachments.add(session, picked("cat.png", "image/png", new Uint8Array([1, 2, 3])));
    await attachments.add(session, {
      ...picked("large.txt", "text/plain", new Uint8Array()),
      size: 1e9,
    });
    const [cat, large] = attachments.all.value;
    assert.equal(cat?.state, "failed");
    assert.match(large?.why ?? "", /over 20 MB/);
    assert.deepEqual(attachments.take(), { refs: [], images: [] });
  });
});

Deno.test("Attachments.remove() of what is on its way keeps it from going with the prompt", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    const { attachments, session, transcript } = await desk.begin();
    const cat = picked("cat.png", "image/png", PNG);
    const { promise, resolve } = Promise.withResolvers<string>();
    const adding = attachments.add(session, { ...cat, dataUrl: () => promise });
    await attachments.remove(session, attachments.all.value[0]?.id ?? 0);
    resolve(await cat.dataUrl());
    await adding;
    await say(desk, "look");
    await when(transcript.running, (runs) => runs);
    assert.equal(house.provider.turn.input.attachments?.length ?? 0, 0);
    house.provider.turn.end();
    await when(transcript.running, (runs) => !runs);
  });
});

Deno.test("Attachments come back with a reload, go with the next prompt, and are removed with their files", async () => {
  await withFolder(async (house) => {
    const { desk } = house.sit();
    const { attachments, session, stored } = await desk.begin();
    await attachments.add(session, picked("a cat.png", "image/png", PNG));
    await attachments.add(session, picked("notes.txt", "text/plain", new Uint8Array([1, 2])));
    await attachments.add(session, picked("more.txt", "text/plain", new Uint8Array([3])));
    const again = house.sit();
    await again.desk.show(stored);
    const there = again.desk.shown.value;
    assert.ok(there);
    const [cat, notes, more] = there.attachments.all.value;
    assert.deepEqual(
      there.attachments.all.value.map(({ name, kind, state }) => `${kind} ${state}: ${name}`),
      ["image ready: a cat.png", "file ready: notes.txt", "file ready: more.txt"],
    );
    const { path = "" } = more ?? {};
    await Deno.stat(path);
    await there.attachments.remove(there.session, more?.id ?? 0);
    await gone(path);
    await say(again.desk, "look");
    await when(there.transcript.running, (runs) => runs);
    const { attachments: given, text } = house.provider.turn.input;
    assert.equal(given?.length, 2);
    assert.equal(text, `look\n\n${notes?.refText}`);
    assert.ok(cat?.path !== undefined);
    assert.deepEqual(there.attachments.all.value, []);
    // What the other window still shows has gone along.
    await when(attachments.all, (all) => all.length === 0);
    house.provider.turn.end();
    await when(there.transcript.running, (runs) => !runs);
  });
});

/** Resolves once a file is removed: the gateway answers before it is. */
async function gone(path: string): Promise<void> {
  const watcher = Deno.watchFs(path.slice(0, path.lastIndexOf("/")));
  try {
    while (await exists(path)) await watcher[Symbol.asyncIterator]().next();
  } finally {
    watcher.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
