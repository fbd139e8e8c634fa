/** `tidegate stdio` beside a sidecar that is another gateway, or none, or one in trouble. */
import assert from "node:assert/strict";
import { WebSocketClient } from "../http/support/web_socket_client.ts";
import { DeafSidecar } from "../adapters/support/deaf_sidecar.ts";
import { Child, exitLines } from "./support/child.ts";

const TOKEN = "s1decar-0123456789abcdef";
const NET = ["--allow-net", "--allow-env", "--allow-write", "--allow-read"];
const END = "[gateway-exit] stdin EOF (the peer closed the command pipe)";
const onWindows = Deno.build.os === "windows";

/** A gateway, and somebody who listens in a channel of it. */
async function listenIn(serve: Child) {
  const [, port] = /port=(\d+)$/.exec(await serve.out.next()) ?? [];
  const url = (path: string) => `ws://127.0.0.1:${port}${path}?channel=tides&token=${TOKEN}`;
  const subscriber = new WebSocketClient(url("/api/events"));
  await new Promise<void>((resolve) => subscriber.socket.onopen = () => resolve());
  // By the time it has answered this, it knows that the socket is open.
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).body?.cancel();
  return { port: Number(port), subscriber, pub: url("/api/pub") };
}

function serveChild(): Child {
  return new Child({ args: ["serve", "--port", "0"], env: { TIDEGATE_TOKEN: TOKEN } });
}

function stdioChild(url: string, { args = [] as string[], permissions = NET } = {}): Child {
  const env = { TIDEGATE_SIDECAR_URL: url, TIDEGATE_STATE: ":memory:" };
  return new Child({ args: ["stdio", ...args], env, permissions });
}

async function createSession(child: Child): Promise<string> {
  await child.call(1, "session.create");
  return (await child.out.answer(1)).result.session_id;
}

function aboutSidecar(lines: readonly string[]): string[] {
  return lines.filter((line) => line.includes("the sidecar at "));
}

/** A server of TCP that lets everybody connect and says nothing. */
function silentServer() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) connections.push(connection);
  })();
  return {
    url: `ws://127.0.0.1:${listener.addr.port}/api/pub?channel=tides&token=${TOKEN}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of connections) connection.close();
    },
  };
}

Deno.test("stdio tells subscribers of another gateway's channel all that it says, to the last frame", async () => {
  await using serve = serveChild();
  const { subscriber, pub } = await listenIn(serve);
  await using stdio = stdioChild(pub, { args: ["--pace", "0"] });
  await stdio.call(1, "session.create");
  const ready = await stdio.out.next();
  const created = await stdio.out.next();
  const { session_id } = JSON.parse(created).result ?? {};
  await stdio.call(2, "prompt.submit", { session_id, text: "grüße 日本 𝄞" });
  const turn: string[] = [];
  await stdio.out.until((line) => turn.push(line) > 0 && line.includes('"message.complete"'));
  await stdio.endInput();
  const { code, out, err } = await stdio.end();
  const said = [ready, created, ...turn, ...out];
  const heard: string[] = [];
  while (heard.length < said.length) heard.push(await subscriber.next());
  assert.deepEqual(heard, said);
  assert.deepEqual([code, err], [0, [END]]);
  await subscriber.close();
});

Deno.test("stdio answers while its sidecar keeps it waiting, gives it up after 2 s, and ends as ever", async () => {
  await using sidecar = silentServer();
  await using stdio = stdioChild(sidecar.url);
  const session_id = await createSession(stdio);
  const lost = await stdio.err.next();
  assert.match(
    lost,
    /the sidecar at ws:\/\/127\.0\.0\.1:\d+ is lost; .*did not answer within 2 s$/,
  );
  await stdio.call(2, "session.status", { session_id });
  await stdio.out.answer(2);
  await stdio.endInput();
  const { code, err } = await stdio.end();
  assert.deepEqual([code, err], [0, [END]]);
  assert.ok(!lost.includes(TOKEN));
});

Deno.test("stdio ends in good order while its sidecar keeps it waiting", async () => {
  await using sidecar = silentServer();
  await using stdio = stdioChild(sidecar.url);
  await createSession(stdio);
  await stdio.endInput();
  const { code, err } = await stdio.end();
  assert.equal(code, 0);
  assert.deepEqual(exitLines(err), [END]);
});

Deno.test("stdio is not held up by a sidecar that never reads, also at its end", async () => {
  await using sidecar = new DeafSidecar();
  await using stdio = stdioChild(sidecar.url, { args: ["--pace", "0"] });
  const session_id = await createSession(stdio);
  await stdio.call(2, "prompt.submit", { session_id, text: "x".repeat(2 << 20) });
  await stdio.out.event("message.complete");
  for (let id = 3; id < 400; id++) {
    // Some 40 MiB: more than any system holds for a connection.
    await stdio.call(id, id < 13 ? "session.history" : "session.status", { session_id });
    await stdio.out.answer(id);
  }
  await stdio.endInput();
  const { code, err } = await stdio.end();
  assert.deepEqual([code, exitLines(err)], [0, [END]]);
  const [slow, late, ...more] = aboutSidecar(err);
  assert.match(slow ?? "", / does not keep up; some frames do not get there$/);
  assert.match(late ?? "", / was too slow; it did not hear the last frames$/);
  assert.deepEqual(more, []);
});

Deno.test("stdio goes on without a sidecar that is not there, refuses it, or may not be reached", async () => {
  await using serve = serveChild();
  const { port, subscriber } = await listenIn(serve);
  const refused = `ws://127.0.0.1:${port}/api/pub?channel=tides&token=wr0ng`;
  const cases: [string, string[]][] = [
    ["ws://127.0.0.1:1/api/pub?channel=tides&token=wr0ng", NET],
    [refused, NET],
    [refused.replace("tides", "a/b"), NET],
    [refused, NET.slice(1)],
  ];
  for (const [url, permissions] of cases) {
    await using stdio = stdioChild(url, { permissions });
    await createSession(stdio);
    const lost = await stdio.err.next();
    assert.match(
      lost,
      /the sidecar at ws:\/\/127\.0\.0\.1:\d+ is lost; events go to stdout alone: ./,
    );
    await stdio.endInput();
    const { code, err } = await stdio.end();
    assert.deepEqual([code, err], [0, [END]]);
    assert.ok(!lost.includes("wr0ng") && !lost.includes("channel="), lost);
  }
  await subscriber.close();
});

