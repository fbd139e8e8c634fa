import assert from "node:assert/strict";
import { skin } from "../../src/protocol/shapes.ts";
import { defaultSkin, skinNamed, skins } from "../../src/protocol/skins.ts";

Deno.test("skins are skins, as they stand, each with a name of its own", () => {
  for (const each of skins) assert.deepEqual(skin.parse(each), each);
  const names = skins.map(({ name }) => name);
  assert.deepEqual(names, ["default", "tide", "ember", "moss", "mono", "paper"]);
  assert.equal(new Set(names).size, names.length);
  assert.equal(skins[0], defaultSkin);
});

Deno.test("the colours of a skin are colours, and its text can be read on its ground", () => {
  for (const { name, colors } of skins.slice(1)) {
    for (const color of Object.values(colors)) assert.match(color, /^#[0-9a-f]{6}$/, name);
    const { status_bar_bg: ground = "", completion_menu_current_bg: chosen = "" } = colors;
    for (const part of ["status_bar_text", "status_bar_strong", "status_bar_bad", "ui_error"]) {
      const ratio = contrast(colors[part] ?? "", ground);
      // WCAG 2.2, 1.4.3: 4.5 to 1 for text.
      assert.ok(ratio >= 4.5, `${name}: ${part} has ${ratio.toFixed(2)} to 1`);
    }
    assert.ok(contrast(colors.banner_text ?? "", chosen) >= 4.5, `${name}: what is chosen`);
  }
});

Deno.test("skinNamed() finds a skin, and has the default for a name there is none of", () => {
  assert.equal(skinNamed("ember").name, "ember");
  for (const name of ["", "none", "constructor"]) assert.equal(skinNamed(name), defaultSkin);
});

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
