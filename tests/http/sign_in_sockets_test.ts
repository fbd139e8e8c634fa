import assert from "node:assert/strict";
import { MemorySocket } from "../support/memory_socket.ts";
import { SignInSockets } from "../../src/http/sign_in_sockets.ts";
import { appBench, HANDSHAKE, OWN } from "./support/app_bench.ts";
import { HandClock } from "./support/hand_clock.ts";

type Bench = ReturnType<typeof appBench>;

const REFUSED = { code: 4401, reason: "credential refused" };
const DAY_MS = 24 * 60 * 60 * 1000;
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

Deno.test("a socket let in by a sign-in carries what its peer says to the gateway", async () => {
  const bench = appBench();
  const { connection } = (await dial(bench, cookieOf(bench.credentials.signIn())))();
  connection.receive("hello");
  connection.refuseFrame(99);
  const [seen] = bench.gateway.connections;
  assert.deepEqual([seen?.received, seen?.refused], [["hello"], [99]]);
  connection.end("gone");
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
  const clock = new HandClock();
  const sockets = new SignInSockets({ clock, msLeft: () => 1_000 });
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
  assert.equal(clock.timers, 0);
});

Deno.test("a sign-in that ends by itself closes its sockets, and no other", async () => {
  const bench = appBench();
  const { clock, credentials } = bench;
  const first = (await dial(bench, cookieOf(credentials.signIn())))();
  clock.advance(DAY_MS);
  const later = (await dial(bench, cookieOf(credentials.signIn())))();
  // Longer than any timer waits.
  clock.advance(29 * DAY_MS - 1);
  assert.deepEqual(first.socket.closes, []);
  clock.advance(1);
  assert.deepEqual(first.socket.closes, [REFUSED]);
  first.connection.end("closed");
  assert.deepEqual(later.socket.closes, []);
  later.connection.end("gone");
  assert.equal(clock.timers, 0);
});

Deno.test("SignInSockets waits in steps no longer than a timer can", () => {
  const clock = new HandClock();
  const sockets = new SignInSockets({
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after(ms, callback) {
        assert.ok(ms < 2 ** 31, `${ms}`);
        return clock.after(ms, callback);
      },
    },
    msLeft: () => 30 * DAY_MS - clock.monotonic(),
  });
  let closed = 0;
  sockets.add("one", () => closed++);
  for (let day = 0; day < 30; day++) {
    assert.deepEqual([closed, clock.timers], [0, 1]);
    clock.advance(DAY_MS);
  }
  assert.deepEqual([closed, clock.timers, sockets.size], [1, 0, 0]);
});

Deno.test("signing in again lets a browser's sockets live as long as the new sign-in", async () => {
  const bench = appBench();
  const { clock, credentials } = bench;
  const first = credentials.signIn();
  const { socket } = (await dial(bench, cookieOf(first)))();
  clock.advance(29 * DAY_MS);
  await post(bench, "exchange", first, JSON.stringify({ code: credentials.mintCode() }));
  clock.advance(30 * DAY_MS - 1);
  assert.deepEqual(socket.closes, []);
  clock.advance(1);
  assert.deepEqual(socket.closes, [REFUSED]);
  assert.equal(clock.timers, 0);
});

Deno.test("a sign-in that had to make room for newer ones takes its sockets with it", async () => {
  const bench = appBench();
  const { clock, credentials } = bench;
  const { socket } = (await dial(bench, cookieOf(credentials.signIn())))();
  for (let n = 0; n < 63; n++) credentials.signIn();
  const code = () => JSON.stringify({ code: credentials.mintCode() });
  await post(bench, "exchange", "", code());
  assert.deepEqual(socket.closes, [REFUSED]);
  assert.equal(clock.timers, 0);
});
