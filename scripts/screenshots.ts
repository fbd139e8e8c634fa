/**
 * Writes the pictures of the console in docs/images: the real gateway and page, with the agent of the
 * tests, in the states people meet. `deno task screenshots`, or with names: `deno task screenshots phone`.
 *
 * @module
 */
import { connect } from "../src/client/client.ts";
import { findBrowser } from "../tests/console/support/find_browser.ts";
import { TOKEN } from "../tests/console/e2e/support/served_gateway.ts";
import { BUILD, STORY } from "../tests/console/e2e/support/show_acts.ts";
import { Stand, type WindowOptions } from "../tests/console/e2e/support/stand.ts";
import type { ConsoleWindow } from "../tests/console/e2e/support/console_window.ts";
import { say } from "./report.ts";

/** Larger ones make a README slow. */
const MOST_BYTES = 200_000;

const DESKTOP: WindowOptions = { viewport: { width: 1_280, height: 800 } };
const PHONE: WindowOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
};
const TITLE = "Flaky upload test";
const SLOW = "Why is the build slow?";
const BEFORE = ["Release notes for 2.4", "Port the config loader"];

/** A picture: how the window is opened, and how it comes to look like that. */
interface Picture {
  readonly options: WindowOptions;
  take(window: ConsoleWindow, stand: Stand): Promise<void>;
}

async function tellStory(window: ConsoleWindow): Promise<void> {
  await window.row(new RegExp(`^${TITLE}`)).click({ force: true });
  await window.page.getByRole("button", { name: `Rename: ${TITLE}` }).waitFor();
  await window.say(STORY);
  await window.questions.waitFor();
}

async function endStory(window: ConsoleWindow): Promise<void> {
  await tellStory(window);
  await window.questions.getByRole("button", { name: "Allow once" }).click();
  await window.rested();
}

async function unfold(window: ConsoleWindow, tool: string): Promise<void> {
  const card = window.feed.getByRole("article", { name: `Tool ${tool}` });
  await card.locator("summary").first().click();
  await card.scrollIntoViewIfNeeded();
}

const pictures: Readonly<Record<string, Picture>> = {
  chat: { options: DESKTOP, take: endStory },
  dark: { options: { ...DESKTOP, colorScheme: "dark" }, take: endStory },
  approval: { options: DESKTOP, take: tellStory },
  tools: {
    options: { ...DESKTOP, colorScheme: "dark" },
    async take(window) {
      await endStory(window);
      await unfold(window, "patch");
    },
  },
  sessions: {
    options: DESKTOP,
    async take(window) {
      await tellStory(window);
      await window.newConversation();
      await window.say(`/new ${SLOW}`);
      await window.page.getByRole("button", { name: `Rename: ${SLOW}` }).waitFor();
      await window.say(BUILD);
      await window.answered("versions of the same library, because").waitFor();
      await window.row(/^Why is the build slow.*Working/).waitFor();
      await window.row(/^Flaky upload test.*Waits for you/).waitFor();
    },
  },
  phone: {
    options: PHONE,
    async take(window) {
      await openDrawer(window);
      await endStory(window);
    },
  },
  "phone-approval": {
    options: { ...PHONE, colorScheme: "dark" },
    async take(window) {
      await openDrawer(window);
      await tellStory(window);
    },
  },
};

async function openDrawer(window: ConsoleWindow): Promise<void> {
  await window.page.getByRole("button", { name: "Conversations", exact: true }).click();
}

/** Conversations of before, so that the list is one. */
async function furnish(stand: Stand): Promise<void> {
  const client = connect({ url: `ws://127.0.0.1:${stand.gateway.port}/api/ws`, token: TOKEN });
  for (const title of [...BEFORE, TITLE]) {
    const session = await client.sessions.create({ title });
    if (title !== TITLE) await session.prompt("Where are we?").done;
  }
  await client.close();
}

async function take(name: string, { options, take }: Picture): Promise<void> {
  await using stand = await Stand.open();
  await furnish(stand);
  const window = await stand.window(options);
  await take(window, stand);
  await shoot(window, name);
}

async function takeSignIn(): Promise<void> {
  await using stand = await Stand.open();
  const page = await (await stand.context(DESKTOP)).newPage();
  await page.goto(stand.line.url);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await shoot({ page }, "sign-in");
}

async function shoot({ page }: Pick<ConsoleWindow, "page">, name: string): Promise<void> {
  const path = `docs/images/console-${name}.png`;
  await page.mouse.move(0, 0);
  // Two frames: what was measured in the first is drawn in the second.
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
  );
  const bytes = await page.screenshot({ caret: "hide", animations: "disabled" });
  if (bytes.length > MOST_BYTES) {
    throw new Error(`Writing ${path}: ${bytes.length} bytes, the limit is ${MOST_BYTES}`);
  }
  await Deno.mkdir("docs/images", { recursive: true });
  await Deno.writeFile(path, bytes);
  say(`${path}: ${bytes.length} bytes`);
}

if (import.meta.main) {
  if (findBrowser() === undefined) throw new Error("Taking pictures: there is no Chromium here");
  const wanted = (name: string) => Deno.args.length === 0 || Deno.args.includes(name);
  for (const [name, picture] of Object.entries(pictures)) {
    if (wanted(name)) await take(name, picture);
  }
  if (wanted("sign-in")) await takeSignIn();
}
