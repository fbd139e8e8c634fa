/** Completion and attachments: PROTOCOL 3.5, 3.8, CONFORMANCE B, M. */
import assert from "node:assert/strict";
import { GIF, PNG } from "../../workspace/support/images.ts";
import type { Case, Stage } from "../case.ts";
import type { Peer } from "../peer.ts";

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

/** A session in a folder with a few files, on a server whose state is a folder of its own. */
async function inFolder(
  stage: Stage,
  act: (place: { peer: Peer; session_id: string; cwd: string; state: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tidegate-conformance-" }));
  const [cwd, state] = [`${folder}/work`, `${folder}/state`];
  try {
    await Deno.mkdir(`${cwd}/data`, { recursive: true });
    await Deno.writeTextFile(`${cwd}/data/exam.csv`, "a,b\n");
    await Deno.writeTextFile(`${cwd}/my notes.md`, "# Notes\n");
    await Deno.writeFile(`${cwd}/cat.png`, PNG);
    await Deno.writeFile(`${cwd}/my cat.gif`, GIF);
    const server = await stage.launch({ args: ["--pace", "0"], env: { XDG_STATE_HOME: state } });
    const peer = await server.connect();
    const { session_id } = await peer.open({ cwd });
    await act({ peer, session_id, cwd, state });
    await server.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Cases that any server can play. */
export const fileCases: readonly Case[] = [
  {
    name: "complete.slash has a place for a command, and none for another text",
    async run(stage) {
      const peer = await stage.connect();
      const { items, replace_from } = await peer.ok("complete.slash", { text: "/hel" });
      assert.deepEqual([items[0]?.text, replace_from], ["help", 1]);
      assert.deepEqual(await peer.ok("complete.slash", { text: "hel" }), { items: [] });
    },
  },
  {
    number: 194,
    name: "image.attach_bytes is 4017 for what is no base64, 4018 for too much, 4016 for no image",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const code = async (content_base64: string) => {
        return (await peer.refused("image.attach_bytes", { session_id, content_base64 })).code;
      };
      assert.equal(await code("%%%"), 4017);
      assert.equal(await code("A".repeat(33_400_000)), 4018);
      assert.equal(await code(btoa("%PDF-1.7")), 4016);
      assert.equal(await code(""), 4015);
    },
  },
  {
    number: 182,
    name: "model.options lists the agents there are, the one in force among them",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { providers, model, provider } = await peer.ok("model.options", { session_id });
      const current = providers.filter(({ is_current }) => is_current);
      assert.deepEqual(current.map(({ slug }) => slug), [provider]);
      assert.ok(current[0]?.models.includes(model));
    },
  },
  {
    name: "clipboard.paste and pdf.attach say what there is to attach, or why nothing",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { attached } = await peer.ok("clipboard.paste", { session_id });
      assert.equal(typeof attached, "boolean");
      const { code } = await peer.refused("pdf.attach", { session_id, path: "none.pdf" });
      // Without a program that draws, and with one.
      assert.ok([5028, 4016].includes(code), String(code));
    },
  },
];

/** Cases of servers that may read and write files. */
export const folderCases: readonly Case[] = [
  {
    name: "complete.path finds files by their names, and lists folders as they are typed",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id }) => {
        const texts = async (word: string) => {
          const { items } = await peer.ok("complete.path", { session_id, word });
          return items.map(({ text }) => text);
        };
        assert.deepEqual(await texts("@exam"), ["@file:data/exam.csv"]);
        assert.deepEqual(await texts("./d"), ["./data/"]);
        assert.deepEqual(await texts("@notes"), ["@file:`my notes.md`"]);
        assert.equal((await texts("@")).length, 6);
        assert.deepEqual(await texts(" "), []);
      }),
  },
  {
    number: 186,
    name: "file.attach of a file inside the workspace copies nothing",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id, cwd, state }) => {
        const path = `${cwd}/data/exam.csv`;
        const attached = await peer.ok("file.attach", { session_id, path });
        assert.deepEqual([attached.ref_text, attached.uploaded], ["@file:data/exam.csv", false]);
        await assert.rejects(Deno.stat(`${state}/tidegate/attachments`), Deno.errors.NotFound);
      }),
  },
  {
    number: 188,
    name: "file.attach puts a name with blanks into back-quotes",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id }) => {
        const params = { session_id, path: "my notes.md" };
        const { ref_text } = await peer.ok("file.attach", params);
        assert.equal(ref_text, "@file:`my notes.md`");
      }),
  },
  {
    number: 189,
    name: "input.detect_drop finds the absolute path of an image",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id, cwd }) => {
        const text = `${cwd}/cat.png`;
        const found = await peer.ok("input.detect_drop", { session_id, text });
        assert.deepEqual([found.matched, found.is_image, found.path], [true, true, text]);
        assert.deepEqual(await peer.ok("input.detect_drop", { session_id, text: "hello" }), {
          matched: false,
        });
      }),
  },
  {
    number: 190,
    name: "input.detect_drop reads escaped blanks, and leaves the words behind the path",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id, cwd }) => {
        const text = `${cwd}/my\\ cat.gif what is this?`;
        const found = await peer.ok("input.detect_drop", { session_id, text });
        assert.deepEqual([found.matched, found.path, found.text], [
          true,
          `${cwd}/my cat.gif`,
          "what is this?",
        ]);
      }),
  },
  {
    number: 192,
    name: "image.attach_bytes writes a file nobody else reads, and the prompt takes it along",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id, state }) => {
        const params = { session_id, content_base64: base64(PNG), filename: "cat.png" };
        const attached = await peer.ok("image.attach_bytes", params);
        assert.deepEqual([attached.count, attached.bytes, attached.width], [1, PNG.length, 60]);
        assert.ok(attached.path.startsWith(`${state}/tidegate/attachments/${session_id}/`));
        assert.deepEqual(await Deno.readFile(attached.path), PNG);
        if (Deno.build.os !== "windows") {
          assert.equal((await Deno.stat(attached.path)).mode! & 0o777, 0o600);
        }
        await peer.turn(session_id, "what is it?");
        const { messages } = await peer.ok("session.history", { session_id });
        assert.match(String(messages[0]?.text), /^what is it\?\nfile:\/\/\S+cat\.png$/);
        assert.match(String(messages.at(-1)?.text), /cat\.png \(image\/png\)/);
      }),
  },
  {
    number: 193,
    name: "image.attach_bytes takes a data: URL, and `data` for the name of its content",
    run: (stage) =>
      inFolder(stage, async ({ peer, session_id }) => {
        const content_base64 = `data:image/gif;base64,${base64(GIF)}`;
        const one = await peer.ok("image.attach_bytes", { session_id, content_base64 });
        assert.match(one.path, /\.gif$/);
        const other = await peer.ok("image.attach_bytes", { session_id, data: base64(PNG) });
        assert.match(other.path, /\.png$/);
        const { path } = other;
        assert.deepEqual(await peer.ok("image.detach", { session_id, path }), {
          detached: true,
          count: 1,
        });
      }),
  },
];
