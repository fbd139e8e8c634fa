import assert from "node:assert/strict";
import { HANDSHAKE } from "../http/support/app_bench.ts";
import { rawConnect, rawRequest } from "../http/support/raw_http.ts";
import { Child, exitLines } from "./support/child.ts";
import { readyPort, Viewer } from "./support/viewer.ts";

const onWindows = Deno.build.os === "windows";
const TOKEN = "0123456789abcdef0123456789abcdef";

function check(port: number, headers: Record<string, string>): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/api/auth/check`, { method: "POST", headers })
    .then(async (response) => {
      await response.body?.cancel();
      return response.status;
    });
}

Deno.test("serve says its port on the first line, a link on the second, and serves", async () => {
  await using child = new Child({ args: ["serve", "--port", "0", "--no-open"] });
  const port = await readyPort(child);
  const human = await child.out.next();
  const code = new RegExp(`http://127\\.0\\.0\\.1:${port}/#code=(\\w+)`).exec(human)?.[1];
  assert.ok(code, human);
  const origin = `http://127.0.0.1:${port}`;
  const health = await fetch(`${origin}/healthz`);
  assert.equal(health.status, 200);
  await health.body?.cancel();
  const signIn = () =>
    fetch(`${origin}/api/auth/exchange`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ code }),
    });
  const first = await signIn();
  assert.equal(first.status, 204);
  assert.match(first.headers.get("set-cookie") ?? "", /HttpOnly/);
  const again = await signIn();
  assert.notEqual(again.status, 204);
  await again.body?.cancel();
});

Deno.test("serve talks to a browser that its link has signed in", async () => {
  await using child = new Child({ args: ["serve", "--port", "0"] });
  const port = await readyPort(child);
  const code = /#code=(\w+)/.exec(await child.out.next())?.[1];
  const origin = `http://127.0.0.1:${port}`;
  const signedIn = await rawRequest(port, {
    method: "POST",
    path: "/api/auth/exchange",
    headers: { origin },
    body: JSON.stringify({ code }),
  });
  const [cookie = ""] = signedIn.headers.get("set-cookie")?.split(";") ?? [];
  const headers = { ...HANDSHAKE, origin, cookie };
  const socket = await rawConnect(port, { path: "/api/ws", headers });
  // A text frame, masked with zeros.
  const text = new TextEncoder().encode('{"id":"asked","method":"setup.status"}');
  await socket.write(new Uint8Array([0x81, 0x80 | text.length, 0, 0, 0, 0, ...text]));
  const buffer = new Uint8Array(65_536);
  let said = "";
  while (!said.includes('"asked"')) {
    const count = await socket.read(buffer);
    assert.ok(count !== null, `the server hung up after: ${said}`);
    said += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  assert.match(said, /gateway\.ready[^]*"provider_configured":true/);
  socket.close();
});

for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
  Deno.test({
    name: `serve drains on ${signal}: tells how turns ended, closes with 1001, exit code 0`,
    ignore: onWindows,
    async fn() {
      await using child = new Child({
        args: ["serve", "--port", "0", "--pace", "60000"],
        env: { TIDEGATE_TOKEN: TOKEN },
      });
      const port = await readyPort(child);
      const viewer = new Viewer(`ws://127.0.0.1:${port}/api/ws?token=${TOKEN}`);
      await viewer.until((frame) => frame.params?.type === "gateway.ready");
      viewer.call(1, "session.create");
      const { session_id } = (await viewer.until((frame) => frame.id === 1)).result;
      viewer.call(2, "prompt.submit", { session_id, text: "one two three" });
      await viewer.until((frame) => frame.params?.type === "message.delta");
      child.kill(signal);
      const complete = await viewer.until((frame) => frame.params?.type === "message.complete");
      assert.equal(complete.params.payload.status, "interrupted");
      const closed = await viewer.closed;
      assert.deepEqual([closed.code, closed.reason], [1001, "gateway shuts down"]);
      const { code, err } = await child.end();
      assert.equal(code, 0);
      assert.deepEqual(exitLines(err), [`[gateway-exit] ${signal}`]);
      await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
    },
  });
}

