/**
 * @module
 */
import type { Socket } from "../transport/socket.ts";

/**
 * A socket that reports its faults instead of throwing them: sends happen in the middle of whatever a
 * session says, and one peer's full disk must not end a turn that others watch. A send that throws is a
 * send that failed: its peer counts as gone.
 */
export function guardedSocket(
  socket: Socket,
  report: (doing: "send" | "close", error: unknown) => void,
): Socket {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(text) {
      try {
        return socket.send(text);
      } catch (error) {
        report("send", error);
        return false;
      }
    },
    close(code, reason) {
      try {
        socket.close(code, reason);
      } catch (error) {
        report("close", error);
      }
    },
  };
}
