import assert from "node:assert/strict";
import { disconnectReason, refuseBinary } from "../../src/http/socket_end.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { StandInGateway } from "./support/stand_in_gateway.ts";

const peer = { label: "127.0.0.1:1", transport: "websocket" } as const;

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
