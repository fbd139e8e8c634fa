import assert from "node:assert/strict";
import { connect } from "../../../src/client/client.ts";
import { consoleTest } from "./support/stand.ts";
import { TOKEN } from "./support/served_gateway.ts";

/** Of ten messages each: what was said, eight tools, the answer. */
const TURNS = 500;

consoleTest("5,000 messages open, and few of them are in the page at once", async (stand) => {
  const client = connect({ url: `ws://127.0.0.1:${stand.gateway.port}/api/ws`, token: TOKEN });
  const session = await client.sessions.create({ title: "A long one" });
  await session.prompt("the very first").done;
  for (let made = 1; made < TURNS; made++) await session.prompt("past 8").done;
  await session.prompt("the very last").done;
  await session.close();
  await client.close();

  const window = await stand.window();
  await window.row(/^A long one/).click();
  await window.answered("You said: the very last").waitFor();
  const rows = window.feed.getByRole("article");
  const inPage = async () => {
    const [count, nodes] = [await rows.count(), await window.page.locator("*").count()];
    assert.ok(count < 100, `${count} rows`);
    assert.ok(nodes < 3_000, `${nodes} nodes`);
  };
  await inPage();
  const all = Number(await rows.last().getAttribute("aria-setsize"));
  assert.ok(all >= 4_990, `${all} rows in all`);

  const transcript = window.page.getByRole("group", { name: "Conversation" });
  await transcript.focus();
  await window.page.keyboard.press("Home");
  await window.said("the very first").waitFor();
  await inPage();
  for (let pages = 0; pages < 20; pages++) await window.page.keyboard.press("PageDown");
  await window.answered("Looked 8 times").first().waitFor();
  await inPage();
  await window.page.getByRole("button", { name: "Jump to latest" }).click();
  await window.answered("You said: the very last").waitFor();
  await transcript.focus();
  await window.page.keyboard.press("Home");
  await window.said("the very first").waitFor();
  // Who says something is taken to where it stands.
  await window.ask("count 30 5", /w0030/);
  await inPage();
});
