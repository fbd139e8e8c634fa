import assert from "node:assert/strict";
import { MemorySocket } from "../support/memory_socket.ts";
import { SignInSockets } from "../../src/http/sign_in_sockets.ts";
import { appBench, HANDSHAKE, OWN } from "./support/app_bench.ts";

type Bench = ReturnType<typeof appBench>;

const REFUSED = { code: 4401, reason: "credential refused" };
const PEER = { label: "127.0.0.1:5", transport: "websocket" } as const;

function cookieOf(signIn: string): Record<string, string> {
  return { origin: OWN, cookie: `tidegate_9119=${signIn}` };
}

/** Dials with a sign-in; answers what opens the socket. */
async function dial(bench: Bench, headers: Record<string, string>) {
  await bench.send("/api/ws", { headers: { ...HANDSHAKE, ...headers } });
  const upgrade = bench.upgrades.at(-1);
  assert.ok(upgrade);
  return () => {
    const socket = new MemorySocket();
    return { socket, connection: upgrade.accept(socket, PEER) };
  };
}

function post(bench: Bench, path: string, signIn: string, body?: string) {
  return bench.send(`/api/auth/${path}`, { method: "POST", headers: cookieOf(signIn), body });
}

Deno.test("signing out closes the sockets of that sign-in, and no other", async () => {
  const bench = appBench();
  const { credentials } = bench;
  const [mine, other] = [credentials.signIn(), credentials.signIn()];
  const open = await dial(bench, cookieOf(mine));
  const sockets = [open().socket, open().socket];
  const another = (await dial(bench, cookieOf(other)))().socket;
  const token = (await dial(bench, {
    ...cookieOf(mine),
    authorization: "Bearer correct-horse-battery-staple",
  }))().socket;
  assert.equal((await post(bench, "logout", mine)).status, 204);
  for (const { closes } of sockets) assert.deepEqual(closes, [REFUSED]);
  assert.deepEqual([another.closes, token.closes], [[], []]);
});

Deno.test("signing out closes a socket that is still being opened", async () => {
  const bench = appBench();
  const mine = bench.credentials.signIn();
  const open = await dial(bench, cookieOf(mine));
  await post(bench, "logout", mine);
  assert.deepEqual(open().socket.closes, [REFUSED]);
});

Deno.test("signing in again keeps a browser's sockets, signing out then closes them", async () => {
  const bench = appBench();
  const first = bench.credentials.signIn();
  const { socket } = (await dial(bench, cookieOf(first)))();
  const code = JSON.stringify({ code: bench.credentials.mintCode() });
  const answer = await post(bench, "exchange", first, code);
  const second = /=(\w+);/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";
  assert.deepEqual(socket.closes, []);
  await post(bench, "logout", second);
  assert.deepEqual(socket.closes, [REFUSED]);
});

Deno.test("a socket that has ended is forgotten, and not closed by a sign-out", async () => {
  const bench = appBench();
  const mine = bench.credentials.signIn();
  const { socket, connection } = (await dial(bench, cookieOf(mine)))();
  connection.end("gone");
  await post(bench, "logout", mine);
  assert.deepEqual(socket.closes, []);
  assert.equal(bench.gateway.connections[0]?.ended, "gone");
});

Deno.test("SignInSockets holds nothing that has been forgotten, handed on or not", () => {
  const sockets = new SignInSockets();
  const closed: string[] = [];
  const forget = ["a", "b"].map((name) => sockets.add("one", () => void closed.push(name)));
  sockets.hand("one", "two");
  sockets.hand("nobody", "three");
  sockets.close("one");
  assert.equal(sockets.size, 2);
  forget[0]?.();
  sockets.close("two");
  assert.deepEqual(closed, ["b"]);
  assert.equal(sockets.size, 0);
  forget[1]?.();
});
