import assert from "node:assert/strict";
import { consoleTest } from "./support/stand.ts";

consoleTest("several sessions are live at once, and the list says how each is", async (stand) => {
  const window = await stand.window();
  await window.say("count 300 20");
  await window.words(10);
  await window.row(/^count 300 20.*Working/).waitFor();
  await window.newConversation();
  await window.say("count 250 20");
  await window.words(10);
  await window.row(/^count 250 20.*Working/).waitFor();
  await window.row(/^count 300 20.*Working/).click();
  await window.said("count 300 20").waitFor();
  const before = await window.wordCount();
  await window.words(before + 20);
  await window.row(/^count 250 20/).click();
  await window.said("count 250 20").waitFor();
  await window.words(60);
  assert.equal(await window.answered(/w0300/).count(), 0);
  // That which nobody looks at ends, and is unread until somebody does.
  await window.words(250);
  const unread = window.row(/^count 300 20.*Unread/);
  await unread.click();
  await window.words(300);
  assert.equal(await window.wordCount(), 300);
  await unread.waitFor({ state: "detached" });

  await window.newConversation();
  await window.say("approve make coffee");
  await window.questions.waitFor();
  await window.row(/^count 250 20/).click();
  await window.questions.waitFor({ state: "hidden" });
  await window.row(/^approve make coffee.*Waits for you/).waitFor();
  await window.page.waitForFunction("document.title.includes('waits for you')");
  await window.row(/^approve make coffee/).click();
  await window.questions.getByRole("button", { name: "Deny" }).click();
  await window.answered("decided: deny").waitFor();
  await window.row(/^approve make coffee.*Live/).waitFor();
});

consoleTest(
  "conversations are renamed, searched, branched, closed, resumed and deleted",
  async (stand) => {
    const window = await stand.window();
    const { page } = window;
    await window.ask("about apples", "You said: about apples");
    await window.newConversation();
    await window.ask("about pears", "You said: about pears");

    await window.act("about pears", "Rename");
    const renaming = page.getByRole("dialog", { name: "Rename conversation" });
    await renaming.getByLabel("Title").fill("Pears & plums");
    await renaming.getByRole("button", { name: "Rename" }).click();
    await window.row(/^Pears & plums/).waitFor();
    await page.getByRole("button", { name: "Rename: Pears & plums" }).waitFor();

    const search = page.getByRole("searchbox", { name: "Search conversations" });
    await search.fill("plum");
    await window.row(/^about apples/).waitFor({ state: "detached" });
    assert.equal(await window.sidebar.getByRole("link").count(), 1);
    await search.fill("nothing such");
    await window.sidebar.getByText("Nothing found").waitFor();
    await search.fill("");
    await window.row(/^about apples/).waitFor();

    await window.act("Pears & plums", "Branch");
    await page.getByRole("status").filter({ hasText: "Branched" }).waitFor();
    await window.answered("You said: about pears").waitFor();
    await window.ask("about cherries", "You said: about cherries");
    assert.equal(await window.sidebar.getByRole("link").count(), 3);
    await window.row(/^Pears & plums(?! \()/).click();
    await window.answered("You said: about pears").waitFor();
    await window.said("about cherries").waitFor({ state: "detached" });

    await window.act("about apples", "Close session");
    await window.row(/^about apples(?!.*Live)/).waitFor();
    await window.row(/^about apples/).click();
    await window.answered("You said: about apples").waitFor();
    await window.ask("more apples", "You said: more apples");
    await page.reload();
    await window.answered("You said: more apples").waitFor();

    await window.act("about apples", "Delete");
    const asking = page.getByRole("dialog", { name: "Delete conversation?" });
    await asking.getByRole("button", { name: "Cancel" }).click();
    await asking.waitFor({ state: "hidden" });
    await window.answered("You said: more apples").waitFor();
    await window.act("about apples", "Delete");
    await asking.getByRole("button", { name: "Delete" }).click();
    await window.row(/^about apples/).waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "What shall we do?" }).waitFor();
    await page.reload();
    await window.row(/^Pears & plums/).first().waitFor();
    assert.equal(await window.sidebar.getByRole("link").count(), 2);
  },
);
