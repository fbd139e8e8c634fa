/** A server at its limit of open files. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Child, exitLines } from "./support/child.ts";
import { readyPort, Viewer } from "./support/viewer.ts";

// Before 2.8 Deno tells of a lost listener only when its last connection has ended.
const ignore = Deno.build.os === "windows" || /^2\.[4-7]\./.test(Deno.version.deno);
const GREEDY = fileURLToPath(new URL("./support/greedy_main.ts", import.meta.url));
const TOKEN = "0123456789abcdef0123456789abcdef";
/** Enough to start with, about fifty more than that takes. */
const MAX_FILES = 80;

/** Connects until told to stop, and as long as anybody listens. */
async function connectAll(port: number, stop: AbortSignal): Promise<Deno.Conn[]> {
  const connections: Deno.Conn[] = [];
  while (!stop.aborted) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
    if (connection === null) break;
    connections.push(connection);
  }
  return connections;
}

/** Asks until the server is ready: only then has it the port for good. */
async function untilReady(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
  }
}

Deno.test({
  name: "serve lives on at its limit of open files, and listens again when there is room",
  ignore,
  async fn() {
    await using child = new Child({
      args: ["serve", "--port", "0"],
      env: { TIDEGATE_TOKEN: TOKEN },
      maxFiles: MAX_FILES,
    });
    const port = await readyPort(child);
    const viewer = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
    await viewer.until((frame) => frame.params?.type === "gateway.ready");

    const full = new AbortController();
    const told = child.err.until((line) => /ERROR +cannot take new connections/.test(line))
      .finally(() => full.abort());
    const connections = await connectAll(port, full.signal);
    assert.match(
      await told,
      new RegExp(`port ${port}: Too many open files .*trying again in 0.1 s`),
    );
    viewer.call(1, "session.create");
    const { session_id } = (await viewer.until((frame) => frame.id === 1)).result;

    for (const connection of connections) connection.close();
    await untilReady(port);
    viewer.call(2, "prompt.submit", { session_id, text: "still here" });
    const complete = await viewer.until((frame) => frame.params?.type === "message.complete");
    assert.equal(complete.params.payload.text, "still here");
    const another = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
    await another.until((frame) => frame.params?.type === "gateway.ready");

    child.kill("SIGTERM");
    const ends = await Promise.all([viewer.closed, another.closed]);
    assert.deepEqual(ends.map(({ code }) => code), [1001, 1001]);
    const { code, err } = await child.end();

    assert.equal(code, 0);
    assert.deepEqual(exitLines(err), ["[gateway-exit] SIGTERM"]);
    assert.ok(err.some((line) => line.includes(`listening again on 127.0.0.1 port ${port}`)));
  },
});

Deno.test({
  name: "serve drains and leaves with 4 when it cannot listen again for a minute",
  ignore,
  async fn() {
    await using child = new Child({
      args: ["serve", "--port", "0"],
      env: { TIDEGATE_TOKEN: TOKEN },
      module: GREEDY,
      maxFiles: MAX_FILES,
    });
    const port = await readyPort(child);
    const viewer = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
    await viewer.until((frame) => frame.params?.type === "gateway.ready");
    child.kill("SIGUSR2");
    const connections = await connectAll(port, new AbortController().signal);
    const closed = await viewer.closed;
    assert.deepEqual([closed.code, closed.reason], [1001, "gateway shuts down"]);
    const { code, out, err } = await child.end();
    for (const connection of connections) connection.close();
    assert.equal(code, 4);
    const [line, ...others] = exitLines(err);
    assert.match(
      line ?? "",
      new RegExp(`Cannot listen on 127\\.0\\.0\\.1 port ${port} again: .*open files.*, for 60 s`),
    );
    assert.deepEqual(others, []);
    assert.equal(out.length, 1, "the link");
  },
});
