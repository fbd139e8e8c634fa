import assert from "node:assert/strict";
import * as fc from "fast-check";
import { contentText } from "../../../src/agent/mcp/tool_content.ts";

function textOf(...content: unknown[]): string {
  return contentText({ content });
}

Deno.test("contentText() joins texts by a blank line", () => {
  assert.equal(textOf({ type: "text", text: "a" }, { type: "text", text: "b" }), "a\n\nb");
});

Deno.test("contentText() describes what is no text", () => {
  assert.equal(
    textOf({ type: "image", mimeType: "image/png", data: "A".repeat(4096) }),
    "[image image/png, 3 KiB: not shown to you]",
  );
  assert.equal(
    textOf({ type: "audio", data: "AAAA" }),
    "[audio of an unknown kind, 3 bytes: not shown to you]",
  );
  const blob = { uri: "file:///a.bin", mimeType: "x/y", blob: "AAAA" };
  assert.equal(
    textOf({ type: "resource", resource: blob }),
    "[resource file:///a.bin x/y 3 bytes]",
  );
  assert.equal(
    textOf({ type: "resource_link", name: "a", uri: "file:///a", description: "the letter" }),
    "[link a file:///a the letter]",
  );
  assert.equal(textOf({ type: "hologram" }), '[content of the kind "hologram"]');
});

Deno.test("contentText() gives the text of a resource under its address", () => {
  const resource = { uri: "file:///a.txt", text: "hello" };
  assert.equal(textOf({ type: "resource", resource }), "[resource file:///a.txt]\nhello");
});

Deno.test("contentText() gives a structured answer as JSON where there is no other", () => {
  const structuredContent = { n: 1 };
  assert.equal(contentText({ structuredContent }), '{"n":1}');
  assert.equal(contentText({ structuredContent, content: [{ type: "text", text: "one" }] }), "one");
  assert.equal(contentText({}), "");
});

Deno.test("contentText() throws for no answer", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (content, block) => {
      contentText({ content });
      contentText({ content: [block, { type: "resource", resource: block }] });
    }),
    { seed: 20261121, numRuns: 500 },
  );
});
