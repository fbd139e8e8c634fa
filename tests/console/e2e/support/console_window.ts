/** A window of the console, as somebody uses it: by roles and names, with the mouse where it is not said otherwise. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { TOKEN } from "./served_gateway.ts";
import { countWords } from "./words.ts";

/** Milliseconds until a test gives up waiting for anything. Nothing takes so long. */
const PATIENCE_MS = 30_000;
/** Frames until a test gives up waiting for the focus to move. */
const MOST_FRAMES = 120;

/** See the module. */
export class ConsoleWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  get message(): Locator {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get stop(): Locator {
    return this.page.getByRole("button", { name: "Stop" });
  }

  get sidebar(): Locator {
    return this.page.getByRole("navigation", { name: "Conversations" });
  }

  /** What is shown of the conversation. */
  get feed(): Locator {
    return this.page.getByRole("feed", { name: "Conversation" });
  }

  get questions(): Locator {
    return this.page.getByRole("region", { name: "Questions" });
  }

  /** What the agent said last. */
  get answer(): Locator {
    return this.feed.getByRole("article", { name: "Agent" }).last();
  }

  /** Resolves once somebody can write. */
  async ready(): Promise<void> {
    await this.page.locator("#message:enabled").waitFor();
  }

  /** Goes to the door and shows the token, or another one. */
  async signInByToken(url: string, token = TOKEN): Promise<void> {
    await this.page.goto(url);
    await this.page.getByLabel("Or paste the access token").fill(token);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Writes a message and sends it. */
  async say(text: string): Promise<void> {
    await this.message.fill(text);
    await this.page.getByRole("button", { name: /^(Send|Queue)$/ }).click();
  }

  /** What users said, of a text. */
  said(text: string | RegExp): Locator {
    return this.feed.getByRole("article", { name: "You" }).filter({ hasText: text });
  }

  /** What the agent said, of a text. */
  answered(text: string | RegExp): Locator {
    return this.feed.getByRole("article", { name: "Agent" }).filter({ hasText: text });
  }

  /** Says something and waits until its answer is complete. */
  async ask(text: string, answer: string | RegExp): Promise<void> {
    await this.say(text);
    await this.answered(answer).last().waitFor();
    await this.rested();
  }

  /** Resolves once no turn runs, and what was said in it is shown. */
  async rested(): Promise<void> {
    await this.stop.waitFor({ state: "hidden" });
    await this.drawn();
  }

  /** Resolves once so many numbered words of an answer are shown. */
  async words(count: number): Promise<void> {
    const word = `w${String(count).padStart(4, "0")}`;
    await this.answered(new RegExp(`\\b${word}\\b`)).last().waitFor();
  }

  /** Resolves once what the window has received is shown: the transcript is drawn once a frame. */
  async drawn(): Promise<void> {
    // The frame that was asked for, and the one behind it.
    for (let frames = 0; frames < 2; frames++) await this.#frame();
  }

  /** How many numbered words the last answer shows, of those the window has received. */
  async wordCount(): Promise<number> {
    await this.drawn();
    return countWords(await this.answer.innerText());
  }

  /** The text of the last answer, as a person reads it. */
  async answerText(): Promise<string> {
    return (await this.answer.innerText()).trim();
  }

  /** A row of the list, by its name and, where it is said, its state. */
  row(name: string | RegExp): Locator {
    return this.sidebar.getByRole("link", { name });
  }

  /** Opens the menu of a row and chooses from it. */
  async act(name: string, action: string): Promise<void> {
    await this.page.getByRole("button", { name: `Actions for ${name}` }).click();
    await this.page.getByRole("menu").getByRole("menuitem", { name: action }).click();
  }

  async newConversation(): Promise<void> {
    await this.page.getByRole("button", { name: "New conversation" }).first().click();
    await this.page.getByRole("heading", { name: "What shall we do?" }).waitFor();
  }

  /** What the focus is on, by its name. */
  focus(): Promise<string> {
    return this.page.evaluate(nameOfFocus);
  }

  /** Resolves once the focus is on something of such a name. */
  async focused(name: string): Promise<void> {
    for (let frames = 0; frames < MOST_FRAMES && await this.focus() !== name; frames++) {
      await this.#frame();
    }
    assert.equal(await this.focus(), name);
  }

  async #frame(): Promise<void> {
    await this.page.evaluate("new Promise((done) => requestAnimationFrame(done))");
  }
}

// Runs in the page.
function nameOfFocus(): string {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const active = (globalThis as any).document.activeElement;
  return active?.getAttribute("aria-label") ?? active?.labels?.[0]?.textContent ??
    active?.textContent?.trim() ?? "";
}
