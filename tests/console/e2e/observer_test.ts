import assert from "node:assert/strict";
import { ConsoleWindow } from "./support/console_window.ts";
import { consoleTest } from "./support/stand.ts";

const OBSERVER = "another-long-token-of-these-tests";

consoleTest("a window that may watch is asked for no answer and no message", async (stand) => {
  const one = await stand.window();
  await one.say("approve rm -r build");
  await one.questions.getByRole("button", { name: "Allow once" }).waitFor();
  const context = await stand.context();
  const two = new ConsoleWindow(await context.newPage());
  await two.signInByToken(stand.line.url, OBSERVER);
  await two.row(/^approve rm -r build/).click();
  const asked = two.questions.getByRole("region", { name: "Run a command?" });
  await asked.getByText("Waits for an answer in another window").waitFor();
  await asked.getByText("rm -r build").waitFor();
  assert.equal(await two.questions.getByRole("button").count(), 0);
  assert.equal(await two.message.isDisabled(), true);
  assert.equal(await two.message.getAttribute("placeholder"), "This window watches");
  const header = two.page.locator("header.bar");
  await header.getByRole("heading", { name: "approve rm -r build" }).waitFor();
  assert.equal(await header.getByRole("combobox").count(), 0);
  assert.equal(await header.getByRole("button", { name: /Rename|actions/ }).count(), 0);
  await two.page.getByText("Messages are written in another window").waitFor();
  assert.deepEqual([await one.stop.isVisible(), await two.stop.isVisible()], [true, false]);

  await one.questions.getByRole("button", { name: "Allow once" }).click();
  await two.answered("decided: once").waitFor();
  await two.questions.waitFor({ state: "hidden" });

  await one.rested();
  await one.say("clarify Which one? | red | green");
  await two.questions.getByRole("listitem").filter({ hasText: "green" }).waitFor();
  assert.equal(await two.questions.getByRole("textbox").count(), 0);
  await one.questions.getByRole("button", { name: "red" }).click();
  await two.answered("answered: red").waitFor();
}, { env: { TIDEGATE_OBSERVER_TOKEN: OBSERVER } });
