import assert from "node:assert/strict";
import { systemClock } from "../../src/lib/clock.ts";
import fc from "fast-check";
import { cookieName, Credentials, randomSecret, signInUrl } from "../../src/http/credentials.ts";
import { HandClock } from "./support/hand_clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

function make(token = "correct-horse"): { credentials: Credentials; clock: HandClock } {
  const clock = new HandClock();
  return { credentials: new Credentials({ token, clock }), clock };
}

Deno.test("Credentials.isToken() is true for the token and nothing else", () => {
  const { credentials } = make();
  assert.equal(credentials.isToken("correct-horse"), true);
  const wrong = [
    "",
    "c",
    "correct-hors",
    "correct-horsecorrect-horse",
    "correct-horse ",
    "Correct-horse",
    "correct-horsé",
    "orrect-horsec",
  ];
  for (const token of wrong) assert.equal(credentials.isToken(token), false, token);
});

Deno.test("Credentials.roleOf() tells the observers' token from the access token", () => {
  const token = "correct-horse";
  const both = new Credentials({ token, observerToken: "a-window-on-it" });
  assert.equal(both.roleOf(token), "controller");
  assert.equal(both.roleOf("a-window-on-it"), "observer");
  assert.equal(both.roleOf("a-window-on-i"), null);
  assert.equal(both.isToken("a-window-on-it"), true);
  const alone = make(token).credentials;
  assert.equal(alone.roleOf(token), "controller");
  assert.equal(alone.roleOf("a-window-on-it"), null);
});

Deno.test("Credentials refuses an observers' token that is the access token, or none", () => {
  for (const observerToken of ["correct-horse", "", "two words"]) {
    assert.throws(
      () => new Credentials({ token: "correct-horse", observerToken }),
      /^TypeError: Cannot use the observers' token: /,
    );
  }
});

Deno.test("Credentials.strongToken is true where neither token can be found by trying", () => {
  const strong = "0123456789abcdef";
  const strength = (token: string, observerToken: string) =>
    new Credentials({ token, observerToken }).strongToken;
  assert.equal(strength(strong, `${strong}0`), true);
  assert.equal(strength(strong, "short"), false);
  assert.equal(strength("short", strong), false);
});

Deno.test("Credentials.isToken() agrees with === on arbitrary text", () => {
  const token = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(token, fc.oneof(token, fc.string()), (expected, presented) => {
      assert.equal(make(expected).credentials.isToken(presented), expected === presented);
    }),
    { seed: 20260701, numRuns: 2_000 },
  );
});

Deno.test("Credentials refuses a token no header could carry, without repeating it", () => {
  for (const token of ["", "two words", "tab\there", "line\n", "schlüssel"]) {
    assert.throws(() => make(token), (error) => {
      assert.ok(error instanceof TypeError);
      return token === "" || !error.message.includes(token);
    });
  }
});

Deno.test("Credentials.signIn() lasts thirty days", () => {
  const { credentials, clock } = make();
  const id = credentials.signIn();
  assert.match(id, /^[0-9a-f]{64}$/);
  clock.advance(30 * DAY_MS - 1);
  assert.equal(credentials.isSignedIn(id), true);
  assert.equal(credentials.msLeft(id), 1);
  clock.advance(1);
  assert.equal(credentials.isSignedIn(id), false);
  clock.advance(1);
  assert.equal(credentials.msLeft(id), 0);
  assert.equal(credentials.msLeft("unknown"), 0);
});

Deno.test("Credentials.signOut() ends one sign-in", () => {
  const { credentials } = make();
  const [mine, other] = [credentials.signIn(), credentials.signIn()];
  credentials.signOut(mine);
  credentials.signOut("unknown");
  assert.equal(credentials.isSignedIn(mine), false);
  assert.equal(credentials.isSignedIn(other), true);
  assert.equal(credentials.isSignedIn(""), false);
});

Deno.test("Credentials keeps 64 sign-ins, and drops the one unused for longest", () => {
  const { credentials } = make();
  const ids = Array.from({ length: 64 }, () => credentials.signIn());
  const [first = "", second = ""] = ids;
  credentials.touch(first);
  credentials.touch("unknown");
  credentials.signIn();
  assert.equal(credentials.isSignedIn(first), true);
  assert.equal(credentials.isSignedIn(second), false);
  assert.equal(ids.filter((id) => credentials.isSignedIn(id)).length, 63);
});

Deno.test("Credentials.redeemCode() takes each code once", () => {
  const { credentials } = make();
  const [one, two] = [credentials.mintCode(), credentials.mintCode()];
  assert.match(one, /^[0-9a-f]{32}$/);
  assert.notEqual(one, two);
  assert.equal(credentials.redeemCode(two), true);
  assert.equal(credentials.redeemCode(two), false);
  assert.equal(credentials.redeemCode(one), true);
  assert.equal(credentials.redeemCode(""), false);
});

Deno.test("Credentials.mintCode() keeps the sixteen newest codes", () => {
  const { credentials } = make();
  const codes = Array.from({ length: 17 }, () => credentials.mintCode());
  assert.equal(credentials.redeemCode(codes[0] ?? ""), false);
  assert.equal(codes.slice(1).every((code) => credentials.redeemCode(code)), true);
});

Deno.test("Credentials.redeemCode() tells of each code that was used, and of no other", () => {
  let used = 0;
  const credentials = new Credentials({
    token: "t",
    clock: systemClock,
    onCodeUsed: () => used++,
  });
  const code = credentials.mintCode();
  credentials.redeemCode("wrong");
  assert.equal(used, 0);
  credentials.redeemCode(code);
  credentials.redeemCode(code);
  assert.equal(used, 1);
});

Deno.test("randomSecret() has 256 bits and fits a token as it is", () => {
  const secret = randomSecret();
  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.notEqual(secret, randomSecret());
  assert.equal(make(secret).credentials.isToken(secret), true);
});

Deno.test("cookieName() tells gateways of one host apart", () => {
  assert.equal(cookieName(9119), "tidegate_9119");
});

Deno.test("signInUrl() keeps the code where no server sees it", () => {
  assert.equal(signInUrl("http://127.0.0.1:9119", "abc"), "http://127.0.0.1:9119/#code=abc");
  assert.equal(signInUrl("https://gw.example/", "abc"), "https://gw.example/#code=abc");
});
