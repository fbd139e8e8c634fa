import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connect } from "../../../src/client/client.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
import { consoleTest } from "./support/stand.ts";
import type { ConsoleWindow } from "./support/console_window.ts";
import { TOKEN } from "./support/served_gateway.ts";

/** So high that everything of a turn is in the page at once. */
const TOWER = { viewport: { width: 1_280, height: 30_000 } };
/** What no text may make. Our own forms and buttons have a class or a type. */
const FORBIDDEN = "script:not([type=module][src^=assets]),iframe,object,embed,base,template,math," +
  "video,audio,style,[onerror],[onload],[onclick],[srcset],[ping],a[href^='javascript'],img:not([src^='data:'])";

/** Opens what is folded, moves over everything, and answers what should not be there. */
async function trouble(window: ConsoleWindow): Promise<string[]> {
  const found = await window.page.evaluate((forbidden) => {
    // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
    const { document, Event } = globalThis as any;
    for (const fold of document.querySelectorAll("main details:not([open])")) fold.open = true;
    for (const type of ["mouseover", "pointerenter", "focus", "error", "load", "toggle"]) {
      for (const node of document.querySelectorAll("main .md *")) {
        node.dispatchEvent(new Event(type));
      }
    }
    return [...document.querySelectorAll(forbidden)].map((node) => node.outerHTML.slice(0, 200));
  }, FORBIDDEN);
  return found;
}

consoleTest("hostile texts of an agent run nowhere", async (stand) => {
  const window = await stand.window(TOWER);
  const bad: string[] = [];
  const step = 32;
  for (let from = 0; from < hostileTexts.length; from += step) {
    const to = Math.min(from + step, hostileTexts.length);
    await window.newConversation();
    await window.say(`hostile ${from} ${to}`);
    await window.answered("all said").waitFor();
    await window.rested();
    bad.push(...await trouble(window));
    // Folds that were just opened have been drawn by then.
    await window.feed.getByText("Arguments").first().waitFor();
    bad.push(...await trouble(window));
  }
  await window.page.reload();
  await window.answered("all said").waitFor();
  bad.push(...await trouble(window));
  assert.deepEqual(bad, []);
});

consoleTest("hostile questions run nothing, and are shown as they are", async (stand) => {
  const window = await stand.window(TOWER);
  const bad: string[] = [];
  // As many as may be open at once: HTML, then markdown.
  for (const from of [0, hostileTexts.length - 20]) {
    const to = from + 20;
    await window.newConversation();
    await window.say(`hostile-ask ${from} ${to}`);
    const cards = window.questions.getByRole("region");
    await cards.nth((to - from) * 3 - 1).waitFor();
    const commands = await window.questions.getByLabel("Command").allTextContents();
    assert.deepEqual(commands.map(plain), hostileTexts.slice(from, to).map(plain));
    bad.push(...await trouble(window));
    await window.stop.click();
    await window.questions.waitFor({ state: "hidden" });
  }
  assert.deepEqual(bad, []);
});

consoleTest("hostile titles, file names, errors and commands run nothing", async (stand) => {
  // A title is one line, without what cannot be seen, and there once.
  const texts = [...new Set(hostileTexts.filter((text) => text === plain(text)))]
    .filter((text) => text.length <= 90);
  const client = connect({ url: `ws://127.0.0.1:${stand.gateway.port}/api/ws`, token: TOKEN });
  for (const title of texts) {
    const session = await client.sessions.create();
    await session.request("session.title", { title });
    await session.prompt("hello").done;
  }
  await client.close();
  const window = await stand.window({ viewport: { width: 1_280, height: 8_000 } });
  await window.sidebar.getByRole("link").nth(texts.length - 1).waitFor();
  assert.deepEqual(await trouble(window), []);
  const titled = texts[5] ?? "";
  await window.sidebar.getByText(titled, { exact: true }).click();
  await window.answered("You said: hello").waitFor();
  await window.page.getByRole("button", { name: `Rename: ${titled}` }).waitFor();

  await window.newConversation();
  const picked = window.page.waitForEvent("filechooser");
  await window.page.getByRole("button", { name: "Attach files" }).click();
  const names = texts.filter((text) => !/[/\\\0]/.test(text)).slice(0, 12);
  assert.equal(names.length, 12);
  const image = { mimeType: "image/png", buffer: Buffer.from(PIXEL, "base64") };
  await (await picked).setFiles(
    names.map((name, at) =>
      at % 2 === 0
        ? { name, ...image }
        : { name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from("x") }
    ),
  );
  const chips = window.page.getByRole("form", { name: "Message" }).getByRole("listitem");
  await chips.nth(names.length - 1).waitFor();
  await window.page.getByText("is being sent").first().waitFor({ state: "detached" });
  assert.deepEqual(await trouble(window), []);
  await window.say("attached");
  await window.answered("attached:").waitFor();
  await window.rested();
  for (const text of texts.slice(0, 20)) {
    await window.say(`fail ${text}`);
    await window.rested();
  }
  await window.say("/nosuch<img/src=x/onerror=strike()>");
  await window.page.getByRole("alert").filter({ hasText: "onerror" }).waitFor();
  await window.message.fill("");
  await window.say(`/title <img src=x onerror=strike()>`);
  await window.feed.getByRole("article", { name: "Notice" }).filter({ hasText: "onerror" })
    .waitFor();
  assert.deepEqual(await trouble(window), []);
});

/** As the gateway shows it: secrets in commands are struck out, and what cannot be seen may be as well. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex -- it is what is compared without
  return text.replace(/[\x00-\x1f]/g, " ").trim();
}

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
