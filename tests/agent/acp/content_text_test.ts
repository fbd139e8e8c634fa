import assert from "node:assert/strict";
import { contentText } from "../../../src/agent/acp/content_text.ts";

Deno.test("contentText() says every kind of content as text", () => {
  const uri = "file:///a.txt";
  for (
    const [block, text] of [
      [{ type: "text", text: "hi" }, "hi"],
      [{ type: "image", mimeType: "image/png", data: "AAAA" }, "[image image/png]"],
      [{ type: "audio", data: "AAAA" }, "[audio]"],
      [{ type: "resource_link", name: "a.txt", uri }, "[a.txt](file:///a.txt)"],
      [{ type: "resource", resource: { uri, text: "inside" } }, "inside"],
      [{ type: "resource", resource: { uri, blob: "AAAA" } }, "[resource file:///a.txt]"],
      [{ type: "hologram" }, ""],
      [{ type: "text", text: 3 }, ""],
    ] as const
  ) assert.equal(contentText(block), text);
});
