import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { consoleTest } from "./support/stand.ts";
import { ConsoleWindow } from "./support/console_window.ts";
import { TOKEN } from "./support/served_gateway.ts";

/** Everything the page can lay its hands on that outlives it or is shown. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() => {
    // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
    const { document, location, history, localStorage, sessionStorage } = globalThis as any;
    const stores = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]);
    return [document.cookie, location.href, stores, document.documentElement.outerHTML].join("\n");
  });
}

consoleTest("the printed link signs in, once, and leaves no trace", async (stand) => {
  const code = new URLSearchParams(new URL(stand.gateway.link()).hash.slice(1)).get("code");
  assert.ok(code);
  const window = await stand.window();
  const { page } = window;
  assert.equal(page.url(), `${stand.line.url}/`);
  await window.ask("count 30", /w0030/);

  const cookies = await page.context().cookies();
  assert.equal(cookies.length, 1);
  const [cookie] = cookies;
  assert.equal(cookie?.httpOnly, true);
  assert.equal(cookie?.sameSite, "Strict");
  const shown = await kept(page);
  for (const secret of [code, TOKEN, cookie?.value ?? ""]) assert.ok(!shown.includes(secret));
  assert.ok(!(await kept(page)).split("\n")[0]?.includes("tidegate"));

  await page.reload();
  await window.ready();
  assert.equal(await window.wordCount(), 30);

  // The same link again, elsewhere: it has been used.
  const stranger = await (await stand.context()).newPage();
  await stranger.goto(stand.gateway.link(stand.line.port));
  await stranger.getByRole("alert").waitFor();
  await stranger.getByLabel("Or paste the access token").waitFor();

  const used = stand.addresses.filter((address) => !address.includes("#code="));
  for (const secret of [code, TOKEN, cookie?.value ?? ""]) {
    assert.deepEqual(used.filter((address) => address.includes(secret)), []);
  }
  const queries = used.flatMap((address) => address.split("?").slice(1));
  assert.deepEqual(queries.filter((query) => query !== "batch=1"), []);
});

consoleTest("signing out leads to the door, in every window; the token opens it", async (stand) => {
  const window = await stand.window();
  const other = await stand.window({ beside: window });
  await window.page.getByRole("button", { name: "Sign out" }).click();
  const form = window.page.getByLabel("Or paste the access token");
  await form.waitFor();
  await other.page.getByLabel("Or paste the access token").waitFor();
  assert.deepEqual(await window.page.context().cookies(), []);
  await window.page.reload();
  await form.waitFor();
  assert.equal(await window.page.getByRole("alert").count(), 0);

  await form.fill("not the token at all");
  await window.page.getByRole("button", { name: "Sign in" }).click();
  await window.page.getByRole("alert").waitFor();
  assert.equal(await form.inputValue(), "");

  await window.signInByToken(`${stand.line.url}/`);
  await window.ready();
  await window.ask("count 5", /w0005/);
  assert.ok(!(await kept(window.page)).includes(TOKEN));
  const fresh = new ConsoleWindow(await (await stand.context()).newPage());
  await fresh.signInByToken(`${stand.line.url}/`);
  await fresh.ready();
  assert.deepEqual(stand.addresses.filter((address) => address.includes(TOKEN)), []);
});
