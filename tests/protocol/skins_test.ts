import assert from "node:assert/strict";
import { skin } from "../../src/protocol/shapes.ts";
import { defaultSkin } from "../../src/protocol/skins.ts";

Deno.test("defaultSkin is a skin, as it stands", () => {
  assert.deepEqual(skin.parse(defaultSkin), defaultSkin);
  assert.equal(defaultSkin.name, "default");
});
