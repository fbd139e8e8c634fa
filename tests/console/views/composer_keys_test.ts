import assert from "node:assert/strict";
import {
  actionOf,
  type ComposerState,
  type Key,
} from "../../../src/console/views/composer_keys.ts";

const bare: Key = {
  ...{ key: "Enter", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  isComposing: false,
};
const idle: ComposerState = { choices: "none", running: false, text: "x", recalled: false };

Deno.test("actionOf() sends by Enter, and leaves Shift+Enter to make a line", () => {
  assert.equal(actionOf(bare, idle), "send");
  assert.equal(actionOf({ ...bare, shiftKey: true }, idle), undefined);
  assert.equal(actionOf({ ...bare, ctrlKey: true }, idle), "send");
});

Deno.test("actionOf() leaves the keys of an input method alone", () => {
  assert.equal(actionOf({ ...bare, isComposing: true }, idle), undefined);
  assert.equal(actionOf({ ...bare, keyCode: 229 }, idle), undefined);
});

Deno.test("actionOf() queues by Enter and steers by Ctrl+Enter while the agent works", () => {
  const running = { ...idle, running: true };
  assert.equal(actionOf(bare, running), "send");
  assert.equal(actionOf({ ...bare, ctrlKey: true }, running), "steer");
  assert.equal(actionOf({ ...bare, key: "Escape" }, running), "stop");
  assert.equal(actionOf({ ...bare, key: "Escape" }, idle), undefined);
});

Deno.test("actionOf() moves in what may be chosen, and Enter takes only what is marked", () => {
  const open = { ...idle, choices: "open" } as const;
  const marked = { ...idle, choices: "marked" } as const;
  assert.equal(actionOf({ ...bare, key: "ArrowDown" }, open), "choose-next");
  assert.equal(actionOf({ ...bare, key: "ArrowUp" }, marked), "choose-previous");
  assert.equal(actionOf({ ...bare, key: "Tab" }, open), "choose");
  assert.equal(actionOf(bare, open), "send");
  assert.equal(actionOf(bare, marked), "choose");
  assert.equal(actionOf({ ...bare, key: "Escape" }, { ...marked, running: true }), "close-choices");
});

Deno.test("actionOf() goes back through what was said in an empty message alone", () => {
  const up = { ...bare, key: "ArrowUp" };
  const down = { ...bare, key: "ArrowDown" };
  assert.equal(actionOf(up, idle), undefined);
  assert.equal(actionOf(up, { ...idle, text: "" }), "older");
  assert.equal(actionOf(up, { ...idle, recalled: true }), "older");
  assert.equal(actionOf(down, { ...idle, recalled: true }), "newer");
  assert.equal(actionOf(down, idle), undefined);
});
