/**
 * @module
 */
import { utf8Bytes } from "../lib/utf8_length.ts";
import type { Socket } from "../transport/socket.ts";
import type { Traffic } from "./telemetry.ts";

/** Counts of nothing yet. */
export function newTraffic(): Traffic {
  return { framesIn: 0, bytesIn: 0, framesOut: 0, bytesOut: 0, eventsIn: 0, eventsOut: 0 };
}

/** Counts a frame that came in. */
export function countInbound(traffic: Traffic, bytes: number): void {
  traffic.framesIn++;
  traffic.bytesIn += bytes;
}

/** A socket whose frames are counted. Those that found no peer are not. */
export function countedSocket(socket: Socket, traffic: Traffic): Socket {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(text) {
      const taken = socket.send(text);
      if (!taken) return false;
      traffic.framesOut++;
      traffic.bytesOut += utf8Bytes(text);
      return true;
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
