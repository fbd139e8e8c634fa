import assert from "node:assert/strict";
import fc from "fast-check";
import {
  disconnectReason,
  limitFrames,
  refuseBinary,
  utf8BytesOver,
} from "../../src/http/frame_limit.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { StandInGateway } from "./support/stand_in_gateway.ts";

const peer = { label: "127.0.0.1:1", transport: "websocket" } as const;

Deno.test("limitFrames() hands in what fits to the byte and refuses what does not", () => {
  const gateway = new StandInGateway();
  const connection = limitFrames(gateway.connect(new MemorySocket(), peer), 6);
  for (const text of ["", "abcdef", "éüö", "😀ab", "abcdefg", "éüöa", "😀abc"]) {
    connection.receive(text);
  }
  connection.refuseFrame(99);
  connection.end("over");
  const [seen] = gateway.connections;
  assert.deepEqual(seen?.received, ["", "abcdef", "éüö", "😀ab"]);
  assert.deepEqual(seen?.refused, [7, 7, 7, 99]);
  assert.equal(seen?.ended, "over");
});

Deno.test("utf8BytesOver() counts as TextEncoder does", () => {
  const unit = fc.constantFrom("a", "\0", "é", "\u07ff", "\u0800", "\uffff", "😀", "\u{10ffff}");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.nat(60), (text, limit) => {
      const bytes = new TextEncoder().encode(text).length;
      assert.equal(utf8BytesOver(text, limit), bytes > limit ? bytes : null);
    }),
    { seed: 20260701, numRuns: 2_000 },
  );
});

Deno.test("refuseBinary() closes with 1003 and ends the connection", () => {
  const gateway = new StandInGateway();
  const socket = new MemorySocket();
  refuseBinary(socket, gateway.connect(socket, peer));
  assert.deepEqual(socket.closes.map(({ code }) => code), [1003]);
  assert.equal(gateway.connections[0]?.ended, "receive_failed(binary frame)");
});

Deno.test("disconnectReason() reads as logs of the gateway do", () => {
  assert.equal(disconnectReason(1001, "bye"), "client_disconnect(code=1001,reason=bye)");
});
