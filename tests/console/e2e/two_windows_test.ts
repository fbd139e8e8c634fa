import assert from "node:assert/strict";
import { consoleTest } from "./support/stand.ts";

consoleTest("two windows on one session show the same", async (stand) => {
  const one = await stand.window();
  await one.ask("first words", "You said: first words");
  const two = await stand.window({ beside: one });
  await two.page.goto(one.page.url());
  await two.answered("You said: first words").waitFor();
  await one.page.getByText("Windows on this conversation:").waitFor({ state: "attached" });

  await one.say("count 300 10");
  await two.said("count 300 10").waitFor();
  await two.stop.waitFor();
  await Promise.all([one.words(300), two.words(300)]);
  await Promise.all([one.rested(), two.rested()]);
  assert.equal(await one.answerText(), await two.answerText());

  await one.say("approve rm -r build");
  const asked = { name: "Run a command?" };
  await one.questions.getByRole("region", asked).waitFor();
  await two.questions.getByRole("region", asked).getByRole("button", { name: "Allow once" })
    .click();
  await one.questions.waitFor({ state: "hidden" });
  await one.answered("decided: once").waitFor();
  await two.answered("decided: once").waitFor();

  await one.page.getByRole("button", { name: /^Rename: / }).click();
  await one.page.getByRole("textbox", { name: "Title" }).fill("A title of one's own");
  await one.page.keyboard.press("Enter");
  await two.page.getByRole("button", { name: "Rename: A title of one's own" }).waitFor();
  await two.row(/^A title of one's own/).waitFor();
  await one.row(/^A title of one's own/).waitFor();

  await two.ask("said in two", "You said: said in two");
  await one.answered("You said: said in two").waitFor();
  await one.said("said in two").waitFor();
  assert.equal(await one.said("said in two").count(), 1);
});
