import assert from "node:assert/strict";
import {
  encodeConnectionEvent,
  encodeSessionEvent,
  paramsOf,
} from "../../src/protocol/event_frame.ts";
import { events } from "../../src/protocol/events.ts";

const where = { sessionId: "0123abcd", seq: 7 };

Deno.test("encodeSessionEvent() writes type, session, payload and number, in this order", () => {
  assert.equal(
    encodeSessionEvent(events.messageDelta, { text: "hi" }, where),
    '{"jsonrpc":"2.0","method":"event","params":{"type":"message.delta",' +
      '"session_id":"0123abcd","payload":{"text":"hi"},"seq":7}}',
  );
});

Deno.test("encodeSessionEvent() leaves the payload out where there is none", () => {
  assert.equal(
    encodeSessionEvent(events.messageStart, undefined, where),
    '{"jsonrpc":"2.0","method":"event","params":{"type":"message.start",' +
      '"session_id":"0123abcd","seq":7}}',
  );
});

Deno.test("encodeSessionEvent() writes the turn before the number", () => {
  assert.equal(
    encodeSessionEvent(events.messageStart, undefined, { ...where, turnId: "0a1b2c3d4e5f" }),
    '{"jsonrpc":"2.0","method":"event",' +
      `"params":{"type":"message.start","session_id":"${where.sessionId}","turn_id":"0a1b2c3d4e5f",` +
      `"seq":${where.seq}}}`,
  );
});

Deno.test("encodeSessionEvent() leaves the number out of an event outside the numbering", () => {
  assert.equal(
    encodeSessionEvent(events.sessionGap, { from: 1, to: 2 }, { sessionId: "", seq: undefined }),
    '{"jsonrpc":"2.0","method":"event","params":{"type":"session.gap",' +
      '"session_id":"","payload":{"from":1,"to":2}}}',
  );
});

Deno.test("encodeSessionEvent() writes text raw, on one line, as proper UTF-8", () => {
  const text = 'né \u{1F300} "q" \\ \r\n\u2028 \ud83c';
  const frame = encodeSessionEvent(events.messageDelta, { text }, where);
  assert.ok(frame.includes("né \u{1F300}"));
  assert.doesNotMatch(frame, /[\r\n]/);
  assert.ok(frame.isWellFormed());
  assert.equal(JSON.parse(frame).params.payload.text, text);
});

Deno.test("encodeSessionEvent() throws for a payload that JSON cannot say", () => {
  assert.throws(() => encodeSessionEvent(events.messageDelta, { text: 1n }, where), TypeError);
});

Deno.test("encodeConnectionEvent() writes no session at all", () => {
  assert.equal(
    encodeConnectionEvent(events.gatewayReady, { skin: {} }),
    '{"jsonrpc":"2.0","method":"event","params":{"type":"gateway.ready","payload":{"skin":{}}}}',
  );
});

Deno.test("paramsOf() is the params of an event's frame, as they are", () => {
  const frame = encodeSessionEvent(events.messageDelta, { text: "\u{1f30a}}" }, where);
  assert.deepEqual(JSON.parse(paramsOf(frame)), JSON.parse(frame).params);
});
