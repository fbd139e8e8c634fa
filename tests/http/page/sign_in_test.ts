/** The page's sign-in, against the real app. What a browser adds is added by hand: origin and cookies. */
import assert from "node:assert/strict";
import { appBench, OWN, TOKEN } from "../support/app_bench.ts";
import * as signIn from "../../../src/http/page/sign_in.js";

type Bench = ReturnType<typeof appBench>;

/** Runs `use` as in a browser that shows the page of `bench`; `down` cuts it off. */
async function inBrowser(
  bench: Bench,
  use: (browser: { cookie: string; down: boolean; asked: string[] }) => Promise<void>,
): Promise<void> {
  const browser = { cookie: "", down: false, asked: [] as string[] };
  const { fetch } = globalThis;
  globalThis.fetch = async (path, { headers, ...init } = {}) => {
    browser.asked.push(String(path));
    if (browser.down) throw new TypeError("fetch failed");
    const response = await bench.send(`/${path}`, {
      ...init as { method: string; body?: string },
      headers: { origin: OWN, cookie: browser.cookie, ...headers as Record<string, string> },
    });
    const [cookie] = response.headers.get("set-cookie")?.split(";") ?? [];
    browser.cookie = cookie ?? browser.cookie;
    return response;
  };
  try {
    await use(browser);
  } finally {
    globalThis.fetch = fetch;
    signIn.useToken("");
  }
}

Deno.test("signInByCode() turns a code into a cookie", async () => {
  const bench = appBench();
  await inBrowser(bench, async (browser) => {
    const { verdict } = await signIn.signInByCode(bench.credentials.mintCode());
    assert.equal(verdict, "go");
    assert.match(browser.cookie, /^tidegate_9119=\w+$/);
    assert.deepEqual(browser.asked, ["api/auth/exchange"]);
    assert.equal((await signIn.checkCredential()).verdict, "go");
  });
});

Deno.test("signInByCode() lets a browser in that is signed in, though its link was used before", async () => {
  const bench = appBench();
  await inBrowser(bench, async (browser) => {
    const code = bench.credentials.mintCode();
    await signIn.signInByCode(code);
    const { cookie } = browser;
    assert.deepEqual(await signIn.signInByCode(code), { verdict: "go", message: "" });
    assert.equal(browser.cookie, cookie);
  });
});

Deno.test("signInByCode() keeps the token somebody pasted when the code is refused", async () => {
  await inBrowser(appBench(), async () => {
    signIn.useToken(TOKEN);
    assert.equal((await signIn.signInByCode("used")).verdict, "go");
    assert.deepEqual(signIn.protocols(), ["tidegate.v1", `tidegate.token.${TOKEN}`]);
  });
});

Deno.test("signInByCode() lets the cookie speak in place of a pasted token when the code is good", async () => {
  const bench = appBench();
  await inBrowser(bench, async () => {
    signIn.useToken(TOKEN);
    await signIn.signInByCode(bench.credentials.mintCode());
    assert.deepEqual(signIn.protocols(), ["tidegate.v1"]);
  });
});

Deno.test("signInByCode() says why the code was refused where nothing else lets in", async () => {
  const bench = appBench();
  await inBrowser(bench, async (browser) => {
    browser.cookie = "tidegate_9119=stale";
    const { verdict, message } = await signIn.signInByCode("used");
    assert.equal(verdict, "stop");
    assert.match(message, /this code was used before, or is not one of this gateway/);
  });
});

Deno.test("signInByCode() says that the gateway cannot be reached", async () => {
  await inBrowser(appBench(), async (browser) => {
    browser.down = true;
    const answer = await signIn.signInByCode("code");
    assert.deepEqual(answer, { verdict: "later", message: "The gateway cannot be reached." });
  });
});
