import assert from "node:assert/strict";
import { holdsCredential, isSidecarUrl, sidecarTarget } from "../../src/adapters/sidecar_target.ts";

const PLAIN = "ws://127.0.0.1:9119/api/pub?channel=tides";

Deno.test("isSidecarUrl() knows the addresses of WebSockets", () => {
  for (const good of [PLAIN, "wss://gate.example/api/pub?token=x&channel=y"]) {
    assert.equal(isSidecarUrl(good), true, good);
  }
  for (const bad of ["", "127.0.0.1:9119", "http://127.0.0.1", "file:///x", "ws://", "ws//x"]) {
    assert.equal(isSidecarUrl(bad), false, bad);
  }
});

Deno.test("holdsCredential() sees what says who connects", () => {
  for (const name of ["token", "ticket", "internal"]) {
    assert.equal(holdsCredential(`${PLAIN}&${name}=x`), true, name);
  }
  assert.equal(holdsCredential("ws://me@127.0.0.1/x"), true);
  assert.equal(holdsCredential("ws://:pass@127.0.0.1/x"), true);
  assert.equal(holdsCredential(PLAIN), false);
});

Deno.test("sidecarTarget() leaves an address with a credential as it is, and offers no subprotocol", () => {
  const url = `${PLAIN}&internal=s3cret`;
  for (const token of [undefined, "another"]) {
    const target = sidecarTarget(url, { token });
    assert.deepEqual([target.url, target.protocols], [url, []]);
  }
  assert.deepEqual(sidecarTarget(PLAIN, {}).protocols, []);
});

Deno.test("sidecarTarget() shows the token as a subprotocol where the address has none", () => {
  const { url, protocols } = sidecarTarget(`${PLAIN}#top`, { token: "a/b" });
  assert.deepEqual([url, protocols], [PLAIN, ["tidegate.v1", "tidegate.token.a%2Fb"]]);
});

Deno.test("sidecarTarget() tells what may be shown, and what may not", () => {
  const { shown, secrets } = sidecarTarget(
    "wss://me:p%20w@gate.example:1/hook/k3y?token=s3%20cret",
    {
      token: "unused",
    },
  );
  assert.equal(shown, "wss://gate.example:1");
  for (const secret of ["me", "p%20w", "s3 cret", "?token=s3%20cret", "/hook/k3y", "unused"]) {
    assert.ok(secrets.includes(secret), secret);
  }
});
