/** What is Node's own in its adapter; the conformance suite runs everything else (TIDEGATE_TEST_PROGRAM). */
import assert from "node:assert/strict";
import { eventually } from "../conformance/patience.ts";
import { HANDSHAKE, TOKEN } from "../http/support/app_bench.ts";
import { rawConnect, rawHandshake, rawRequest, readAnswer } from "../http/support/raw_http.ts";
import { READY } from "../http/support/stand_in_gateway.ts";
import { BEARER, nodeTest, readToEnd, readUntil } from "./support/node_bench.ts";
import { hasNode, NodeProcess } from "./support/node_process.ts";

const PING = 0x89;
const CLOSE = 0x88;

nodeTest("serve() on Node greets first and carries text both ways", async (bench) => {
  const client = bench.connect();
  assert.equal(await client.next(), READY);
  assert.equal(client.socket.protocol, "tidegate.v1");
  client.send("grüße 😀");
  assert.equal(await client.next(), "echo:grüße 😀");
  await client.close(4000, "bye");
  assert.equal(await bench.node.ask("ended 0"), "client_disconnect(code=4000,reason=bye)");
});

nodeTest(
  "serve() on Node refuses an upgrade with an HTTP answer, then hangs up",
  async ({ port }) => {
    const connection = await rawConnect(port, { path: "/api/ws", headers: HANDSHAKE });
    const { status, headers, body } = await readAnswer(connection);
    assert.equal(status, 401);
    assert.equal(JSON.parse(body).error.reason, "no_credential");
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(headers.get("content-length"), `${new TextEncoder().encode(body).length}`);
    assert.equal(headers.get("connection"), "close");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    await readToEnd(connection);
    connection.close();
  },
);

nodeTest(
  "serve() on Node answers upgrades it has no use for as plain requests",
  async ({ port }) => {
    const headers = { connection: "Upgrade", upgrade: "h2c" };
    const health = await rawRequest(port, { path: "/healthz", headers });
    assert.deepEqual([health.status, JSON.parse(health.body)], [200, { status: "ok" }]);
    const other = await rawRequest(port, { path: "/api/ws", headers: { ...headers, ...BEARER } });
    assert.equal(other.status, 426);
    const head = await rawHandshake(port, BEARER, { method: "HEAD" }).catch(() => null);
    assert.notEqual(head?.status, 101);
    const far = await rawHandshake(port, { ...BEARER, host: "no such host" });
    assert.equal(far.status, 400);
    assert.equal((await rawRequest(port, { path: "/healthz" })).status, 200);
  },
);

nodeTest(
  "serve() on Node chooses a subprotocol, or echoes the one with the token",
  async (bench) => {
    const token = `tidegate.token.${TOKEN}`;
    for (
      const [offered, chosen] of [[`${token},tidegate.v1,other`, "tidegate.v1"], [token, token]]
    ) {
      const headers = { "sec-websocket-protocol": offered as string };
      const answer = await rawHandshake(bench.port, headers);
      assert.deepEqual([answer.status, answer.headers.get("sec-websocket-protocol")], [
        101,
        chosen,
      ]);
      assert.equal(answer.headers.get("sec-websocket-extensions"), null);
    }
    const bare = await rawHandshake(bench.port, BEARER);
    assert.deepEqual([bare.status, bare.headers.get("sec-websocket-protocol")], [101, null]);
  },
);

nodeTest("serve() on Node closes with 1003 on a binary frame", async ({ node, connect }) => {
  const client = connect();
  await client.next();
  client.send(new Uint8Array([1, 2, 3]));
  client.send("too late");
  assert.equal((await client.closed).code, 1003);
  assert.equal(await node.ask("ended 0"), "receive_failed(binary frame)");
});

nodeTest(
  "serve() on Node closes with 1009 when a frame is announced that is far too large",
  async (bench) => {
    const connection = await bench.rawSocket();
    const size = new DataView(new ArrayBuffer(8));
    size.setBigUint64(0, 67_108_865n);
    // Final text frame, masked, with a length of 64 bits; nothing of the frame itself is sent.
    await connection.write(
      new Uint8Array([0x81, 0xff, ...new Uint8Array(size.buffer), 0, 0, 0, 0]),
    );
    await readUntil(connection, [CLOSE, 2, 1009 >> 8, 1009 & 0xff]);
    connection.close();
    assert.match(String(await bench.node.ask("ended 0")), /^client_disconnect\(code=1006/);
  },
);

nodeTest("serve() on Node tells of a cut line in the log at debug only", async (bench) => {
  const connection = await bench.rawSocket();
  connection.close();
  assert.equal(await bench.node.ask("ended 0"), "client_disconnect(code=1006,reason=)");
  const lines = await bench.node.ask("log") as string[];
  assert.deepEqual(lines.filter((line) => !line.startsWith("debug ")), []);
});

nodeTest("serve() on Node terminates a peer of the network that answers no ping", async (bench) => {
  const connection = await bench.rawSocket();
  await bench.node.ask("advance 20000");
  await readUntil(connection, [PING, 0]);
  await bench.node.ask("advance 20000");
  await bench.node.ask("advance 1000");
  await readToEnd(connection);
  connection.close();
  assert.equal(await bench.node.ask("ended 0"), "client_disconnect(code=1006,reason=)");
}, { hostname: "0.0.0.0" });

nodeTest("serve() on Node keeps a peer that answers its pings", async ({ node, connect }) => {
  const client = connect();
  await client.next();
  for (let i = 0; i < 3; i++) {
    await node.ask("advance 20000");
    // The pong is on its way before this.
    client.send(`${i}`);
    assert.equal(await client.next(), `echo:${i}`);
    await node.ask("advance 20000");
    await node.ask("advance 1000");
  }
  await client.close();
}, { hostname: "0.0.0.0" });

// Node itself needs about twenty.
nodeTest(
  "serve() on Node listens again after it was at its limit of open files",
  async ({ port }) => {
    const opened: Deno.TcpConn[] = [];
    for (let i = 0; i < 80; i++) {
      opened.push(await Deno.connect({ hostname: "127.0.0.1", port }));
    }
    const last = opened.at(-1) as Deno.TcpConn;
    // Turned away: Node has taken it in and closed it, having nothing to keep it with.
    await readToEnd(last);
    for (const connection of opened) connection.close();
    // Turned away, too, until it has read of those ends.
    const health = () => rawRequest(port, { path: "/healthz" });
    await eventually("it is answered", async () => {
      return (await health().catch(() => undefined))?.status === 200;
    });
  },
  { setup: "ulimit -n 60" },
);

Deno.test({
  name: "serve() on Node rejects with PortInUseError, or says why else it cannot listen",
  ignore: !hasNode,
  async fn() {
    await using owner = await NodeProcess.start("./node_server_main.ts");
    const { port } = await owner.read();
    await using second = await NodeProcess.start("./node_server_main.ts", {
      args: ["127.0.0.1", `${port}`],
    });
    const refused = await second.read();
    assert.deepEqual([refused.error, refused.inUse], ["PortInUseError", true]);
    assert.match(
      String(refused.message),
      new RegExp(`127\\.0\\.0\\.1 port ${port}: .* another port`),
    );
    // A documentation address (RFC 5737): no interface has it.
    await using nowhere = await NodeProcess.start("./node_server_main.ts", {
      args: ["192.0.2.1", "9119"],
    });
    const { error, message } = await nowhere.read();
    assert.equal(error, "Error");
    assert.match(String(message), /^Cannot listen on 192\.0\.2\.1 port 9119: ./);
  },
});
