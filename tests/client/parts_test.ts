/** The small parts of the client, one by one. */
import assert from "node:assert/strict";
import { backoff } from "../../src/client/backoff.ts";
import { socketUrl, targetOf } from "../../src/client/credential.ts";
import { HeldEvents } from "../../src/client/held_events.ts";
import { globalHints } from "../../src/client/hints.ts";
import { Listeners } from "../../src/client/listeners.ts";
import { resolveOptions } from "../../src/client/options.ts";
import { FINAL_CODES } from "../../src/client/refusal.ts";
import { TurnStream } from "../../src/client/turn_stream.ts";
import { closeReasons } from "../../src/protocol/close_codes.ts";
import { ScriptedSocket } from "./support/scripted_net.ts";

Deno.test("backoff() stays between 1 and 30 s, whatever chance says", () => {
  for (let failed = 1; failed <= 100; failed++) {
    for (const random of [0, 0.3, 0.999_999]) {
      const ms = backoff(failed, random);
      assert.ok(ms >= 1_000 && ms <= 30_000, `${failed} ${random}: ${ms}`);
    }
  }
  assert.ok(backoff(3, 0) > backoff(2, 0));
  assert.notEqual(backoff(3, 0), backoff(3, 0.9));
});

Deno.test("socketUrl() makes the socket's address of what people have", () => {
  const made = (given: string, base?: string) => socketUrl(given, base).href;
  assert.equal(made("http://127.0.0.1:9120"), "ws://127.0.0.1:9120/api/ws");
  assert.equal(made("https://a.example/"), "wss://a.example/api/ws");
  assert.equal(made("wss://a.example/gate/api/ws?x=1#y"), "wss://a.example/gate/api/ws?x=1");
  assert.equal(made("/api/ws", "https://a.example/chat"), "wss://a.example/api/ws");
  assert.throws(() => made("nowhere"), /"nowhere" is no address/);
  assert.throws(() => made("ftp://a.example"), /"ftp:" is no way there/);
});

Deno.test("targetOf() carries a token in a subprotocol, encoded for one", () => {
  const url = new URL("ws://a.example/api/ws");
  assert.deepEqual(targetOf(url, "a(b)/c%"), {
    url: url.href,
    protocols: ["tidegate.v1", "tidegate.token.a%28b%29%2Fc%25"],
  });
  assert.deepEqual(targetOf(url, undefined).protocols, ["tidegate.v1"]);
  assert.deepEqual(targetOf(url, { protocols: ["x"] }).protocols, ["x"]);
  assert.deepEqual(targetOf(url, { query: { token: "a b" } }), {
    url: `${url}?token=a+b`,
    protocols: [],
  });
});

Deno.test("FINAL_CODES are those of the gateway that ask nobody back", () => {
  for (const { code, reconnect } of Object.values(closeReasons)) {
    assert.equal(FINAL_CODES.includes(code), !reconnect, String(code));
  }
});

Deno.test("resolveOptions() asks for batches, unless the address says whether it wants them", () => {
  const made = (url: string) => resolveOptions({ url, WebSocket: ScriptedSocket }).url.href;
  assert.equal(made("http://a.example"), "ws://a.example/api/ws?batch=1");
  assert.equal(made("ws://a.example/gate?x=1"), "ws://a.example/gate?x=1&batch=1");
  assert.equal(made("ws://a.example?batch=0"), "ws://a.example/api/ws?batch=0");
});

Deno.test("resolveOptions() says what is wrong with an option", () => {
  const WebSocket = ScriptedSocket;
  assert.throws(() => resolveOptions({ WebSocket }), /"url" is missing/);
  const url = "ws://a.example";
  const both = { url, WebSocket, token: "x", credential: () => "y" };
  assert.throws(() => resolveOptions(both), /token and credential are both given/);
  assert.throws(() => resolveOptions({ url, WebSocket, timeoutMs: -1 }), /timeoutMs is -1/);
  const told: unknown[] = [];
  const { onError } = resolveOptions({
    ...{ url, WebSocket },
    onError(error) {
      told.push(error);
      throw new Error("the hook is broken");
    },
  });
  onError("x");
  assert.deepEqual(told, ["x"]);
});

Deno.test("Listeners.tell() reaches everybody, whatever one of them does", () => {
  const errors: unknown[] = [];
  const listeners = new Listeners<{ a: [number]; b: [] }>((error) => errors.push(error));
  const seen: string[] = [];
  const gone = new AbortController();
  const off = listeners.on("a", (n) => seen.push(`first ${n}`));
  listeners.on("a", () => {
    throw new Error("broken");
  });
  listeners.on("a", (n) => {
    seen.push(`last ${n}`);
    off();
  }, gone.signal);
  listeners.tell("a", 1);
  listeners.tell("a", 2);
  gone.abort();
  listeners.tell("a", 3);
  listeners.tell("b");
  assert.deepEqual(seen, ["first 1", "last 1", "last 2"]);
  assert.equal(errors.length, 3);
});

Deno.test("Listeners.tell() takes a name from outside for nothing that every object has", () => {
  const told: string[] = [];
  const listeners = new Listeners<Record<string, []>>((error) => assert.ifError(error));
  for (const round of [1, 2]) {
    for (const name of ["constructor", "__proto__"]) {
      listeners.tell(name);
      listeners.on(name, () => told.push(`${name} ${round}`));
      listeners.tell(name);
    }
    listeners.clear();
  }
  assert.deepEqual(told, ["constructor 1", "__proto__ 1", "constructor 2", "__proto__ 2"]);
});

Deno.test("HeldEvents lets go of all when they are too many or too long, and says so", () => {
  const held = new HeldEvents();
  held.add({ type: "message.delta", payload: { text: "x".repeat(8 * 1024 * 1024) } });
  assert.equal(held.overflowed, false);
  held.add({ type: "message.delta", payload: { text: "y" } });
  assert.deepEqual([held.overflowed, held.size], [true, 0]);
  held.clear();
  held.add({ type: "message.start" });
  assert.deepEqual([held.overflowed, held.size], [false, 1]);
});

Deno.test("TurnStream gives what waits before its end, and fails once where nobody reads", async () => {
  const stream = new TurnStream();
  const first = stream.next();
  stream.push({ type: "message.start", payload: undefined });
  assert.equal((await first).value?.type, "message.start");
  for (let i = 0; i <= 20_000; i++) stream.push({ type: "message.start", payload: undefined });
  await assert.rejects(stream.next(), /more events were waiting to be read than can be kept/);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

Deno.test("globalHints() listens to what there is, and lets go of it", () => {
  const heard = new Map<string, () => void>();
  const target = {
    addEventListener: (type: string, listener: () => void) => void heard.set(type, listener),
    removeEventListener: (type: string) => void heard.delete(type),
  };
  const document = { ...target, visibilityState: "hidden" };
  let woken = 0;
  const off = globalHints({ ...target, document }).watch(() => woken++);
  heard.get("visibilitychange")?.();
  document.visibilityState = "visible";
  heard.get("visibilitychange")?.();
  heard.get("online")?.();
  assert.equal(woken, 2);
  off();
  assert.equal(heard.size, 0);
  globalHints({}).watch(() => {})();
});
