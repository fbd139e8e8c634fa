import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("what clients ask for as they start answers that it is off, and is no error", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  assert.deepEqual(client.result("pet.cells", { graphics: "kitty", state: "idle" }), {
    enabled: false,
  });
  assert.deepEqual(client.result("pet.info"), { enabled: false });
  assert.deepEqual(client.result("pet.gallery"), { enabled: false, pets: [] });
  for (const action of [undefined, "status", "off"]) {
    const { enabled, tts, available } = client.result("voice.toggle", { action });
    assert.deepEqual([enabled, tts, available], [false, false, false]);
  }
  for (const method of ["credits.view", "billing.state"]) {
    const { ok, logged_in, error } = client.result(method);
    assert.deepEqual([ok, logged_in], [false, false]);
    assert.match(error, /billing is not configured/);
  }
});

Deno.test("what cannot be put on is refused with the code clients know, and with the reason", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  const refusals: [method: string, params: object, code: number, message: RegExp][] = [
    ["voice.toggle", { action: "on" }, 5025, /this gateway has none/],
    ["voice.toggle", { action: "tts" }, 4014, /voice mode is off/],
    ["voice.toggle", { action: "sing" }, 4013, /unknown voice action: sing/],
    ["voice.toggle", { action: 7 }, 4013, /unknown voice action: 7/],
    ["handoff.request", { session_id, platform: "irc" }, 4025, /not configured/],
    ["handoff.request", { session_id }, 4023, /platform required/],
    ["handoff.request", { session_id: "nobody", platform: "irc" }, 4001, /session not found/],
    ["handoff.state", { session_id }, 4025, /not configured/],
    ["handoff.fail", { session_id, reason: "late" }, 4025, /not configured/],
    ["browser.manage", { action: "connect", url: "http://x" }, 5031, /no browser is configured/],
    ["browser.manage", {}, 5031, /no browser is configured/],
    ["browser.manage", { action: "eat" }, 4015, /unknown browser action: eat/],
  ];
  for (const [method, params, code, message] of refusals) {
    const error = client.error(method, params);
    assert.equal(error.code, code, method);
    assert.match(error.message, message);
  }
});

Deno.test("the rest of those families is unknown", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  for (const method of ["pet.select", "billing.charge", "voice.record", "profiles.list"]) {
    assert.deepEqual(client.error(method), { code: -32601, message: `unknown method: ${method}` });
  }
});
