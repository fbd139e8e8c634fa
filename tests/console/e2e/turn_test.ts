import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { consoleTest } from "./support/stand.ts";

consoleTest("a turn is stopped by the button, and by Escape", async (stand) => {
  const window = await stand.window();
  await window.say("count 2000 10");
  await window.words(20);
  await window.stop.click();
  await window.rested();
  await window.answer.getByText("Interrupted").waitFor();
  const stopped = await window.wordCount();
  assert.ok(stopped < 1_000);

  await window.say("count 2000 10");
  await window.feed.getByRole("article", { name: "Agent" }).nth(1).waitFor();
  await window.words(20);
  await window.message.press("Escape");
  await window.rested();
  await window.answer.getByText("Interrupted").waitFor();
  await window.ask("and on it goes", "You said: and on it goes");
});

consoleTest("while the agent works a message steers it, or waits", async (stand) => {
  const window = await stand.window();
  await window.say("hold it");
  await window.answered("holding it").waitFor();
  await window.say("count 3");
  await window.said("count 3").filter({ hasText: "Waits until the agent is done" }).waitFor();
  await window.message.fill("to the left");
  await window.page.getByRole("button", { name: "Steer" }).click();
  await window.answered("hinted: to the left").waitFor();
  await window.words(3);
  await window.rested();
  assert.equal(await window.said("count 3").count(), 1);
  assert.doesNotMatch(await window.said("count 3").innerText(), /Waits/);
});

consoleTest("a secret is masked, sent, and nowhere to be found", async (stand) => {
  const window = await stand.window();
  const value = "hunter2-hunter2-hunter2";
  await window.say("secret API_KEY");
  const field = window.questions.getByLabel("API_KEY");
  await field.waitFor();
  assert.equal(await field.getAttribute("type"), "password");
  await field.fill(value);
  await window.questions.getByRole("button", { name: "Send" }).click();
  await window.answered(`taken: ${value.length} characters`).waitFor();
  await window.questions.waitFor({ state: "hidden" });
  const shown = await window.page.evaluate(() => {
    // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
    const { document, localStorage, sessionStorage } = globalThis as any;
    return document.documentElement.outerHTML +
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
  });
  assert.ok(!shown.includes(value));
  assert.ok(!stand.addresses.some((address) => address.includes(value)));
  const log = await stand.gateway.log();
  assert.ok(log.length > 0 && !log.includes(value));
});

consoleTest("an error of the agent is told, and the next turn works", async (stand) => {
  const window = await stand.window();
  await window.say("fail the model is away");
  await window.feed.getByRole("article", { name: "Error" }).filter({ hasText: "the model is away" })
    .waitFor();
  await window.rested();
  await window.say("clarify Which one? | red | green");
  await window.questions.getByRole("region", { name: "Which one?" }).getByRole("button", {
    name: "green",
  }).click();
  await window.answered("answered: green").waitFor();
});

consoleTest("files are attached by choosing and by pasting", async (stand) => {
  const window = await stand.window();
  const { page } = window;
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
  );
  const picked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await picked).setFiles([
    { name: "dot.png", mimeType: "image/png", buffer: png },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("some notes") },
    { name: "gone.txt", mimeType: "text/plain", buffer: Buffer.from("not these") },
  ]);
  const form = page.getByRole("form", { name: "Message" });
  const chips = form.getByRole("list", { name: "Attachments" }).getByRole("listitem");
  await page.getByRole("button", { name: "Remove gone.txt" }).click();
  await chips.nth(2).waitFor({ state: "detached" });
  await window.message.focus();
  await page.evaluate((bytes) => {
    // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
    const { document, DataTransfer, ClipboardEvent } = globalThis as any;
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  }, [...png]);
  await chips.filter({ hasText: "pasted.png" }).waitFor();
  await chips.filter({ hasText: "is being sent" }).first().waitFor({ state: "detached" });
  await window.say("attached");
  await window.answered(/dot\.png image\/png/).waitFor();
  const answer = await window.answerText();
  assert.match(answer, /pasted\.png image\/png/);
  assert.match(answer, /notes\.txt/);
  assert.doesNotMatch(answer, /gone/);
  await chips.first().waitFor({ state: "detached" });
});
