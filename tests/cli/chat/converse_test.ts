/** Conversations of a person at a terminal, with a real client and a real gateway. */
import assert from "node:assert/strict";
import type { AgentProvider } from "../../../src/agent/agent.ts";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { connect } from "../../../src/client/client.ts";
import type { Session } from "../../../src/client/session.ts";
import type { SocketConstructor } from "../../../src/client/socket.ts";
import { converse } from "../../../src/cli/chat/converse.ts";
import { socketsTo } from "../../../src/cli/chat/local_socket.ts";
import { styles } from "../../../src/cli/chat/styles.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { Typist } from "./support/typist.ts";

/** Sockets on which calls of one method are on their way until they are let go. */
function holding(Socket: SocketConstructor, method: string) {
  const held: (() => void)[] = [];
  const first = Promise.withResolvers<void>();
  class Held extends (Socket as new (url: string) => InstanceType<SocketConstructor>) {
    override send(text: string): void {
      if (JSON.parse(text).method !== method) return super.send(text);
      held.push(() => super.send(text));
      first.resolve();
    }
  }
  return { Socket: Held, first: first.promise, letGo: () => held.splice(0).forEach((go) => go()) };
}

function next(session: Session | undefined, type: "message.start" | "message.complete") {
  return new Promise<void>((resolve) => session?.on(type, () => resolve()));
}

function stage(provider: AgentProvider) {
  const gateway = createGateway({ provider });
  const detaching = holding(socketsTo(gateway), "session.detach");
  const made = { url: "ws://here", fetch: null };
  const client = connect({ ...made, WebSocket: detaching.Socket });
  const other = connect({ ...made, WebSocket: socketsTo(gateway) });
  const terminal = new Typist();
  return {
    ...{ client, other, detaching, terminal },
    talkIn: (session: Session) =>
      converse({ client, session, terminal, styles: styles(false), alone: false }),
    async [Symbol.asyncDispose]() {
      await Promise.all([client.close(), other.close()]);
      await gateway.shutdown();
    },
  };
}

Deno.test("converse() shows all that is said in a conversation it turns to in the middle of a turn", async () => {
  const provider = new ScriptedProvider();
  await using set = stage(provider);
  const { client, other, detaching, terminal } = set;
  const busy = await other.sessions.create({ title: "Busy" });
  const begun = next(busy, "message.start");
  busy.prompt("count");
  await begun;
  provider.turn.text("one ");

  const talk = set.talkIn(await client.sessions.create());
  await terminal.enter("/resume Busy");
  await detaching.first;
  const over = next(client.sessions.get(busy.id), "message.complete");
  provider.turn.text("two");
  provider.turn.end();
  await over;
  detaching.letGo();
  assert.match(terminal.shown, /^Busy\n› count\none two\n$/);

  // No turn runs: it is left, there is nothing to interrupt.
  terminal.interrupt();
  const { session, said } = await talk;
  assert.deepEqual([session.id, said], [busy.id, false]);
});

Deno.test("converse() stays in a conversation that it is told to resume while it is in it", async () => {
  await using set = stage(echoProvider({ paceMs: 0 }));
  const { client, terminal } = set;
  const mine = await client.sessions.create({ title: "Ebb" });
  const talk = set.talkIn(mine);
  await terminal.enter("/resume Ebb");
  await terminal.enter("are you there?");
  await terminal.ready;
  assert.match(terminal.shown, /^You are in "Ebb" already\n.*are you there\?/s);
  await terminal.enter("/quit");
  assert.deepEqual(await talk, { session: mine, said: true });
  assert.equal(mine.state, "live");
});
