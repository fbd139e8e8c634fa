import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { consoleTest } from "./support/stand.ts";

consoleTest("the focus is back on the title once it was changed by keys", async (stand) => {
  const window = await stand.window();
  const { page } = window;
  await window.ask("about apples", "You said: about apples");
  const rename = page.getByRole("button", { name: /^Rename: / });
  await rename.click();
  await page.getByRole("textbox", { name: "Title" }).fill("Apples");
  await page.keyboard.press("Enter");
  await window.focused("Rename: Apples");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Title" }).fill("Pears");
  await page.keyboard.press("Escape");
  await window.focused("Rename: Apples");
  // Whoever leaves it for another place stays there.
  await rename.click();
  await page.getByRole("textbox", { name: "Title" }).fill("Plums");
  await window.message.click();
  await page.getByRole("button", { name: "Rename: Plums" }).waitFor();
  await window.focused("Message");
});

consoleTest("a menu is made when it is opened, and is gone when it is closed", async (stand) => {
  const window = await stand.window();
  const { page } = window;
  await window.ask("about apples", "You said: about apples");
  const actions = page.getByRole("button", { name: "Actions for about apples" });
  await actions.waitFor();
  const lines = page.locator("[role=menuitem]");
  assert.equal(await lines.count(), 0);
  await actions.click();
  const menu = page.getByRole("menu", { name: "Actions for about apples" });
  await menu.getByRole("menuitem", { name: "Undo last exchange" }).waitFor();
  await window.focused("Rename");
  await page.keyboard.press("Escape");
  // By its lines: a role is gone with what hides it, a moment before the menu is.
  await lines.first().waitFor({ state: "detached" });
  await window.focused("Actions for about apples");
  // Its button opens it and closes it again.
  await actions.click();
  await menu.waitFor();
  await actions.click();
  await lines.first().waitFor({ state: "detached" });
  await actions.click();
  await menu.getByRole("menuitem", { name: "Branch" }).click();
  await page.getByRole("status").filter({ hasText: "Branched" }).waitFor();
  await lines.first().waitFor({ state: "detached" });
});

consoleTest(
  "what waits for the next prompt is there after a reload, and can be removed",
  async (stand) => {
    const window = await stand.window();
    const { page } = window;
    await window.ask("about apples", "You said: about apples");
    const buffer = Buffer.from("one");
    const files = ["one.txt", "two.txt"].map((name) => ({ name, mimeType: "text/plain", buffer }));
    await page.getByLabel("Files to attach").setInputFiles(files);
    const chips = page.locator(".chips").getByRole("listitem");
    const chip = (name: string) => chips.filter({ hasText: name });
    await page.getByRole("button", { name: "Remove two.txt" }).waitFor();
    await chip("two.txt").and(page.locator(".ready")).waitFor();
    await chip("one.txt").and(page.locator(".ready")).waitFor();
    await page.reload();
    await chip("one.txt").waitFor();
    await page.getByRole("button", { name: "Remove two.txt" }).click();
    await chip("two.txt").waitFor({ state: "detached" });
    await window.say("attached look");
    await window.answered(/attached: \w+_one\.txt \//).waitFor();
    await chip("one.txt").waitFor({ state: "detached" });
  },
);
