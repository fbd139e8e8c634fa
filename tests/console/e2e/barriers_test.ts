import assert from "node:assert/strict";
import { consoleTest, type Stand, type WindowOptions } from "./support/stand.ts";
import { findBarriers } from "./support/axe.ts";
import { STORY } from "./support/show_acts.ts";
import type { ConsoleWindow } from "./support/console_window.ts";

/** Brings a window into every state that looks like no other, and lists what is wrong in each. */
async function walk(stand: Stand, options: WindowOptions): Promise<string[]> {
  const found: string[] = [];
  const look = async (state: string, { page }: Pick<ConsoleWindow, "page">) => {
    found.push(...(await findBarriers(page)).map((barrier) => `${state}: ${barrier}`));
  };
  const stranger = await (await stand.context(options)).newPage();
  await stranger.goto(stand.line.url);
  await stranger.getByRole("button", { name: "Sign in" }).waitFor();
  await look("the door", { page: stranger });

  const window = await stand.window(options);
  const { page } = window;
  await look("a new conversation", window);
  await window.say(STORY);
  await window.questions.waitFor();
  await look("a question", window);
  await window.questions.getByRole("button", { name: "Allow once" }).click();
  await window.rested();
  await page.evaluate(openFolds);
  await look("an answer with tools", window);
  await window.say("clarify Which one? | red | green");
  await window.questions.waitFor();
  await look("a choice", window);
  await window.questions.getByRole("button", { name: "green" }).click();
  await window.say("secret API_KEY");
  await window.questions.getByLabel("API_KEY").waitFor();
  await look("a secret", window);
  await window.questions.getByRole("button", { name: "Decline" }).click();
  await window.rested();
  await window.say("fail the model is away");
  await window.feed.getByRole("article", { name: "Error" }).waitFor();
  await window.say("hold it");
  await window.answered("holding it").waitFor();
  await window.say("count 3");
  await window.message.fill("@");
  await look("a turn that runs", window);
  await window.stop.click();
  await window.message.fill("/");
  await page.getByRole("listbox", { name: "Completions" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await look("completions", window);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Conversation actions" }).click();
  await page.getByRole("menu").waitFor();
  await look("a menu", window);
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").waitFor();
  await look("a dialog", window);
  await page.keyboard.press("Escape");
  const drawer = page.getByRole("button", { name: "Conversations", exact: true });
  if (await drawer.isVisible()) {
    await drawer.click();
    await window.row(/./).first().waitFor();
    await look("the drawer", window);
    await page.keyboard.press("Escape");
    await window.focused("Conversations");
  }
  stand.line.cut();
  await page.getByText("cannot be reached").waitFor();
  await look("no connection", window);
  stand.line.mend();
  await page.evaluate(spoil);
  const spoilt = (await findBarriers(page)).join("\n");
  assert.match(spoilt, /^color-contrast: [^]*^image-alt: /m, "nothing would be found");
  return found;
}

// Runs in the page.
function openFolds(): void {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  for (const fold of (globalThis as any).document.querySelectorAll("main details")) {
    fold.open = true;
  }
}

function spoil(): void {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document } = globalThis as any;
  const pale = document.createElement("p");
  pale.textContent = "pale";
  Object.assign(pale.style, { color: "#777", background: "#888" });
  document.querySelector("main").prepend(pale, document.createElement("img"));
}

const states: readonly (readonly [string, WindowOptions])[] = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["on a phone", { viewport: { width: 390, height: 844 }, hasTouch: true }],
];

for (const [name, options] of states) {
  consoleTest(`nobody is kept out: ${name}`, async (stand) => {
    assert.deepEqual(await walk(stand, options), []);
  });
}
