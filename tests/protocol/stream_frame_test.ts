import assert from "node:assert/strict";
import { encodeConnectionEvent, encodeSessionEvent } from "../../src/protocol/event_frame.ts";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { isStreamFrame } from "../../src/protocol/stream_frame.ts";

Deno.test("isStreamFrame() knows the pieces of streams among all events", () => {
  const place = { sessionId: "0123abcd", seq: 1 };
  const pieces = (Object.values(events) as EventKind[]).filter((kind) =>
    isStreamFrame(encodeSessionEvent(kind, { text: "a" }, place))
  );
  assert.deepEqual(pieces.map(({ type }) => type).sort(), [
    "message.delta",
    "reasoning.delta",
    "subagent.progress",
    "subagent.thinking",
    "thinking.delta",
  ]);
});

Deno.test("isStreamFrame() is not misled by what a frame holds", () => {
  const kind = events.messageComplete as EventKind;
  const said = encodeSessionEvent(events.messageDelta as EventKind, { text: "a" }, {
    sessionId: "",
    seq: 1,
  });
  for (
    const frame of [
      `{"jsonrpc":"2.0","id":1,"result":${said}}`,
      encodeSessionEvent(kind, { text: said }, { sessionId: "0123abcd", seq: 1 }),
      encodeConnectionEvent(kind, { text: said }),
    ]
  ) assert.equal(isStreamFrame(frame), false, frame);
});
