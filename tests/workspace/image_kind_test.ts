import assert from "node:assert/strict";
import { imageFacts, imageKind, isImageName } from "../../src/workspace/image_kind.ts";
import { GIF, JPEG, PNG, WEBP } from "./support/images.ts";

Deno.test("imageKind() goes by the bytes", () => {
  assert.equal(imageKind(PNG)?.mimeType, "image/png");
  assert.equal(imageKind(JPEG)?.mimeType, "image/jpeg");
  assert.equal(imageKind(GIF)?.mimeType, "image/gif");
  assert.equal(imageKind(WEBP)?.mimeType, "image/webp");
  for (const text of ["", "<svg/>", "%PDF-1.7", "RIFF1234WAVE", "\x89PNG"]) {
    assert.equal(imageKind(new TextEncoder().encode(text)), undefined);
  }
});

Deno.test("imageFacts() tells the size without decoding, and nothing where it cannot", () => {
  assert.deepEqual(imageFacts(PNG), { width: 60, height: 50, token_estimate: 4 });
  assert.deepEqual(imageFacts(JPEG), { width: 60, height: 50, token_estimate: 4 });
  assert.deepEqual(imageFacts(GIF), { width: 60, height: 50, token_estimate: 4 });
  assert.deepEqual(imageFacts(WEBP), { width: 60, height: 50, token_estimate: 4 });
  assert.deepEqual(imageFacts(PNG.subarray(0, 12)), {});
  assert.deepEqual(imageFacts(new Uint8Array(0)), {});
});

Deno.test("imageFacts() of a large JPEG that has no size is nothing, and soon", () => {
  const bytes = new Uint8Array(24_000_000);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  assert.deepEqual(imageFacts(bytes), {});
});

Deno.test("isImageName() knows the usual endings", () => {
  for (const name of ["a.png", "A.JPG", "b.jpeg", "c.webp", "d.gif"]) assert.ok(isImageName(name));
  for (const name of ["a.svg", "png", "a.png.txt"]) assert.ok(!isImageName(name));
});
