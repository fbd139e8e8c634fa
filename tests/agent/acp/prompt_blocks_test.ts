import assert from "node:assert/strict";
import { fileAccess } from "../../../src/adapters/file_access.ts";
import { promptBlocks, type PromptParts } from "../../../src/agent/acp/prompt_blocks.ts";

const ALL = { image: true, embeddedContext: true };
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

/** The blocks of a prompt in a folder with a few files, and the notices; paths as from that folder. */
async function blocksOf(parts: Partial<PromptParts>) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${folder}/in/src`, { recursive: true });
    await Deno.writeTextFile(`${folder}/in/src/a.ts`, "let a;\n");
    await Deno.writeTextFile(`${folder}/in/with space.md`, "# Hi");
    await Deno.writeTextFile(`${folder}/in/big.txt`, "x".repeat(200_000));
    await Deno.writeTextFile(`${folder}/outside.txt`, "not yours");
    await Deno.writeFile(`${folder}/in/pic.PNG`, PNG);
    await Deno.writeFile(`${folder}/in/blob.bin`, new Uint8Array([0, 1, 2]));
    const { blocks, notices } = await promptBlocks({
      text: "",
      attachments: [],
      capabilities: ALL,
      folder: `${folder}/in`,
      files: fileAccess,
      ...parts,
    });
    assert.deepEqual(blocks[0], { type: "text", text: parts.text ?? "" });
    return {
      blocks: JSON.parse(JSON.stringify(blocks.slice(1)).replaceAll(folder, "")) as unknown[],
      notices,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("promptBlocks() puts files that the text names into the prompt", async () => {
  const text = 'Look at @src/a.ts, then (@"with space.md") and @src/a.ts again';
  assert.deepEqual((await blocksOf({ text })).blocks, [
    { type: "resource", resource: { uri: "file:///in/src/a.ts", text: "let a;\n" } },
    { type: "resource", resource: { uri: "file:///in/with%20space.md", text: "# Hi" } },
  ]);
});

Deno.test("promptBlocks() reads references as clients of tui_gateway write them", async () => {
  const text = "@file:src/a.ts and @file:`with space.md`, in @folder:src/";
  assert.deepEqual((await blocksOf({ text })).blocks, [
    { type: "resource", resource: { uri: "file:///in/src/a.ts", text: "let a;\n" } },
    { type: "resource", resource: { uri: "file:///in/with%20space.md", text: "# Hi" } },
    { type: "resource_link", name: "src", uri: "file:///in/src" },
  ]);
});

Deno.test("promptBlocks() links what is large, no text, or a folder, or what the agent does not take", async () => {
  const link = (name: string, path: string) => ({
    type: "resource_link",
    name,
    uri: `file:///in/${path}`,
  });
  assert.deepEqual((await blocksOf({ text: "@big.txt @blob.bin @src" })).blocks, [
    link("big.txt", "big.txt"),
    link("blob.bin", "blob.bin"),
    link("src", "src"),
  ]);
  assert.deepEqual((await blocksOf({ text: "@src/a.ts", capabilities: {} })).blocks, [
    link("a.ts", "src/a.ts"),
  ]);
});

Deno.test("promptBlocks() shows an image to an agent that takes images", async () => {
  const uri = "file:///in/pic.PNG";
  const data = btoa(String.fromCharCode(...PNG));
  assert.deepEqual((await blocksOf({ text: "@pic.PNG" })).blocks, [
    { type: "image", mimeType: "image/png", data, uri },
  ]);
  assert.deepEqual((await blocksOf({ text: "@pic.PNG", capabilities: {} })).blocks, [
    { type: "resource_link", name: "pic.PNG", uri, mimeType: "image/png" },
  ]);
});

Deno.test("promptBlocks() leaves a text alone that names no file of the folder", async () => {
  for (
    const text of [
      "mail me@src/a.ts",
      "@nobody, hello",
      "@../outside.txt",
      "@/etc/passwd",
      "@",
      '@""',
    ]
  ) assert.deepEqual((await blocksOf({ text })).blocks, [], text);
  assert.deepEqual((await blocksOf({ text: "@src/a.ts", files: undefined })).blocks, []);
});

Deno.test("promptBlocks() adds what came with the prompt", async () => {
  const image = { kind: "image", mimeType: "image/png", data: "AAAA", name: "shot.png" } as const;
  const file = { kind: "file", path: "src/a.ts", mimeType: "text/plain" } as const;
  const sent = await blocksOf({ attachments: [image, file] });
  assert.deepEqual(sent.blocks, [
    { type: "image", mimeType: "image/png", data: "AAAA" },
    {
      type: "resource",
      resource: { uri: "file:///in/src/a.ts", text: "let a;\n", mimeType: "text/plain" },
    },
  ]);
  const left = await blocksOf({ attachments: [image], capabilities: {} });
  assert.deepEqual(left.blocks, []);
  assert.deepEqual(left.notices, ["the agent takes no images: shot.png was left out"]);
});

Deno.test("promptBlocks() names files by their URL on every system", async () => {
  const { blocks } = await promptBlocks({
    text: "",
    attachments: [{ kind: "file", path: "C:\\My files\\a.txt" }],
    capabilities: {},
    folder: "/",
    files: undefined,
  });
  assert.equal((blocks[1] as { uri?: string }).uri, "file:///C:/My%20files/a.txt");
});