Deno.test("stdio finishes a turn whose sidecar is killed in the middle of it", async () => {
  await using serve = serveChild();
  const { subscriber, pub } = await listenIn(serve);
  await using stdio = stdioChild(pub, { args: ["--pace", "1"] });
  const session_id = await createSession(stdio);
  const words = Array.from({ length: 400 }, (_, i) => `word${i}`).join(" ");
  await stdio.call(2, "prompt.submit", { session_id, text: words });
  await stdio.out.event("message.delta");
  while (!(await subscriber.next()).includes('"message.delta"'));
  serve.kill(onWindows ? "SIGTERM" : "SIGKILL");
  assert.match(await stdio.err.next(), /the sidecar at .* is lost; /);
  const { payload } = await stdio.out.event("message.complete");
  assert.deepEqual([payload.text, payload.status], [words, "complete"]);
  await stdio.endInput();
  const { code, err } = await stdio.end();
  assert.deepEqual([code, aboutSidecar(err), exitLines(err)], [0, [], [END]]);
  await subscriber.closed;
});

Deno.test("stdio takes the sidecar from a flag, with the token of the environment", async () => {
  await using serve = serveChild();
  const { subscriber, port } = await listenIn(serve);
  await using stdio = new Child({
    args: ["stdio", "--sidecar-url", `ws://127.0.0.1:${port}/api/pub?channel=tides`],
    env: { TIDEGATE_TOKEN: TOKEN, TIDEGATE_STATE: ":memory:" },
    permissions: NET,
  });
  assert.equal(await subscriber.next(), await stdio.out.next());
  await stdio.endInput();
  assert.equal((await stdio.end()).code, 0);
  await subscriber.close();
});

Deno.test("stdio takes no credential from its command line, and repeats none", async () => {
  const bad = [
    `ws://127.0.0.1:1/api/pub?channel=tides&token=${TOKEN}`,
    `ws://me:${TOKEN}@127.0.0.1:1/api/pub`,
    `not an address ${TOKEN}`,
  ];
  for (const url of bad) {
    await using stdio = new Child({ args: ["stdio", "--sidecar-url", url] });
    const { code, out, err } = await stdio.end();
    assert.deepEqual([code, out], [2, []]);
    assert.match(err.join("\n"), /option '--sidecar-url <url>' takes an address/);
    assert.ok(!err.join().includes(TOKEN));
  }
});

Deno.test("stdio warns of a sidecar's address that is none, without repeating it", async () => {
  await using stdio = stdioChild(`http://127.0.0.1/?token=${TOKEN}`);
  await createSession(stdio);
  await stdio.endInput();
  const { code, err } = await stdio.end();
  assert.equal(code, 0);
  assert.match(err.join("\n"), /TIDEGATE_SIDECAR_URL: its value \(not shown\) is not a ws:\/\//);
  assert.ok(!err.join().includes(TOKEN));
});
