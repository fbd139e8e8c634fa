import assert from "node:assert/strict";
import { type Client, connect } from "../../../src/client/client.ts";
import { socketsTo } from "../../../src/cli/chat/local_socket.ts";
import { type Move, move, type MoveContext } from "../../../src/cli/chat/moves.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";

async function withClient(use: (client: Client) => Promise<void>): Promise<void> {
  const gateway = createGateway({ provider: new ScriptedProvider() });
  const client = connect({ url: "ws://here", WebSocket: socketsTo(gateway), fetch: null });
  try {
    await use(client);
  } finally {
    await client.close();
    await gateway.shutdown();
  }
}

async function goTo(line: string, context: MoveContext): Promise<MoveContext> {
  const made = await move(line, context);
  if (made?.kind !== "go") throw new Error(`${line} led nowhere: ${JSON.stringify(made)}`);
  return { ...context, session: made.session };
}

function words(made: Move | undefined): string {
  return made?.kind === "said" ? made.text : `(${made?.kind})`;
}

Deno.test("move() is for commands of the terminal alone", async () => {
  await withClient(async (client) => {
    const context = { client, session: await client.sessions.create(), alone: true };
    assert.equal(move("/status", context), undefined);
    assert.equal(move("/constructor", context), undefined);
    assert.deepEqual(await move("/quit", context), { kind: "leave" });
  });
});

Deno.test("move() leads to a new conversation, to a branch, and back by title", async () => {
  await withClient(async (client) => {
    const first = { client, session: await client.sessions.create({ title: "Ebb" }), alone: true };
    const fresh = await goTo("/new Flow", first);
    assert.equal(await fresh.session.history().then(({ length }) => length), 0);
    assert.equal((await fresh.session.request("session.title", {})).title, "Flow");

    const seeded = await client.sessions.create({ messages: [{ role: "user", text: "hello" }] });
    const side = await goTo("/branch  Side way", { ...first, session: seeded });
    assert.notEqual(side.session.id, seeded.id);
    assert.equal(side.session.snapshot?.info.title, "Side way");
    assert.deepEqual(side.session.snapshot?.messages, [{ role: "user", text: "hello" }]);

    const back = await goTo("/resume Ebb", side);
    assert.equal(back.session.id, first.session.id);
    for (const id of ["Ebb", first.session.id, first.session.storedId]) {
      assert.equal(words(await move(`/resume ${id}`, back)), `You are in "${id}" already`);
    }
  });
});

Deno.test("move() lists conversations with the one it is in marked, and tells of one that is not there", async () => {
  await withClient(async (client) => {
    const session = await client.sessions.create({ title: "Ebb" });
    await client.sessions.create({ title: "Flow" });
    const context = { client, session, alone: false };
    const told = words(await move("/sessions", context));
    assert.match(told, new RegExp(`^\\* ${session.storedId} {2}Ebb$`, "m"));
    assert.match(told, /^ {2}\S+ {2}Flow$/m);
    assert.equal(words(await move("/resume", context)), told);
    assert.match(words(await move("/resume x y", context)), /no conversation "x y"; \/sessions/);
  });
});
