import assert from "node:assert/strict";
import { connect } from "../../../src/client/client.ts";
import type { Session } from "../../../src/client/session.ts";
import { runSlash } from "../../../src/client/slash.ts";
import { Completion } from "../../../src/cli/chat/completion.ts";
import { socketsTo } from "../../../src/cli/chat/local_socket.ts";
import { inputLines } from "../../../src/cli/chat/input_lines.ts";
import { connectionNews } from "../../../src/cli/chat/connection_news.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";

async function withSession(use: (session: Session) => Promise<void>): Promise<void> {
  const gateway = createGateway({ provider: new ScriptedProvider() });
  const client = connect({ url: "ws://here", WebSocket: socketsTo(gateway), fetch: null });
  try {
    await use(await client.sessions.create());
  } finally {
    await client.close();
    await gateway.shutdown();
  }
}

Deno.test("runSlash() shows what a command says", async () => {
  await withSession(async (session) => {
    const said = await runSlash(session, "/status");
    assert.equal(said.kind, "said");
    assert.match(said.kind === "said" ? said.text : "", /^Session: /);
  });
});

Deno.test("runSlash() answers a message that is to be said", async () => {
  await withSession(async (session) => {
    const outcome = await runSlash(session, "/queue and then");
    assert.deepEqual([outcome.kind, "text" in outcome && outcome.text], ["prompt", "and then"]);
  });
});

Deno.test("runSlash() tells how to go on from a command there is not", async () => {
  await withSession(async (session) => {
    await assert.rejects(runSlash(session, "/nonsense"), /nonsense; \/help lists them/);
  });
});

Deno.test("Completion.complete() knows names, aliases and the words behind them", async () => {
  const completion = new Completion();
  assert.deepEqual(completion.complete("/q"), ["/quit "]);
  await withSession(async (session) => {
    completion.learn(await session.request("commands.catalog", {}));
  });
  assert.deepEqual(completion.complete("/sta"), ["/status "]);
  assert.deepEqual(completion.complete("/q"), ["/q", "/queue", "/quit"]);
  assert.deepEqual(completion.complete("/mouse w"), ["/mouse wheel"]);
  const nothing = ["", "status", "//sta", "/constructor ", "/__proto__ x"];
  assert.deepEqual(nothing.flatMap((line) => completion.complete(line)), []);
});

Deno.test("inputLines() gives lines as they come, or all of it without the last newline", async () => {
  const input = () => new Blob(["one\ntw", "o\r\n\nthr", "ee\n"]).stream();
  const whole = await Array.fromAsync(inputLines(input(), { whole: true }));
  assert.deepEqual(whole, ["one\ntwo\r\n\nthree"]);
  const lines = await Array.fromAsync(inputLines(input(), { whole: false }));
  assert.deepEqual(lines.map((line) => line.trim()).filter(Boolean), ["one", "two", "three"]);
});

Deno.test("connectionNews() tells of an outage once, and of its end", () => {
  const told: string[] = [];
  const hear = connectionNews((text) => told.push(text));
  const error = new Error("gone");
  hear({ kind: "online" });
  for (const attempt of [1, 2]) hear({ kind: "waiting", attempt, retryInMs: 1, error });
  hear({ kind: "online" });
  assert.deepEqual(told.map((text) => text.split(":")[0]), [
    "(the connection is lost, it is tried again",
    "(connected again)",
  ]);
});