Deno.test("serve takes its token from the environment, under the old name too, and never shows it", async () => {
  for (const name of ["TIDEGATE_TOKEN", "HERMES_DASHBOARD_SESSION_TOKEN"]) {
    await using child = new Child({
      args: ["serve", "--port", "0", "--log-level", "debug"],
      env: { [name]: TOKEN },
    });
    const port = await readyPort(child);
    assert.equal(await check(port, { authorization: `Bearer ${TOKEN}` }), 204);
    assert.equal(await check(port, { authorization: "Bearer wrong" }), 401);
    child.kill(onWindows ? "SIGKILL" : "SIGTERM");
    const { out, err } = await child.end();
    assert.ok(!`${out.join()}${err.join()}`.includes(TOKEN));
  }
});

Deno.test("serve takes its token from a file, and refuses one it cannot use", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, `${TOKEN}\n`);
    await using good = new Child({ args: ["serve", "--port", "0", "--token-file", path] });
    assert.equal(await check(await readyPort(good), { "x-tidegate-token": TOKEN }), 204);
    await Deno.writeTextFile(path, "");
    await using bad = new Child({ args: ["serve", "--port", "0", "--token-file", path] });
    const { code, out, err } = await bad.end();
    assert.equal(code, 2);
    assert.deepEqual(out, []);
    assert.match(err.join("\n"), /^error: Cannot take the credential from ".*": it is empty/);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("serve announces itself to launchers: prefix and ready file", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0", "--ready-prefix", "HERMES_DASHBOARD_READY"],
    env: {},
  });
  await readyPort(child, "HERMES_DASHBOARD_READY");

  const folder = child.folder;
  await using other = new Child({
    args: ["serve", "--port", "0", "--ready-file", `${folder}/elsewhere.json`],
  });
  const refused = await other.end();
  assert.equal(refused.code, 2);
  assert.deepEqual(refused.out, []);
  assert.match(refused.err.join("\n"), /error: Cannot write the ready file/);
});

Deno.test("serve writes the ready file before it prints", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using child = new Child({
      args: ["serve", "--port", "0"],
      writable: [folder],
      env: { HERMES_DESKTOP_READY_FILE: `${folder}/ready.json` },
    });
    const port = await readyPort(child);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder}/ready.json`)), { port });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("serve leaves with 3 when the port is taken, having started nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await using child = new Child({ args: ["serve", "--port", String(port)] });
  const { code, out, err } = await child.end();
  assert.equal(code, 3);
  assert.deepEqual(out, []);
  assert.match(
    err.join("\n"),
    new RegExp(`^error: Cannot listen on 127\\.0\\.0\\.1 port ${port}: .*--port`),
  );
});

Deno.test("serve takes an IPv6 address from the environment as URLs write it", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0"],
    env: { TIDEGATE_HOST: "[::1]" },
  });
  const port = await readyPort(child);
  assert.match(await child.out.next(), new RegExp(`Open http://\\[::1\\]:${port}/#code=`));
});

Deno.test("serve refuses an address others can reach without a token of the owner's", async () => {
  await using refused = new Child({ args: ["serve", "--host", "0.0.0.0", "--port", "0"] });
  const { code, out, err } = await refused.end();
  assert.equal(code, 2);
  assert.deepEqual(out, []);
  assert.match(err.join("\n"), /^error: Cannot listen on 0\.0\.0\.0 without .*TIDEGATE_TOKEN/);

  const malformed = { TIDEGATE_HOST: "0.0.0.0", TIDEGATE_TOKEN: "two words" };
  await using told = new Child({ args: ["serve", "--port", "0"], env: malformed });
  const [warning, error] = (await told.end()).err;
  assert.match(warning ?? "", /WARNING .*TIDEGATE_TOKEN: its value \(not shown\)/);
  assert.match(error ?? "", /^error: Cannot listen on 0\.0\.0\.0/);

  const env = { TIDEGATE_HOST: "0.0.0.0", TIDEGATE_TOKEN: TOKEN };
  await using served = new Child({ args: ["serve", "--port", "0"], env });
  await readyPort(served);
});

Deno.test("serve lets flags win over the environment", async () => {
  await using child = new Child({
    args: ["serve", "--port", "0"],
    env: { TIDEGATE_PORT: "1", TIDEGATE_HOST: "127.0.0.1" },
  });
  assert.notEqual(await readyPort(child), 1);
});
