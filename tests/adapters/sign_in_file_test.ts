import assert from "node:assert/strict";
import { SignInFile } from "../../src/adapters/sign_in_file.ts";
import { Credentials, SIGN_IN_SECONDS } from "../../src/http/credentials.ts";
import { TemporaryFolder } from "../cli/support/temporary_folder.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";

const TOKEN = "a-credential-of-ones-own";

class Place implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly time = fakeClock();
  readonly log = new LogBook();
  readonly path = `${this.#folder.path}/made/state.db-sign-ins`;

  /** What a process has that is started now. */
  start(token = TOKEN): Credentials {
    const { path, time: { clock }, log: logger } = this;
    return new Credentials({
      token,
      clock,
      signIns: new SignInFile({ path, token, clock, logger }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

Deno.test("SignInFile keeps a sign-in across restarts, for no longer than it had left", async () => {
  await using place = new Place();
  const id = place.start().signIn();
  place.time.tick(1_000);
  const later = place.start();
  assert.equal(later.isSignedIn(id), true);
  assert.equal(later.msLeft(id), SIGN_IN_SECONDS * 1_000 - 1_000);
  assert.equal(later.isSignedIn(`${id}0`), false);
  place.time.tick(SIGN_IN_SECONDS * 1_000);
  assert.equal(later.isSignedIn(id), false);
  assert.equal(place.start().isSignedIn(id), false);
});

Deno.test("SignInFile forgets who signed out, before a restart or behind one", async () => {
  await using place = new Place();
  const first = place.start();
  const [one, two] = [first.signIn(), first.signIn()];
  first.signOut(one);
  const second = place.start();
  assert.deepEqual([second.isSignedIn(one), second.isSignedIn(two)], [false, true]);
  second.signOut(two);
  assert.equal(place.start().isSignedIn(two), false);
});

Deno.test("SignInFile holds nothing that signs in, and is for its user alone", async () => {
  await using place = new Place();
  const id = place.start().signIn();
  const text = await Deno.readTextFile(place.path);
  assert.equal(text.includes(id), false);
  assert.equal(text.includes(TOKEN), false);
  if (Deno.build.os !== "windows") {
    assert.equal(((await Deno.stat(place.path)).mode ?? 0) & 0o777, 0o600);
  }
});

Deno.test("SignInFile counts for nothing under another credential", async () => {
  await using place = new Place();
  const id = place.start().signIn();
  assert.equal(place.start("another-credential").isSignedIn(id), false);
});

Deno.test("SignInFile leaves what another gateway wrote meanwhile", async () => {
  await using place = new Place();
  const [one, other] = [place.start(), place.start()];
  const ids = [one.signIn(), other.signIn(), one.signIn()];
  const later = place.start();
  assert.deepEqual(ids.map((id) => later.isSignedIn(id)), [true, true, true]);
});

Deno.test("SignInFile says what is wrong with a file, and goes on without", async () => {
  await using place = new Place();
  place.start().signIn();
  await Deno.writeTextFile(place.path, '{"version":2}');
  const credentials = place.start();
  assert.match(place.log.at("warn")[0]?.message ?? "", /earlier sign-ins cannot be read/);
  assert.equal(credentials.isSignedIn(credentials.signIn()), true);
  await Deno.remove(place.path);
  await Deno.mkdir(place.path);
  assert.equal(credentials.isSignedIn(credentials.signIn()), true);
  assert.match(place.log.at("warn").at(-1)?.message ?? "", /will not outlive this process/);
});
