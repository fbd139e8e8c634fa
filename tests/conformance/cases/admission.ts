/** Who is let in: decided before the upgrade, so a refusal is an HTTP answer. PROTOCOL 2.5, 2.6. */
import assert from "node:assert/strict";
import { type Address, addressOf, type Case } from "../case.ts";
import { handshake, type RawAnswer, rawRequest } from "../raw_http.ts";

const ACCEPT_KEY = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

function assertAdmitted(answer: RawAnswer, why: string): void {
  assert.equal(answer.status, 101, `${why}: ${answer.body}`);
  assert.equal(answer.headers.get("sec-websocket-accept"), ACCEPT_KEY);
}

/** The close code a refusal names is the one a WebSocket would have been closed with. */
function assertRefused(answer: RawAnswer, expected: { status: number; code: number }): void {
  const { error } = JSON.parse(answer.body);
  assert.deepEqual({ status: answer.status, code: error.code }, expected, answer.body);
  assert.ok(error.message.length > 20, "it says what to do");
}

function bearer({ token }: Address): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export const admissionCases: readonly Case[] = [
  {
    on: "websocket",
    name: "an upgrade without a credential, or with a wrong one, is refused 401",
    async run(stage) {
      const address = addressOf(await stage.server());
      const { token } = address;
      assertRefused(await handshake(address, {}), { status: 401, code: 4401 });
      const wrong: Record<string, string>[] = [
        { authorization: "Bearer wrong" },
        { authorization: `Bearer ${token}x` },
        { authorization: `Bearer ${token.slice(1)}` },
        { authorization: `Basic ${token}` },
        { "x-tidegate-token": "wrong" },
        { cookie: `tidegate_${address.port}=${token}` },
      ];
      for (const headers of wrong) {
        assertRefused(await handshake(address, headers), { status: 401, code: 4401 });
      }
      const query = await handshake(address, {}, "?token=wrong");
      assertRefused(query, { status: 401, code: 4401 });
    },
  },
  {
    on: "websocket",
    name: "the token is taken from headers, a subprotocol, and on loopback from the query",
    async run(stage) {
      const address = addressOf(await stage.server());
      const { token } = address;
      const ways: Record<string, string>[] = [
        bearer(address),
        { "x-tidegate-token": token },
        { "x-hermes-session-token": token },
        { "sec-websocket-protocol": `tidegate.v1, tidegate.token.${token}` },
      ];
      for (const headers of ways) {
        assertAdmitted(await handshake(address, headers), Object.keys(headers).join());
      }
      assertAdmitted(await handshake(address, {}, `?token=${token}`), "query");
      const answer = await handshake(address, {
        "sec-websocket-protocol": `tidegate.v1, tidegate.token.${token}`,
      });
      assert.equal(answer.headers.get("sec-websocket-protocol"), "tidegate.v1");
    },
  },
  {
    on: "websocket",
    name: "a Host that is not this server is refused, whatever the credential",
    async run(stage) {
      const address = addressOf(await stage.server());
      const good = ["127.0.0.1", `localhost:${address.port}`, "LOCALHOST:1", "[::1]:80"];
      for (const host of good) {
        assertAdmitted(await handshake(address, { ...bearer(address), host }), host);
      }
      for (
        const host of ["evil.example", `evil.example:${address.port}`, "127.0.0.1.evil.example"]
      ) {
        const answer = await handshake(address, { ...bearer(address), host });
        assert.ok(answer.status === 400 || answer.status === 403, `${answer.status}`);
        assert.equal(JSON.parse(answer.body).error.code, 4403);
      }
    },
  },
  {
    on: "websocket",
    name: "a page of another origin is refused 403, programs and own pages pass with the token",
    async run(stage) {
      const address = addressOf(await stage.server());
      const good = [
        "",
        "null",
        "file://",
        "app://desktop",
        `http://127.0.0.1:${address.port}`,
        "http://localhost:5173",
        "http://[::1]:1",
      ];
      for (const origin of good) {
        assertAdmitted(await handshake(address, { ...bearer(address), origin }), origin);
      }
      for (const origin of ["http://evil.example", "https://127.0.0.1.evil.example"]) {
        const answer = await handshake(address, { ...bearer(address), origin });
        assertRefused(answer, { status: 403, code: 4403 });
      }
    },
  },
  {
    on: "websocket",
    name: "the one-time code signs a browser in; its cookie passes with the own origin only",
    async run(stage) {
      const server = await stage.launch({});
      const address = addressOf(server);
      const host = `127.0.0.1:${address.port}`;
      const origin = `http://${host}`;
      const exchange = () =>
        rawRequest(address.port, {
          line: "POST /api/auth/exchange HTTP/1.1",
          headers: { host, origin, "content-type": "application/json" },
          body: JSON.stringify({ code: address.code }),
        });
      const signedIn = await exchange();
      assert.equal(signedIn.status, 204, signedIn.body);
      const [cookie = "", ...attributes] = (signedIn.headers.get("set-cookie") ?? "").split("; ");
      assert.ok(attributes.includes("HttpOnly"));
      assert.notEqual((await exchange()).status, 204, "the code works once");
      assertAdmitted(await handshake(address, { cookie, origin }), "own origin");
      for (const foreign of ["", "null", "file://", "http://evil.example"]) {
        const answer = await handshake(address, { cookie, origin: foreign });
        assertRefused(answer, { status: 403, code: 4403 });
      }
    },
  },
  {
    on: "websocket",
    name: "a plain GET of the WebSocket's path is told to upgrade, and a bad handshake is refused",
    async run(stage) {
      const address = addressOf(await stage.server());
      const plain = await handshake(address, { ...bearer(address), upgrade: "", connection: "" });
      assert.equal(plain.status, 426);
      const old = await handshake(address, { ...bearer(address), "sec-websocket-version": "8" });
      assert.equal(old.status, 400);
      const keyless = await handshake(address, { ...bearer(address), "sec-websocket-key": "" });
      assert.equal(keyless.status, 400);
    },
  },
];
