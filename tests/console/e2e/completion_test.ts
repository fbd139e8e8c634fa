import assert from "node:assert/strict";
import { consoleTest } from "./support/stand.ts";

consoleTest("commands and paths are completed by keyboard", async (stand) => {
  stand.gateway.folder.write("harbour.txt", "a pier");
  stand.gateway.folder.write("harvest.txt", "wheat");
  const window = await stand.window();
  const { page } = window;
  const list = page.getByRole("listbox", { name: "Completions" });
  const options = list.getByRole("option");
  await window.message.pressSequentially("/sta");
  await options.filter({ hasText: "/status" }).waitFor();
  await page.keyboard.press("ArrowDown");
  const marked = list.getByRole("option", { selected: true });
  await marked.waitFor();
  assert.equal(
    await window.message.getAttribute("aria-activedescendant"),
    await marked.getAttribute("id"),
  );
  assert.equal(
    await window.message.getAttribute("aria-controls"),
    await list.getAttribute("id"),
  );
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  assert.equal(await window.message.inputValue(), "/sta");
  await page.keyboard.type("t");
  await options.first().waitFor();
  await page.keyboard.press("Tab");
  await list.waitFor({ state: "detached" });
  assert.match(await window.message.inputValue(), /^\/status\s*$/);
  await page.keyboard.press("Enter");
  await window.feed.getByRole("article", { name: "Notice" }).waitFor();
  await page.getByRole("button", { name: "Send" }).waitFor();

  await window.message.pressSequentially("look at @harv");
  await options.filter({ hasText: "harvest.txt" }).waitFor();
  assert.equal(await options.filter({ hasText: "harbour.txt" }).count(), 0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await window.message.inputValue(), /^look at @\S*harvest\.txt\s*$/);
  await list.waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await window.answered(/You said: look at/).waitFor();
});
