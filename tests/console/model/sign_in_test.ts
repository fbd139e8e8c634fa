/** Signing in, against the real app. What a browser adds is added by hand: origin and cookies. */
import assert from "node:assert/strict";
import { codeIn, SignIn } from "../../../src/console/model/sign_in.ts";
import { appBench, OWN, TOKEN } from "../../http/support/app_bench.ts";

type Bench = ReturnType<typeof appBench>;

/** A browser that shows the page of `bench`; `down` cuts it off. */
function browserAt(bench: Bench) {
  const browser = { cookie: "", down: false, asked: [] as string[], signIn: new SignIn(ask) };
  return browser;

  async function ask(input: URL | Request | string, init: RequestInit = {}): Promise<Response> {
    const { method = "GET", body, headers } = init;
    browser.asked.push(String(input));
    if (browser.down) throw new TypeError("fetch failed");
    const response = await bench.send(`/${input}`, {
      method,
      ...typeof body === "string" ? { body } : {},
      headers: { origin: OWN, cookie: browser.cookie, ...headers as Record<string, string> },
    });
    const [cookie] = response.headers.get("set-cookie")?.split(";") ?? [];
    browser.cookie = cookie ?? browser.cookie;
    return response;
  }
}

Deno.test("codeIn() finds the code of a link, and nothing else", () => {
  assert.equal(codeIn("#code=abc"), "abc");
  assert.equal(codeIn("#/s/20260102_x"), "");
  assert.equal(codeIn(""), "");
});

Deno.test("SignIn.byCode() turns a code into a cookie", async () => {
  const bench = appBench();
  const browser = browserAt(bench);
  const { verdict } = await browser.signIn.byCode(bench.credentials.mintCode());
  assert.equal(verdict, "go");
  assert.match(browser.cookie, /^tidegate_9119=\w+$/);
  assert.deepEqual(browser.asked, ["api/auth/exchange"]);
  assert.equal((await browser.signIn.check()).verdict, "go");
});

Deno.test("SignIn.byCode() lets a browser in that is signed in, though its link was used before", async () => {
  const bench = appBench();
  const browser = browserAt(bench);
  const code = bench.credentials.mintCode();
  await browser.signIn.byCode(code);
  const { cookie } = browser;
  assert.deepEqual(await browser.signIn.byCode(code), { verdict: "go", message: "" });
  assert.equal(browser.cookie, cookie);
});

Deno.test("SignIn.byCode() keeps the token somebody pasted when the code is refused", async () => {
  const { signIn } = browserAt(appBench());
  signIn.useToken(TOKEN);
  assert.equal((await signIn.byCode("used")).verdict, "go");
  assert.equal(signIn.credential, TOKEN);
});

Deno.test("SignIn.byCode() lets the cookie speak in place of a pasted token when the code is good", async () => {
  const bench = appBench();
  const { signIn } = browserAt(bench);
  signIn.useToken(TOKEN);
  await signIn.byCode(bench.credentials.mintCode());
  assert.equal(signIn.credential, undefined);
});

Deno.test("SignIn.byCode() says why the code was refused where nothing else lets in", async () => {
  const browser = browserAt(appBench());
  browser.cookie = "tidegate_9119=stale";
  const { verdict, message } = await browser.signIn.byCode("used");
  assert.equal(verdict, "stop");
  assert.match(message, /his code was used before, or is not one of this gateway/);
});

Deno.test("SignIn.byCode() says that the gateway cannot be reached", async () => {
  const browser = browserAt(appBench());
  browser.down = true;
  const answer = await browser.signIn.byCode("code");
  assert.deepEqual(answer, { verdict: "later", message: "The gateway cannot be reached." });
});

Deno.test("SignIn.check() says nothing of a browser that has shown nothing yet", async () => {
  const { signIn } = browserAt(appBench());
  assert.deepEqual(await signIn.check(), { verdict: "stop", message: "" });
});

Deno.test("SignIn.useToken() refuses what no header can carry", () => {
  const signIn = new SignIn();
  assert.equal(signIn.useToken("ä token"), false);
  assert.equal(signIn.credential, undefined);
  assert.equal(signIn.useToken(` ${TOKEN}\n`), true);
  assert.equal(signIn.credential, TOKEN);
});

Deno.test("SignIn.signOut() ends the browser's sign-in and forgets the token", async () => {
  const bench = appBench();
  const browser = browserAt(bench);
  await browser.signIn.byCode(bench.credentials.mintCode());
  browser.signIn.useToken("something");
  assert.equal((await browser.signIn.signOut()).verdict, "go");
  assert.equal(browser.signIn.credential, undefined);
  assert.equal((await browser.signIn.check()).verdict, "stop");
});
