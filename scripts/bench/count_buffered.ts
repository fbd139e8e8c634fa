/**
 * @module
 */
import type { ConnectionAcceptor } from "../../src/gateway/acceptor.ts";
import type { Socket } from "../../src/transport/socket.ts";

/** A gateway's front door that remembers its sockets, the oldest first, and counts the bytes that wait in each. */
export function countBuffered(
  gateway: ConnectionAcceptor,
): { acceptor: ConnectionAcceptor; bytes(): number[] } {
  const sockets = new Set<Socket>();
  const acceptor: ConnectionAcceptor = {
    maxFrameBytes: gateway.maxFrameBytes,
    get draining() {
      return gateway.draining;
    },
    connect(socket, peer) {
      sockets.add(socket);
      const connection = gateway.connect(socket, peer);
      return {
        receive: (text) => connection.receive(text),
        refuseFrame: (bytes) => connection.refuseFrame(bytes),
        drained: () => connection.drained(),
        close: (reason) => connection.close(reason),
        end(reason) {
          sockets.delete(socket);
          connection.end(reason);
        },
      };
    },
  };
  const bytes = () => [...sockets].map(({ bufferedAmount }) => bufferedAmount);
  return { acceptor, bytes };
}
