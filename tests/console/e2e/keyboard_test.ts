import assert from "node:assert/strict";
import { consoleTest } from "./support/stand.ts";
import type { ConsoleWindow } from "./support/console_window.ts";

/** Goes on by Tab until the focus is on something of such a name. */
async function tabTo(window: ConsoleWindow, name: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < 60; steps++) {
    const focus = await window.focus();
    if (name.test(focus)) return;
    passed.push(focus);
    await window.page.keyboard.press(key);
  }
  assert.fail(`No ${name} by ${key}: ${passed.join(" · ")}`);
}

consoleTest("a whole chat without the mouse", async (stand) => {
  const window = await stand.window();
  const { keyboard } = window.page;
  // Who comes in can write at once.
  await keyboard.type("approve make dinner");
  await keyboard.press("Enter");
  await window.questions.waitFor();
  await tabTo(window, /^Allow once$/, "Shift+Tab");
  await keyboard.press("Enter");
  await window.answered("decided: once").waitFor();
  await window.rested();
  await tabTo(window, /^Message$/);
  await keyboard.type("line one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("line two");
  await keyboard.press("Enter");
  await window.answered(/You said: line one\s+line two/).waitFor();
  await window.rested();
  await keyboard.press("ArrowUp");
  assert.equal(await window.message.inputValue(), "line one\nline two");
  await keyboard.press("ControlOrMeta+a");
  await keyboard.press("Backspace");

  await keyboard.press("Alt+n");
  await window.page.getByRole("heading", { name: "What shall we do?" }).waitFor();
  await keyboard.type("hold it");
  await keyboard.press("Enter");
  await window.answered("holding it").waitFor();
  await keyboard.type("to the right");
  await keyboard.press("Control+Enter");
  await window.answered("hinted: to the right").waitFor();
  await window.rested();
  await keyboard.press("Alt+ArrowDown");
  await window.answered("decided: once").waitFor();
  await keyboard.press("Alt+ArrowUp");
  await window.answered("hinted: to the right").waitFor();

  await keyboard.press("Control+k");
  await window.focused("Search conversations");
  await keyboard.type("dinner");
  await keyboard.press("Enter");
  await window.answered("decided: once").waitFor();
  await keyboard.press("Control+k");
  await keyboard.press("Escape");
  await tabTo(window, /^Actions for approve make dinner$/);
  await keyboard.press("Enter");
  const menu = window.page.getByRole("menu", { name: "Actions for approve make dinner" });
  await menu.waitFor();
  await window.focused("Rename");
  await keyboard.press("ArrowUp");
  await window.focused("Delete");
  await keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  await window.focused("Actions for approve make dinner");
  await keyboard.press("Enter");
  await menu.waitFor();
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  const dialog = window.page.getByRole("dialog", { name: "Delete conversation?" });
  await dialog.waitFor();
  await tabTo(window, /^Delete$/);
  await keyboard.press("Enter");
  await window.row(/^approve make dinner/).waitFor({ state: "detached" });

  await tabTo(window, /^Keyboard shortcuts$/);
  await keyboard.press("Enter");
  const keys = window.page.getByRole("dialog", { name: "Keyboard" });
  await keys.waitFor();
  await keyboard.press("Escape");
  await keys.waitFor({ state: "hidden" });
  await window.focused("Keyboard shortcuts");
});

consoleTest(
  "the search has the focus in a narrow window too, where it is in a drawer",
  async (stand) => {
    const window = await stand.window({ viewport: { width: 390, height: 844 } });
    const { keyboard } = window.page;
    await window.ask("hello there", "You said: hello there");
    await keyboard.press("Control+k");
    await window.focused("Search conversations");
    await keyboard.type("hello");
    await window.row("hello there").waitFor();
    await keyboard.press("Escape");
    await window.focused("Conversations");
  },
);
