import assert from "node:assert/strict";
import { consoleTest, type Stand } from "./support/stand.ts";
import { ConsoleWindow } from "./support/console_window.ts";
import { numberedWords } from "./support/words.ts";

/** The words of a text, however it was broken into lines. */
function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** All three show the same: what was said, no more and no less. */
async function assertSame(windows: readonly ConsoleWindow[], count: number): Promise<void> {
  const texts = await Promise.all(windows.map((window) => window.answerText()));
  assert.deepEqual(wordsOf(texts[0] ?? ""), wordsOf(numberedWords(count).join("")));
  for (const text of texts) assert.equal(text, texts[0]);
  for (const window of windows) {
    const rows = window.feed.getByRole("article");
    assert.equal(await rows.last().getAttribute("aria-setsize"), "2");
  }
}

consoleTest("a reload in mid-stream shows the same text", async (stand) => {
  const window = await stand.window();
  await window.say("count 300 10");
  await window.words(20);
  const undisturbed = await stand.window({ direct: true });
  await undisturbed.row(/^count 300 10/).click();
  await window.words(60);
  await window.page.reload();
  await window.words(150);
  await window.page.reload();
  await window.rested();
  await undisturbed.rested();
  await window.words(300);
  await assertSame([window, undisturbed], 300);
  await window.page.reload();
  await window.words(300);
  await assertSame([window, undisturbed], 300);
});

consoleTest("ten seconds without a network show the same text", async (stand) => {
  const window = await stand.window();
  await window.say("count 700 25");
  await window.words(20);
  const undisturbed = await stand.window({ direct: true });
  await undisturbed.row(/^count 700 25/).click();
  await window.words(80);
  stand.line.cut();
  await window.page.getByRole("status").filter({ hasText: "cannot be reached" }).waitFor();
  const shown = await window.wordCount();
  // 25 ms a word: 400 of them are ten seconds.
  await undisturbed.words(shown + 400);
  assert.equal(await window.wordCount(), shown);
  stand.line.mend();
  await window.rested();
  await undisturbed.rested();
  await window.words(700);
  await assertSame([window, undisturbed], 700);
  assert.equal(await window.page.getByText("cannot be reached").count(), 0);
});

/** What a killed gateway leaves: everything that was shown, once, and the answer to what was typed meanwhile. */
async function assertCameBack(window: ConsoleWindow, shown: number): Promise<void> {
  await window.answered("You said: are you there?").waitFor();
  await window.rested();
  for (const text of ["hello there", "count 2000 10", "are you there?"]) {
    await window.said(text).first().waitFor();
    assert.equal(await window.said(text).count(), 1, text);
  }
  assert.equal(await window.answered("You said: are you there?").count(), 1);
  assert.equal(await window.answered("You said: hello there").count(), 1);
  assert.equal(await window.answered(/w0001/).count(), 1);
  const cut = await window.answered(/w0001/).innerText();
  const words = wordsOf(cut).filter((word) => /^w\d{4}$/.test(word));
  assert.ok(words.length >= shown, `${words.length} words are left of ${shown}`);
  assert.deepEqual(words, wordsOf(numberedWords(2_000).join("")).slice(0, words.length));
}

/** Kills the gateway while it streams, and says something to nobody; answers how many words were shown. */
async function killInMidStream(stand: Stand, window: ConsoleWindow): Promise<number> {
  await window.ask("hello there", "You said: hello there");
  await window.say("count 2000 10");
  await window.words(60);
  await stand.gateway.kill();
  await window.page.getByRole("status").filter({ hasText: "cannot be reached" }).waitFor();
  const shown = await window.wordCount();
  await window.say("are you there?");
  await window.said("are you there?").filter({ hasText: "Sending" }).waitFor();
  return shown;
}

consoleTest(
  "kill -9 in mid-stream: a page that has the token comes back by itself",
  async (stand) => {
    const window = new ConsoleWindow(await (await stand.context()).newPage());
    await window.signInByToken(stand.line.url);
    const shown = await killInMidStream(stand, window);
    await stand.gateway.start();
    await assertCameBack(window, shown);
    await window.page.reload();
    await window.signInByToken(window.page.url());
    await assertCameBack(window, shown);
  },
);

consoleTest("kill -9 in mid-stream: a page with a cookie comes back by itself", async (stand) => {
  const window = await stand.window();
  const shown = await killInMidStream(stand, window);
  await stand.gateway.start();
  await assertCameBack(window, shown);
  await window.page.reload();
  await assertCameBack(window, shown);
});

consoleTest(
  "kill -9 in mid-stream: a page whose sign-in is gone goes on behind the new link",
  async (stand) => {
    const window = await stand.window();
    const shown = await killInMidStream(stand, window);
    const place = new URL(window.page.url()).hash;
    stand.gateway.forgetSignIns();
    await stand.gateway.start();
    await window.page.getByLabel("Or paste the access token").waitFor();
    await window.page.goto(stand.gateway.link(stand.line.port));
    await window.ready();
    await window.row("hello there").click();
    await assertCameBack(window, shown);
    assert.equal(new URL(window.page.url()).hash, place);
  },
);
