import assert from "node:assert/strict";
import { hexDigest } from "../../src/lib/hex_digest.ts";

Deno.test("hexDigest() is the beginning of SHA-256, of a text and of its bytes alike", async () => {
  // FIPS 180-2, B.1
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await hexDigest("abc", 64), abc);
  assert.equal(await hexDigest("abc"), abc.slice(0, 32));
  assert.equal(await hexDigest(new Uint8Array([97, 98, 99]), 16), abc.slice(0, 16));
});
