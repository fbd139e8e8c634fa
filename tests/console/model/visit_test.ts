/** Coming in and being sent away, against a real gateway. */
import assert from "node:assert/strict";
import { SignIn, type Verdict } from "../../../src/console/model/sign_in.ts";
import { Visit } from "../../../src/console/model/visit.ts";
import { House, when } from "../support/house.ts";

/** A door that says what a test wants. */
class Door extends SignIn {
  verdict: Verdict = { verdict: "go", message: "" };
  asked: string[] = [];

  override check(): Promise<Verdict> {
    this.asked.push("check");
    return Promise.resolve(this.verdict);
  }

  override byCode(code: string): Promise<Verdict> {
    this.asked.push(`code ${code}`);
    return Promise.resolve(this.verdict);
  }

  override signOut(): Promise<Verdict> {
    this.asked.push("out");
    return Promise.resolve(this.verdict);
  }
}

Deno.test("Visit.start() lets in whom the gateway lets in, and leave() closes the desk", async () => {
  await using house = await House.open();
  const signIn = new Door();
  const visit = new Visit({ signIn, openDesk: () => house.sit().desk });
  await visit.start("");
  const phase = visit.phase.value;
  assert.ok(phase.kind === "in");
  await phase.desk.client.online();
  await visit.leave();
  assert.equal(phase.desk.client.state.kind, "closed");
  assert.deepEqual(visit.phase.value, { kind: "out", message: "" });
  assert.deepEqual(signIn.asked, ["check", "out"]);
});

Deno.test("Visit.start() asks whom the gateway refuses to sign in, and says why", async () => {
  const signIn = new Door();
  signIn.verdict = { verdict: "stop", message: "No." };
  const visit = new Visit({ signIn, openDesk: () => assert.fail("nobody is in") });
  await visit.start("abc");
  assert.deepEqual(signIn.asked, ["code abc"]);
  assert.deepEqual(visit.phase.value, { kind: "out", message: "No." });
});

Deno.test("Visit.start() leaves whoever is in where they are when a link is opened again", async () => {
  await using house = await House.open();
  const signIn = new Door();
  const visit = new Visit({ signIn, openDesk: () => house.sit().desk });
  await visit.start("");
  const before = visit.phase.value;
  signIn.verdict = { verdict: "stop", message: "used" };
  await visit.start("abc");
  assert.equal(visit.phase.value, before);
  await visit.leave();
});

Deno.test("Visit goes back to the door when the gateway refuses the socket", async () => {
  await using house = await House.open();
  const signIn = new Door();
  const visit = new Visit({
    signIn,
    openDesk: () => house.sit(undefined, "no such token of ours").desk,
  });
  await visit.start("");
  signIn.verdict = { verdict: "stop", message: "It is over." };
  await when(visit.phase, ({ kind }) => kind === "out");
  assert.deepEqual(visit.phase.value, { kind: "out", message: "It is over." });
});

Deno.test("Visit.startByToken() refuses what cannot be a token without asking", async () => {
  const signIn = new Door();
  const visit = new Visit({ signIn, openDesk: () => assert.fail("nobody is in") });
  await visit.startByToken("ä");
  assert.equal(visit.phase.value.kind, "out");
  assert.deepEqual(signIn.asked, []);
});

Deno.test("Visit.start() twice at once opens one desk, by what was asked last", async () => {
  await using house = await House.open();
  const signIn = new Door();
  let opened = 0;
  const visit = new Visit({
    signIn,
    openDesk() {
      opened++;
      return house.sit().desk;
    },
  });
  await Promise.all([visit.start(""), visit.start("abc")]);
  assert.equal(visit.phase.value.kind, "in");
  assert.equal(opened, 1);
  await visit.leave();
});
