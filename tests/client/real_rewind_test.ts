/** Two windows on a conversation of which one takes something back, over real sockets. */
import assert from "node:assert/strict";
import { connect } from "../../src/client/client.ts";
import type { Session } from "../../src/client/session.ts";
import { Serving, TOKEN } from "./support/serving.ts";

/** The reason of the next reset, and what the user said by its snapshot. */
function nextReset(session: Session): Promise<[reason: string, asked: string[]]> {
  return new Promise((resolve) => {
    const off = session.on("reset", ({ reason, snapshot: { messages } }) => {
      off();
      const asked = messages.flatMap((each) => each.role === "user" ? [each.text] : []);
      resolve([reason, asked]);
    });
  });
}

Deno.test("connect() shows every window what is left when one takes an exchange back", async () => {
  await using gateway = new Serving();
  await gateway.start();
  const { url } = gateway;
  await using one = connect({ url, token: TOKEN });
  await using two = connect({ url, token: TOKEN });
  const mine = await one.sessions.create();
  for (const text of ["first", "second"]) await mine.prompt(text).done;
  const theirs = await two.sessions.resume(mine.storedId ?? "");

  const seen = [nextReset(mine), nextReset(theirs)];
  await mine.request("session.undo", {});
  for (const reset of seen) assert.deepEqual(await reset, ["rewound", ["first"]]);

  const replaced = nextReset(theirs);
  const end = await mine.prompt("another first", { truncateBefore: 0 }).done;
  assert.ok(end.kind === "complete" && end.payload.text.includes("another first"));
  assert.equal((await replaced)[0], "rewound");
  assert.deepEqual((await theirs.history())[0], { role: "user", text: "another first" });
});
